"""Who may open what is sealed: X25519 keys (RFC 7748), the public half as text, the secret half in a file by URI."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from troth.errors import DataError, RecordError
from troth.record import Passphrase, read_private_key, split_uri, write_private_key

SCHEME = "x25519"
LENGTH = 32
"""Bytes of a public key."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key that things are sealed to: 32 bytes, equal when the bytes are equal; `str` gives it as text."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != LENGTH:
            raise DataError(f"an X25519 public key has {LENGTH} bytes, this one has {len(self.raw)}")

    def __str__(self) -> str:
        return f"{SCHEME}:{base64.b64encode(self.raw).decode()}"

    @property
    def public(self) -> X25519PublicKey:
        """The key as HPKE takes it."""
        return X25519PublicKey.from_public_bytes(self.raw)

    @classmethod
    def parse(cls, text: str) -> Recipient:
        """Read `x25519:<base64>`, as `str` writes it; raises DataError for every other spelling."""
        scheme, _, encoded = text.partition(":")
        try:
            raw = base64.b64decode(encoded, validate=True) if scheme == SCHEME else b""
        except ValueError:
            raw = b""
        if len(raw) != LENGTH or base64.b64encode(raw).decode() != encoded:
            raise DataError(
                f"not the public key of a recipient: {text[:80]!r}",
                remedy=f"Write it as {SCHEME}:<base64>, as `troth data keys new` prints it.",
            )
        return cls(raw)


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A key that opens what was sealed to its `recipient`; it shows its public half only."""

    recipient: Recipient
    private: X25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def of(cls, private: X25519PrivateKey) -> SecretKey:
        """The secret key that holds `private`."""
        return cls(Recipient(private.public_key().public_bytes_raw()), private)

    @classmethod
    def generate(cls) -> SecretKey:
        """A new key that is kept nowhere."""
        return cls.of(X25519PrivateKey.generate())


def load_secret_key(uri: str | Path, *, passphrase: Passphrase = None) -> SecretKey:
    """Read a secret key from `file:PATH`, a path, or `env:NAME` (PKCS#8 PEM text in the variable).

    Raises DataError when it is missing, not X25519, readable by others, or the passphrase does not open it.
    """
    try:
        private = read_private_key(uri, passphrase=passphrase)
        where = ":".join(split_uri(uri))
    except RecordError as error:
        raise DataError(error.what, where=error.where, remedy=error.remedy) from error
    if not isinstance(private, X25519PrivateKey):
        raise DataError(
            "not an X25519 key, which sealing takes", where=where, remedy="Make one: troth data keys new FILE"
        )
    return SecretKey.of(private)


def create_secret_key(path: Path, *, passphrase: str | None = None) -> SecretKey:
    """Make a new secret key in the file `path`, mode 0600, under the passphrase if there is one.

    Raises DataError when it cannot be written, or something is there: to lose a key is to lose what it opens.
    """
    key = SecretKey.generate()
    taken = DataError("is there already, and was left as it is", where=str(path), remedy="Name another file.")
    if path.exists():
        raise taken
    try:
        write_private_key(path, key.private, passphrase=passphrase)
    except RecordError as error:
        raise DataError(error.what, where=error.where, remedy=error.remedy) from error
    if load_secret_key(path, passphrase=passphrase) != key:  # another process was first, and its file stands
        raise taken
    return key
