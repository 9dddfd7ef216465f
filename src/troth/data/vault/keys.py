"""The keys of a vault: one that wraps the persons' keys and can be rotated, one that hashes who they are and stays.

Both are sealed to the vault's owner by HPKE. A person's data key is wrapped by AES-256-GCM with the vault's id and the
person's hash beside it, so that no key passes for another person's.
"""

from __future__ import annotations

import hmac
import os
import unicodedata
from dataclasses import dataclass, field, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.data.sealing import Recipient, SecretKey
from troth.data.sealing.envelope import KEY, unwrap, wrap
from troth.data.sealing.header import NONCE
from troth.errors import DataError

_INFO = b"troth vault 1"


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """What the owner's key opens. id: 16 random bytes. vault: wraps persons' keys. index: makes their hashes."""

    id: bytes
    vault: bytes = field(repr=False)
    index: bytes = field(repr=False)

    @classmethod
    def new(cls) -> VaultKeys:
        """Those of a new vault."""
        return cls(os.urandom(16), os.urandom(KEY), os.urandom(KEY))

    @classmethod
    def opened(cls, vault_id: bytes, sealed: bytes, key: SecretKey) -> VaultKeys | None:
        """What `sealed` gave, None where it does not open."""
        both = unwrap([sealed], key, _INFO + vault_id)
        return None if both is None else cls(vault_id, both[:KEY], both[KEY:])

    def sealed(self, owner: Recipient) -> bytes:
        """Both keys, for the owner alone."""
        return wrap(self.vault + self.index, [owner], _INFO + self.id)[0]

    def rotated(self) -> VaultKeys:
        """The same with a new key of the vault."""
        return replace(self, vault=os.urandom(KEY))

    def hash(self, subject: str) -> bytes:
        """The keyed hash of a person's identifier, however its letters were composed (Unicode NFC)."""
        if not subject:
            raise DataError("a person's identifier is empty", remedy="Name the person.")
        text = unicodedata.normalize("NFC", subject)
        return hmac.digest(self.index, text.encode(errors="surrogatepass"), "sha256")

    def wrap(self, data_key: bytes, subject: bytes) -> bytes:
        """A person's data key as it is kept. subject: the person's hash."""
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.vault).encrypt(nonce, data_key, self.beside(subject))

    def unwrap(self, wrapped: bytes, subject: bytes) -> bytes:
        """The data key that `wrap` was given; raises DataError where it was not given this."""
        try:
            return AESGCM(self.vault).decrypt(wrapped[:NONCE], wrapped[NONCE:], self.beside(subject))
        except InvalidTag:
            raise DataError("a person's key in the vault was altered", remedy="Put a copy in its place.") from None

    def beside(self, subject: bytes, context: str = "") -> bytes:
        """What is authenticated with a thing: the vault, the person, what it is."""
        return self.id + subject + context.encode()
