"""Data keys for recipients: HPKE (RFC 9180) in base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.

What is sealed is a data key of 32 random bytes; a wrapped key is the encapsulated key (32 bytes), then the sealed one
(48). From one data key further keys are derived by HKDF-SHA256 (RFC 5869), so that none serves two purposes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from troth.data.sealing.keys import Recipient, SecretKey
from troth.errors import DataError

WRAPPED = 80
"""Bytes of a wrapped data key."""

KEY = 32
"""Bytes of a data key, and of every key of AES-256."""

RECIPIENTS_LIMIT = 1000
"""Recipients of one thing: its opener tries them one by one, at a tenth of a millisecond each."""

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def wrap(data_key: bytes, recipients: Sequence[Recipient], info: bytes) -> tuple[bytes, ...]:
    """The data key sealed to each recipient, in their order. info: what it is for; only with the same is it opened."""
    if not recipients:
        raise DataError("nobody could open it", remedy="Name at least one recipient.")
    if len(recipients) > RECIPIENTS_LIMIT:
        raise DataError(f"{len(recipients):,} recipients; at most {RECIPIENTS_LIMIT:,} fit")
    return tuple(_wrapped(data_key, each, info) for each in recipients)


def unwrap(wrapped: Iterable[bytes], key: SecretKey, info: bytes) -> bytes | None:
    """The data key, by the first wrapped one that `key` opens; None where it opens none."""
    for each in wrapped:
        try:
            return _SUITE.decrypt(each, key.private, info)
        except InvalidTag:
            continue
    return None


def derive(data_key: bytes, salt: bytes, info: bytes, length: int = KEY) -> bytes:
    """A key for one purpose, which `info` names (RFC 5869)."""
    return HKDF(SHA256(), length, salt, info).derive(data_key)


def _wrapped(data_key: bytes, recipient: Recipient, info: bytes) -> bytes:
    try:
        return _SUITE.encrypt(data_key, recipient.public, info)
    except ValueError:  # a point of low order, which everyone knows the secret of (RFC 7748 §6.1)
        raise DataError(
            f"this public key is of low order and hides nothing: {recipient}", remedy="Ask for another one."
        ) from None
