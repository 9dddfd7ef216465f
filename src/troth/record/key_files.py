"""Private keys and other secrets by URI: `file:` (mode 0600, PKCS#8 PEM, optionally under a passphrase) and `env:`.

A key under a passphrase is its PKCS#8 bytes sealed with AES-256-GCM; the sealing key is derived by Argon2id with the
parameters RFC 9106 §4 recommends where memory is limited (64 MiB). The parameters stand in the file and are
authenticated with it. Which kind of key it is, is for the caller to look at.
"""

from __future__ import annotations

import base64
import binascii
import os
import struct
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
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


Passphrase = str | Callable[[], str | None] | None
"""A passphrase, or what asks for it once it is needed."""


def read_private_key(uri: str | Path, *, passphrase: Passphrase = None) -> PrivateKeyTypes:
    """Read a private key of any kind from `file:PATH`, a path, or `env:NAME` (PEM text in the variable).

    Raises RecordError when it is missing, readable by others, no PKCS#8 key, or the passphrase does not open it.
    """
    scheme, place = split_uri(uri)
    return _parse(_READERS[scheme](place), passphrase, where=f"{scheme}:{place}")


def write_private_key(path: Path, private: PrivateKeyTypes, *, passphrase: str | None = None) -> None:
    """Create `path` with this key, under the passphrase if there is one; as `write_secret` does."""
    pem = _seal(private, passphrase) if passphrase else _encoded(private, serialization.Encoding.PEM).decode()
    write_secret(path, pem.encode())


def read_secret(path: Path) -> bytes:
    """The bytes of a secret; raises RecordError where it is missing, or others can read it."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise RecordError("others can read this secret", where=str(path), remedy=f"chmod 600 {path}")
        return path.read_bytes()
    except OSError as error:
        raise RecordError(f"cannot read: {error.strerror}", where=str(path)) from error


def write_secret(path: Path, content: bytes) -> None:
    """Create `path` with `content`, mode 0600, durable, whole or not at all; a file that is there is left alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_new(path, content, mode=0o600)
    except OSError as error:
        raise RecordError(f"cannot write: {error.strerror}", where=str(path)) from error


def split_uri(uri: str | Path) -> tuple[str, str]:
    """The scheme and the place of a key's URI; a path is a `file`."""
    if isinstance(uri, Path):
        return "file", str(uri)
    scheme, colon, place = uri.partition(":")
    if not colon or len(scheme) == 1:  # a bare path, or a drive letter
        return "file", uri
    if scheme not in _READERS:
        raise RecordError(f"no keys are kept under {scheme}:", where=uri, remedy="use file:PATH or env:NAME")
    return scheme, place.removeprefix("//")


def _refuse_public(content: bytes, where: str) -> None:
    if content.lstrip().startswith((b"ed25519:", b"x25519:", b"ssh-", b"-----BEGIN PUBLIC KEY")):
        raise RecordError(
            "this is the public half of a key, which opens and signs nothing",
            where=where,
            remedy="Name the file of the private half, which was made with it.",
        )


def _read_file(place: str) -> str:
    path = Path(place)
    if path.is_file() and os.access(path, os.R_OK):
        with path.open("rb") as file:
            _refuse_public(file.read(64), place)
    try:
        return read_secret(Path(place)).decode("ascii")
    except UnicodeDecodeError:
        raise RecordError("cannot read the key: it is not text", where=place) from None


def _read_variable(place: str) -> str:
    text = os.environ.get(place)
    if not text:
        raise RecordError(f"the variable {place} is not set", where=f"env:{place}", remedy="put a PKCS#8 PEM key in it")
    return text


_READERS: dict[str, Callable[[str], str]] = {"file": _read_file, "env": _read_variable}


def _encoded(private: PrivateKeyTypes, encoding: serialization.Encoding) -> bytes:
    return private.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _seal(private: PrivateKeyTypes, passphrase: str) -> str:
    der = _encoded(private, serialization.Encoding.DER)
    salt, nonce = os.urandom(16), os.urandom(12)
    header = _HEADER.pack(_SEALED_FORMAT, _ITERATIONS, _LANES, _MEMORY_KIB, salt, nonce)
    sealing_key = Argon2id(salt=salt, length=32, iterations=_ITERATIONS, lanes=_LANES, memory_cost=_MEMORY_KIB).derive(
        passphrase.encode()
    )
    body = base64.encodebytes(header + AESGCM(sealing_key).encrypt(nonce, der, header)).decode()
    return f"{_SEALED_BEGIN}\n{body}{_SEALED_END}\n"


def _unseal(text: str, passphrase: Passphrase, *, where: str) -> bytes:
    if callable(passphrase):
        passphrase = passphrase()
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


def _parse(text: str, passphrase: Passphrase, *, where: str) -> PrivateKeyTypes:
    try:
        if text.strip().startswith(_SEALED_BEGIN):
            return serialization.load_der_private_key(_unseal(text, passphrase, where=where), None)
        return serialization.load_pem_private_key(text.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise RecordError("not a PKCS#8 PEM private key", where=where) from None
