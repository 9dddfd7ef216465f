"""Data keys are wrapped as RFC 9180 says, and open for their recipients alone."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from troth.data.sealing import Recipient, SecretKey
from troth.data.sealing.envelope import RECIPIENTS_LIMIT, WRAPPED, derive, unwrap, wrap
from troth.errors import DataError

DATA_KEY = bytes(range(32))
KEM, HPKE = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"  # DHKEM(X25519, HKDF-SHA256); HKDF-SHA256, AES-256-GCM


def test_each_recipient_opens_it_and_nobody_else() -> None:
    keys = [SecretKey.generate() for _ in range(3)]
    wrapped = wrap(DATA_KEY, [key.recipient for key in keys], b"for this")
    assert {len(each) for each in wrapped} == {WRAPPED}
    assert [unwrap(wrapped, key, b"for this") for key in keys] == [DATA_KEY] * 3
    assert unwrap(wrapped, keys[0], b"for that") is None
    assert unwrap(wrapped[1:], keys[0], b"for this") is None
    assert unwrap(wrapped, SecretKey.generate(), b"for this") is None


def test_it_opens_by_the_text_of_rfc_9180() -> None:
    key = SecretKey.generate()
    encapsulated, sealed = (wrapped := wrap(DATA_KEY, [key.recipient], b"info")[0])[:32], wrapped[32:]
    shared = key.private.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    secret = _expand(
        _extract(b"", b"eae_prk", shared, KEM), b"shared_secret", encapsulated + key.recipient.raw, 32, KEM
    )
    context = b"\0" + _extract(b"", b"psk_id_hash", b"", HPKE) + _extract(b"", b"info_hash", b"info", HPKE)
    schedule = _extract(secret, b"secret", b"", HPKE)
    aead = AESGCM(_expand(schedule, b"key", context, 32, HPKE))
    assert aead.decrypt(_expand(schedule, b"base_nonce", context, 12, HPKE), sealed, b"") == DATA_KEY


def _extract(salt: bytes, label: bytes, material: bytes, suite: bytes) -> bytes:
    """LabeledExtract, section 4."""
    return HKDF.extract(SHA256(), salt, b"HPKE-v1" + suite + label + material)


def _expand(key: bytes, label: bytes, info: bytes, length: int, suite: bytes) -> bytes:
    """LabeledExpand, section 4."""
    return HKDFExpand(SHA256(), length, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info).derive(key)


def test_nobody_many_and_weak_recipients_are_refused() -> None:
    with pytest.raises(DataError, match="nobody could open it"):
        wrap(DATA_KEY, [], b"")
    with pytest.raises(DataError, match="1,001 recipients"):
        wrap(DATA_KEY, [SecretKey.generate().recipient] * (RECIPIENTS_LIMIT + 1), b"")
    with pytest.raises(DataError, match="hides nothing"):
        wrap(DATA_KEY, [Recipient(bytes(32))], b"")


def test_derived_keys_have_one_purpose_each() -> None:
    made = {derive(DATA_KEY, salt, info) for salt in (b"a", b"b") for info in (b"c", b"d")}
    assert len(made) == 4
    # RFC 5869, test case 1
    assert derive(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
