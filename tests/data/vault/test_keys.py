"""A vault's keys: opened by its owner, each person's key good for that person alone."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from troth.data.sealing import SecretKey
from troth.data.vault.keys import VaultKeys
from troth.errors import DataError

OWNER = SecretKey.of(X25519PrivateKey.from_private_bytes(bytes(range(32))))
KEYS = VaultKeys(bytes(16), bytes(range(32)), bytes(range(32, 64)))
OLD_SEALED = (
    "2ddea070f9875741d0311e6f438fa3b8b599deb3bd8be435d75d8f9b7e0a547cfab8ee66b4cf3d3c679979f04db36bbaf370"
    "df0b3c49440afada506b76353250a56599c332596a32443ffe1ad5ea4e356003ff37e6bc2a84bb7e370eeee43a6f1113449a"
    "83fc7b49ed9a98c5a84a0bab"
)
OLD_WRAPPED = (
    "aa3506045887d117d1cb8a1daf016a5b5d40df6b2aad9d9f601cff1a576092254138c2d4cb09d324501291be7de191c84181"
    "905e89e41f6a0894d6c8"
)
DATA_KEY = bytes(range(64, 96))


def test_the_owner_alone_opens_them() -> None:
    keys = VaultKeys.new()
    sealed = keys.sealed(OWNER.recipient)
    assert VaultKeys.opened(keys.id, sealed, OWNER) == keys
    assert VaultKeys.opened(keys.id, sealed, SecretKey.generate()) is None
    assert VaultKeys.opened(bytes(16), sealed, OWNER) is None
    assert VaultKeys.opened(keys.id, sealed[:-1] + bytes([sealed[-1] ^ 1]), OWNER) is None


def test_what_was_kept_before_opens() -> None:
    assert VaultKeys.opened(bytes(16), bytes.fromhex(OLD_SEALED), OWNER) == KEYS
    hashed = KEYS.hash("ada@example.org")
    assert hashed.hex() == "6bbad65beef5dc609d45d382c718b42b92d3a49992b6581d906e9a4c54dc0bce"
    assert KEYS.unwrap(bytes.fromhex(OLD_WRAPPED), hashed) == DATA_KEY
    assert "0001" not in repr(KEYS)


def test_a_persons_key_passes_for_no_other() -> None:
    ada, bob = KEYS.hash("ada"), KEYS.hash("bob")
    wrapped = KEYS.wrap(DATA_KEY, ada)
    assert KEYS.unwrap(wrapped, ada) == DATA_KEY
    for keys, hashed in ((KEYS, bob), (KEYS.rotated(), ada), (VaultKeys(bytes(15) + b"1", KEYS.vault, b""), ada)):
        with pytest.raises(DataError, match="was altered"):
            keys.unwrap(wrapped, hashed)


def test_a_hash_says_who_it_is_to_the_vault_alone() -> None:
    assert KEYS.hash("ada") != VaultKeys.new().hash("ada")
    assert KEYS.hash("ada") == KEYS.rotated().hash("ada")
    assert KEYS.hash("ada") != KEYS.hash("Ada")
    assert KEYS.hash("Zo\u00eb") == KEYS.hash("Zoe\u0308")
    assert KEYS.hash("\udcff")
    with pytest.raises(DataError, match="is empty"):
        KEYS.hash("")
