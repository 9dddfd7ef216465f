"""Files sealed to recipients, and opened again: streamed, in bounded memory, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from troth.data.readers.files import opened
from troth.data.sealing.envelope import KEY
from troth.data.sealing.header import CHUNK_LIMIT, MAGIC, TAG, Header, Keys, cut_off, read_header, render, size_for
from troth.data.sealing.keys import Recipient, SecretKey
from troth.data.sealing.stream import extended, open_pieces, pieces_of, seal_pieces
from troth.data.sealing.target import OPEN, PRIVATE, appearing
from troth.errors import DataError
from troth.plural import counted
from troth.progress import Progress, silent

CHUNK = 1024 * 1024
"""Bytes of a chunk: of larger ones nothing is faster, and of smaller ones the disk is asked more often."""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """What a sealed file shows to everybody. file_id: hexadecimal. length: bytes of its contents."""

    file_id: str
    length: int
    chunks: int
    recipients: int


def seal(
    source: Path | IO[bytes],
    target: Path,
    recipients: Sequence[Recipient],
    *,
    replace: bool = False,
    chunk_size: int = CHUNK,
    progress: Progress = silent,
) -> SealedFile:
    """Seal a file, or what an open one still holds, to the recipients; `target` appears once all of it is written.

    replace: whether a file that is there may be replaced. chunk_size: bytes, 1 to 16 MiB. Raises DataError where the
    source cannot be read, the target cannot be written or is there, or there is no recipient.
    """
    if not 0 < chunk_size <= CHUNK_LIMIT:
        raise DataError(f"a chunk of {chunk_size:,} bytes; it has 1 to {CHUNK_LIMIT:,}")
    with _source(source) as (file, size), appearing(target, mode=OPEN, replace=replace) as out:
        total = None if size is None else max(1, -(-size // chunk_size))
        pieces = told(pieces_of(file, chunk_size), "seal", progress, total)
        return write_sealed(pieces, chunk_size, out, recipients)


def unseal(
    source: Path, target: Path, key: SecretKey, *, replace: bool = False, progress: Progress = silent
) -> SealedFile:
    """Open a sealed file with one of its recipients' keys; `target` (mode 0600) appears once every chunk was verified.

    Raises DataError, and leaves nothing, where it is no sealed file, not sealed to this key, cut off, added to, or
    altered in any byte.
    """
    with unlocked(source, key) as (file, header, keys), appearing(target, mode=PRIVATE, replace=replace) as out:
        for piece in told(open_pieces(file, header, keys), "unseal", progress, header.chunks):
            out.write(piece)
        return shown(header)


def look(path: Path) -> SealedFile:
    """What everybody can see of a sealed file, none of it proven; raises DataError where it is none, or not whole."""
    with sealed(path) as (_, header):
        return shown(header)


def is_sealed(path: Path) -> bool:
    """Whether a file begins as a sealed one; raises DataError where it cannot be read."""
    with opened(path) as file:
        return file.read(len(MAGIC)) == MAGIC


@contextmanager
def sealed(path: Path) -> Iterator[tuple[IO[bytes], Header]]:
    """A sealed file, open behind its header; every DataError in the block is told with its place."""
    with opened(path) as file, placed(path):
        header = read_header(file)
        size = os.fstat(file.fileno()).st_size
        if size < header.file_size:
            raise cut_off(f"{header.file_size - size:,} of {counted(header.file_size, 'byte')} too early")
        if size > header.file_size:
            raise extended()
        yield file, header


@contextmanager
def unlocked(path: Path, key: SecretKey) -> Iterator[tuple[IO[bytes], Header, Keys]]:
    """A sealed file, open behind its header, with the keys that `key` gives."""
    with sealed(path) as (file, header):
        yield file, header, header.unlock(key)


def write_sealed(
    pieces: Iterable[memoryview], chunk_size: int, out: IO[bytes], recipients: Sequence[Recipient]
) -> SealedFile:
    """Seal pieces of one size under a new data key; the header goes before them when their length is known."""
    file_id, data_key = os.urandom(16), os.urandom(KEY)
    keys, unique = Keys.of(data_key, file_id), tuple(dict.fromkeys(recipients))
    render(Header(file_id, chunk_size, 0), keys, unique)  # what is wrong with the recipients shows before the work
    out.seek(size_for(len(unique)))
    length = sum(out.write(chunk) - TAG for chunk in seal_pieces(pieces, keys, chunk_size))
    out.seek(0)
    out.write(render(Header(file_id, chunk_size, length), keys, unique))
    return SealedFile(file_id.hex(), length, Header(file_id, chunk_size, length).chunks, len(unique))


def shown(header: Header) -> SealedFile:
    """What a header shows."""
    return SealedFile(header.file_id.hex(), header.length, header.chunks, len(header.wrapped))


def told(
    pieces: Iterable[memoryview], stage: str, progress: Progress, total: int | None = None
) -> Iterator[memoryview]:
    """The pieces, each of which is told once it is done with."""
    for number, piece in enumerate(pieces, 1):
        yield piece
        progress(stage, number, total)


@contextmanager
def placed(path: Path) -> Iterator[None]:
    """A DataError in the block that does not say where is about this file, and so is what the system refuses."""
    try:
        yield
    except OSError as error:
        raise DataError(
            f"cannot be read: {error.strerror or error}", where=str(path), remedy="Copy it to another disk."
        ) from error
    except DataError as error:
        if error.where is not None:
            raise
        raise type(error)(error.what, where=str(path), remedy=error.remedy) from error.__cause__


@contextmanager
def _source(source: Path | IO[bytes]) -> Iterator[tuple[IO[bytes], int | None]]:
    """What is to be sealed, open, and its size where that is known."""
    if not isinstance(source, Path):
        yield source, None
        return
    with opened(source) as file, placed(source):
        yield file, os.fstat(file.fileno()).st_size
