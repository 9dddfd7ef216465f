"""Ed25519 keys by URI: `file:` (PKCS#8 PEM, made on first use, optionally under a passphrase) and `env:`.

A key under a passphrase is its PKCS#8 bytes sealed with AES-256-GCM; the sealing key is derived by Argon2id with the
parameters RFC 9106 §4 recommends where memory is limited (64 MiB). The parameters stand in the file and are
authenticated with it.
"""

from __future__ import annotations

import base64
import binascii
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from troth.errors import RecordError
from troth.record.durable import write_new

_SEALED_BEGIN = "-----BEGIN TROTH SEALED PRIVATE KEY-----"
_SEALED_END = "-----END TROTH SEALED PRIVATE KEY-----"
_HEADER = struct.Struct(">BIII16s12s")  # format, iterations, lanes, memory in KiB, salt, nonce
_SEALED_FORMAT = 1
_ITERATIONS, _LANES, _MEMORY_KIB = 3, 4, 64 * 1024  # RFC 9106 §4, second recommended option
_MEMORY_LIMIT_KIB = 1024 * 1024  # a hostile file must not make its reader allocate more than 1 GiB


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
    scheme, place = _split(uri)
    return Signer.of(_parse(_READERS[scheme](place), passphrase, where=f"{scheme}:{place}"))


def load_or_create_key(uri: str | Path, *, passphrase: str | None = None) -> Signer:
    """As `load_key`, but a `file:` that does not exist is made first: mode 0600, never overwritten."""
    scheme, place = _split(uri)
    if scheme == "file" and not Path(place).exists():
        private = Ed25519PrivateKey.generate()
        pem = _seal(private, passphrase) if passphrase else _pem(private)
        write_secret(Path(place), pem.encode())
    return load_key(uri, passphrase=passphrase)


def load_or_create_salt(path: Path) -> bytes:
    """The 32 secret bytes in the file at `path` (raw, or 64 hexadecimal digits), made on first use with mode 0600."""
    if not path.exists():
        write_secret(path, os.urandom(32))
    content = _read_secret(path)
    if len(content) == 32:
        return content
    try:
        salt = bytes.fromhex(content.decode("ascii"))
    except ValueError:
        salt = b""
    if len(salt) != 32:
        raise RecordError("not a salt: 32 bytes, or 64 hexadecimal digits, were expected", where=str(path))
    return salt


def write_secret(path: Path, content: bytes) -> None:
    """Create `path` with `content`, mode 0600, durable, whole or not at all; a file that is there is left alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_new(path, content, mode=0o600)
    except OSError as error:
        raise RecordError(f"cannot write: {error.strerror}", where=str(path)) from error


def _split(uri: str | Path) -> tuple[str, str]:
    if isinstance(uri, Path):
        return "file", str(uri)
    scheme, colon, place = uri.partition(":")
    if not colon or len(scheme) == 1:  # a bare path, or a drive letter
        return "file", uri
    if scheme not in _READERS:
        raise RecordError(f"no keys are kept under {scheme}:", where=uri, remedy="use file:PATH or env:NAME")
    return scheme, place.removeprefix("//")


def _read_file(place: str) -> str:
    try:
        return _read_secret(Path(place)).decode("ascii")
    except UnicodeDecodeError:
        raise RecordError("cannot read the key: it is not text", where=place) from None


def _read_secret(path: Path) -> bytes:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise RecordError("others can read this secret", where=str(path), remedy=f"chmod 600 {path}")
        return path.read_bytes()
    except OSError as error:
        raise RecordError(f"cannot read: {error.strerror}", where=str(path)) from error


def _read_variable(place: str) -> str:
    text = os.environ.get(place)
    if not text:
        raise RecordError(f"the variable {place} is not set", where=f"env:{place}", remedy="put a PKCS#8 PEM key in it")
    return text


_READERS: dict[str, Callable[[str], str]] = {"file": _read_file, "env": _read_variable}


def _pem(private: Ed25519PrivateKey) -> str:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _seal(private: Ed25519PrivateKey, passphrase: str) -> str:
    der = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    salt, nonce = os.urandom(16), os.urandom(12)
    header = _HEADER.pack(_SEALED_FORMAT, _ITERATIONS, _LANES, _MEMORY_KIB, salt, nonce)
    sealing_key = Argon2id(salt=salt, length=32, iterations=_ITERATIONS, lanes=_LANES, memory_cost=_MEMORY_KIB).derive(
        passphrase.encode()
    )
    body = base64.encodebytes(header + AESGCM(sealing_key).encrypt(nonce, der, header)).decode()
    return f"{_SEALED_BEGIN}\n{body}{_SEALED_END}\n"


def _unseal(text: str, passphrase: str | None, *, where: str) -> bytes:
    if passphrase is None:
        raise RecordError("this key is under a passphrase", where=where, remedy="give the passphrase")
    try:
        sealed = base64.b64decode("".join(text.strip().splitlines()[1:-1]), validate=True)
        number, iterations, lanes, memory, salt, nonce = _HEADER.unpack(sealed[: _HEADER.size])
        if number != _SEALED_FORMAT or memory > _MEMORY_LIMIT_KIB or iterations > 100 or lanes > 64:
            raise ValueError
        derivation = Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory)
        sealing_key = derivation.derive(passphrase.encode())
        return AESGCM(sealing_key).decrypt(nonce, sealed[_HEADER.size :], sealed[: _HEADER.size])
    except (ValueError, struct.error, binascii.Error):
        raise RecordError("the sealed key is damaged or of an unknown format", where=where) from None
    except InvalidTag:
        raise RecordError("the passphrase does not open this key", where=where) from None


def _parse(text: str, passphrase: str | None, *, where: str) -> Ed25519PrivateKey:
    try:
        if text.strip().startswith(_SEALED_BEGIN):
            key = serialization.load_der_private_key(_unseal(text, passphrase, where=where), None)
        else:
            key = serialization.load_pem_private_key(text.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise RecordError("not a PKCS#8 PEM private key", where=where) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise RecordError("not an Ed25519 key", where=where, remedy="make one with: openssl genpkey -algorithm ed25519")
    return key
