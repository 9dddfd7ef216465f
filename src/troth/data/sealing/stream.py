"""Chunks in the STREAM construction: order, truncation, extension and every flipped bit are noticed.

STREAM (Hoang, Reyhanitabar, Rogaway and Vizár, Online authenticated-encryption and its nonce-reuse misuse-resistance,
CRYPTO 2015): each chunk is sealed by AES-256-GCM under the nonce prefix ‖ counter ‖ last, of 7, 4 and 1 bytes. Only the
last chunk has `last` 1. All chunks but the last are full; the last is empty only where the contents are.

Pieces are memory views on two buffers that are used in turn: a piece holds until the next but one is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.data.sealing.header import ALTERED, CHUNKS_LIMIT, TAG, Header, Keys, cut_off
from troth.errors import DataError


def pieces_of(file: IO[bytes], size: int) -> Iterator[memoryview]:
    """The contents of a file in pieces of `size` bytes, the last of them shorter; one empty piece of an empty file."""
    buffers = memoryview(bytearray(size)), memoryview(bytearray(size))
    number = 0
    while (read := fill(file, buffers[number % 2])) or not number:
        yield buffers[number % 2][:read]
        number += 1
        if read < size:
            return


def seal_pieces(pieces: Iterable[memoryview], keys: Keys, size: int) -> Iterator[memoryview]:
    """Each piece as a sealed chunk, in one buffer. Raises DataError where there are more than the counter counts."""
    cipher, buffer = AESGCM(keys.chunk), memoryview(bytearray(size + TAG))
    for number, (piece, last) in enumerate(_with_last(pieces)):
        if number == CHUNKS_LIMIT:
            raise DataError(f"is too large to be sealed: more than {CHUNKS_LIMIT:,} chunks of {size:,} bytes")
        sealed = buffer[: len(piece) + TAG]
        cipher.encrypt_into(_nonce(keys, number, last=last), piece, None, sealed)
        yield sealed


def open_pieces(file: IO[bytes], header: Header, keys: Keys) -> Iterator[memoryview]:
    """The contents of the chunks that follow the header in `file`, each after it was verified.

    Raises DataError at the first chunk that is not the one that was sealed there, where the file ends too early, or
    where anything follows the last chunk.
    """
    cipher = AESGCM(keys.chunk)
    sealed = memoryview(bytearray(header.chunk_size + TAG))
    opened = memoryview(bytearray(header.chunk_size)), memoryview(bytearray(header.chunk_size))
    for number in range(header.chunks):
        size = min(header.chunk_size, header.length - number * header.chunk_size)
        if fill(file, sealed[: size + TAG]) < size + TAG:
            raise cut_off(f"within chunk {number + 1} of {header.chunks}")
        piece = opened[number % 2][:size]
        nonce = _nonce(keys, number, last=number + 1 == header.chunks)
        try:
            cipher.decrypt_into(nonce, sealed[: size + TAG], None, piece)
        except InvalidTag:
            at = header.size + number * (header.chunk_size + TAG)
            raise DataError(
                f"chunk {number + 1} of {header.chunks}, from byte {at:,} on, is not the one that was sealed: "
                "it was altered, moved or damaged",
                remedy=ALTERED,
            ) from None
        yield piece
    if file.read(1):
        raise extended()


def extended() -> DataError:
    """What a file with bytes after its last chunk is told to be."""
    return DataError("goes on after its last chunk: something was added to it", remedy=ALTERED)


def fill(file: IO[bytes], view: memoryview) -> int:
    """Read until the view is full or the file ends; gives how many bytes were read."""
    done = 0
    try:
        while done < len(view) and (read := file.readinto(view[done:])):  # type: ignore[attr-defined]
            done += read
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror or error}", remedy="Copy it to another disk.") from error
    return done


def _with_last(pieces: Iterable[memoryview]) -> Iterator[tuple[memoryview, bool]]:
    """Each piece, and whether it is the last: one is read ahead."""
    waiting: memoryview | None = None
    for piece in pieces:
        if waiting is not None:
            yield waiting, False
        waiting = piece
    if waiting is not None:
        yield waiting, True


def _nonce(keys: Keys, number: int, *, last: bool) -> bytes:
    return keys.prefix + number.to_bytes(4, "big") + bytes([last])
