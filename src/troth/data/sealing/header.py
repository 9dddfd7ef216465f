"""What stands before the chunks of a sealed file: format 1.

    offset  bytes
         0      8  magic
         8      2  number of the format, 1
        10      2  recipients, n
        12     16  id of the file, random
        28      4  bytes of a chunk
        32      8  bytes of the contents
        40      4  CRC-32 of the 40 bytes before
        44    80n  the data key, wrapped for each recipient (see envelope)
               12  nonce of the list of recipients
           32n+16  the list: their public keys in the same order, AES-256-GCM, with the first 44 bytes beside
               32  tag: HMAC-SHA256 of all before
               32  checksum: SHA-256 of all before

Numbers are big-endian. The checksums need no key: they tell a damaged header from a short file, and from a key that is
not the right one. The tag is made with a key derived from the data key, so that nobody changes a header who could not
open the file. It also commits to the data key: AES-GCM alone would let one file open differently to two recipients
(Dodis et al., Fast message franking, CRYPTO 2018).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.data.sealing.envelope import KEY, RECIPIENTS_LIMIT, WRAPPED, derive, unwrap, wrap
from troth.data.sealing.keys import LENGTH, Recipient, SecretKey
from troth.errors import DataError
from troth.plural import counted

MAGIC = b"\x89TSEAL\r\n"  # no text begins so, and a transfer that turns line ends breaks it (as PNG's signature does)
FORMAT = 1
CHUNK_LIMIT = 16 * 1024 * 1024
"""Bytes of a chunk at most: a hostile file must not make its reader hold more than a few of these."""

NONCE, TAG = 12, 16  # bytes, of AES-GCM
PREFIX = 7
"""Bytes of the nonces' common prefix."""

CHUNKS_LIMIT = 2**32
"""Chunks of a file at most: the counter in a nonce has 32 bits."""

_FIXED = struct.Struct(">8sHH16sIQ")
_CRC = struct.Struct(">I")
_START = _FIXED.size + _CRC.size
_DIGEST = 32
_INFO = b"troth sealed file 1"
ALTERED = "Trust nothing in it; ask for the original."


@dataclass(frozen=True, slots=True)
class Keys:
    """What is derived from a file's data key. prefix: of the chunks' nonces."""

    data: bytes = field(repr=False)
    chunk: bytes = field(repr=False)
    tag: bytes = field(repr=False)
    names: bytes = field(repr=False)
    prefix: bytes = field(repr=False)

    @classmethod
    def of(cls, data_key: bytes, file_id: bytes) -> Keys:
        """The keys of the file with this id."""
        made = derive(data_key, file_id, _INFO, 3 * KEY + PREFIX)
        return cls(data_key, *(made[at : at + KEY] for at in range(0, 4 * KEY, KEY)))


