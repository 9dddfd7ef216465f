"""Ed25519 keys that sign, and the salt of commitments: kept in files that are made on first use."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from troth.errors import RecordError
from troth.record.key_files import read_private_key, read_secret, split_uri, write_private_key, write_secret


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key (RFC 8032): 32 bytes, equal when the bytes are equal."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != 32:
            raise RecordError(f"an Ed25519 public key has 32 bytes, this one has {len(self.raw)}")

    def __str__(self) -> str:
        return "ed25519:" + base64.b64encode(self.raw).decode()

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` is this key's over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError, UnsupportedAlgorithm):
            return False
        return True

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """Read `ed25519:<base64>`, as `str` of a key writes it."""
        scheme, _, encoded = text.partition(":")
        try:
            if scheme != "ed25519":
                raise ValueError
            raw = base64.b64decode(encoded, validate=True)
            if base64.b64encode(raw).decode() != encoded:
                raise ValueError
            return cls(raw)
        except (ValueError, RecordError):
            raise RecordError(f"not a public key: {text[:80]!r}", remedy="write it as ed25519:<base64>") from None


@dataclass(frozen=True, slots=True)
class Signer:
    """A private Ed25519 key that signs; it shows its public half only."""

    public: PublicKey
    _sign: Callable[[bytes], bytes] = field(repr=False, compare=False)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature of `message` (deterministic, RFC 8032 §5.1.6)."""
        return self._sign(message)

    @classmethod
    def of(cls, private: Ed25519PrivateKey) -> Signer:
        """The signer that holds `private`."""
        return cls(PublicKey(private.public_key().public_bytes_raw()), private.sign)

    @classmethod
    def from_seed(cls, seed: bytes) -> Signer:
        """The signer of a 32-byte seed (RFC 8032 §5.1.5)."""
        return cls.of(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def generate(cls) -> Signer:
        """A new key that is kept nowhere."""
        return cls.of(Ed25519PrivateKey.generate())


def load_key(uri: str | Path, *, passphrase: str | None = None) -> Signer:
    """Read a private key from `file:PATH`, a path, or `env:NAME` (PEM text in the variable).

    Raises RecordError when it is missing, not Ed25519, readable by others, or the passphrase does not open it.
    """
    private = read_private_key(uri, passphrase=passphrase)
    if not isinstance(private, Ed25519PrivateKey):
        raise RecordError(
            "not an Ed25519 key",
            where=":".join(split_uri(uri)),
            remedy="make one with: openssl genpkey -algorithm ed25519",
        )
    return Signer.of(private)


def load_or_create_key(uri: str | Path, *, passphrase: str | None = None) -> Signer:
    """As `load_key`, but a `file:` that does not exist is made first: mode 0600, never overwritten."""
    scheme, place = split_uri(uri)
    if scheme == "file" and not Path(place).exists():
        write_private_key(Path(place), Ed25519PrivateKey.generate(), passphrase=passphrase)
    return load_key(uri, passphrase=passphrase)


def load_or_create_salt(path: Path) -> bytes:
    """The 32 secret bytes in the file at `path` (raw, or 64 hexadecimal digits), made on first use with mode 0600."""
    if not path.exists():
        write_secret(path, os.urandom(32))
    content = read_secret(path)
    if len(content) == 32:
        return content
    try:
        salt = bytes.fromhex(content.decode("ascii"))
    except ValueError:
        salt = b""
    if len(salt) != 32:
        raise RecordError("not a salt: 32 bytes, or 64 hexadecimal digits, were expected", where=str(path))
    return salt