@dataclass(frozen=True, slots=True)
class Header:
    """A header as it stands in a file; nothing in it is to be trusted before `unlock` has been asked.

    file_id: 16 bytes. chunk_size, length: bytes of a chunk and of the contents.
    """

    file_id: bytes
    chunk_size: int
    length: int
    wrapped: tuple[bytes, ...] = ()
    nonce: bytes = b""
    listed: bytes = b""
    tag: bytes = b""

    @property
    def size(self) -> int:
        """Bytes of the header."""
        return size_for(len(self.wrapped))

    @property
    def chunks(self) -> int:
        """How many chunks follow: one at least, which may be empty."""
        return max(1, -(-self.length // self.chunk_size))

    @property
    def file_size(self) -> int:
        """Bytes of the whole file."""
        return self.size + self.length + TAG * self.chunks

    def unlock(self, key: SecretKey) -> Keys:
        """The file's keys; raises DataError where `key` opens nothing, or the header is not the one that was sealed."""
        data_key = unwrap(self.wrapped, key, _INFO + self.file_id)
        if data_key is None:
            raise DataError(
                f"is not sealed to this key: {_recipients(len(self.wrapped))}, none of them {key.recipient}",
                remedy="Give the secret key of one of its recipients.",
            )
        keys = Keys.of(data_key, self.file_id)
        if not hmac.compare_digest(self.tag, _tag(keys, self)):
            raise DataError("its header is not the one that was sealed: somebody altered it", remedy=ALTERED)
        return keys

    def recipients(self, keys: Keys) -> tuple[Recipient, ...]:
        """Who may open the file, by its keys."""
        try:
            listed = AESGCM(keys.names).decrypt(self.nonce, self.listed, _fixed(self))
        except InvalidTag:
            raise DataError("its list of recipients is not the one that was sealed", remedy=ALTERED) from None
        return tuple(Recipient(listed[at : at + LENGTH]) for at in range(0, len(listed), LENGTH))


def size_for(recipients: int) -> int:
    """Bytes of a header with so many recipients."""
    return _START + recipients * (WRAPPED + LENGTH) + NONCE + TAG + 2 * _DIGEST


def render(header: Header, keys: Keys, recipients: Sequence[Recipient]) -> bytes:
    """The bytes of this header for these recipients, each wrapped and the list sealed afresh."""
    unique = tuple(dict.fromkeys(recipients))
    made = replace(header, wrapped=wrap(keys.data, unique, _INFO + header.file_id), nonce=os.urandom(NONCE))
    listed = AESGCM(keys.names).encrypt(made.nonce, b"".join(each.raw for each in unique), _fixed(made))
    made = replace(made, listed=listed)
    content = _untagged(made) + _tag(keys, made)
    return content + hashlib.sha256(content).digest()


def read_header(file: IO[bytes]) -> Header:
    """Read the header at the beginning of a file; raises DataError saying what the file is instead."""
    fixed = file.read(_START)
    if not fixed or fixed[: len(MAGIC)] != MAGIC[: len(fixed)]:
        raise DataError("is not a sealed file", remedy="Name a file that `troth data encrypt` wrote.")
    if len(fixed) < _START:
        raise cut_off("within its header")
    _, number, count, file_id, chunk_size, length = _FIXED.unpack(fixed[: _FIXED.size])
    if number != FORMAT:
        raise DataError(
            f"is a sealed file of format {number}; this program reads format {FORMAT}",
            remedy="Open it with a newer Troth; or it is damaged.",
        )
    header = Header(file_id, chunk_size, length)
    if _crc(fixed[: _FIXED.size]) != fixed[_FIXED.size :] or not _possible(header, count):
        raise damaged()
    rest = file.read(size_for(count) - _START)
    if len(rest) < size_for(count) - _START:
        raise cut_off("within its header")
    before, tag, checksum = rest[: -2 * _DIGEST], rest[-2 * _DIGEST : -_DIGEST], rest[-_DIGEST:]
    if hashlib.sha256(fixed + before + tag).digest() != checksum:
        raise damaged()
    wrapped, listed = before[: WRAPPED * count], before[WRAPPED * count :]
    each = tuple(wrapped[at : at + WRAPPED] for at in range(0, len(wrapped), WRAPPED))
    return replace(header, wrapped=each, nonce=listed[:NONCE], listed=listed[NONCE:], tag=tag)


def damaged() -> DataError:
    """What a file with a header that does not fit itself is told to be."""
    return DataError("its header is damaged or altered", remedy=ALTERED)


def cut_off(where: str) -> DataError:
    """What a file without its end is told to be."""
    return DataError(f"is cut off: it ends {where}", remedy="Copy it again from where it came from.")


def _possible(header: Header, count: int) -> bool:
    return 0 < count <= RECIPIENTS_LIMIT and 0 < header.chunk_size <= CHUNK_LIMIT and header.chunks <= CHUNKS_LIMIT


def _fixed(header: Header) -> bytes:
    fixed = _FIXED.pack(MAGIC, FORMAT, len(header.wrapped), header.file_id, header.chunk_size, header.length)
    return fixed + _crc(fixed)


def _crc(fixed: bytes) -> bytes:
    return _CRC.pack(zlib.crc32(fixed))


def _untagged(header: Header) -> bytes:
    return _fixed(header) + b"".join(header.wrapped) + header.nonce + header.listed


def _tag(keys: Keys, header: Header) -> bytes:
    return hmac.digest(keys.tag, _untagged(header), "sha256")


def _recipients(count: int) -> str:
    return f"it has {counted(count, 'recipient')}"
