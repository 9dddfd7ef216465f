"""A file's bytes as its rows are found in them: unpacked, and in an encoding with line feeds of one byte.

A file in UTF-16 or UTF-32, where a line feed is not one byte, is held as UTF-8; so its undoing encodes it again.
"""

from __future__ import annotations

import codecs
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from troth.data.quality.encoding import UTF8
from troth.data.quality.interface import Rows
from troth.data.readers.files import opened
from troth.data.readers.stream import GZIP, PIECE, Stream
from troth.errors import DataError

MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Byte order marks, those that begin with another one first."""
WIDE = tuple(MARKS.values())


@dataclass(frozen=True, slots=True)
class Source:
    """A file held open. stored: `sha256:<hex>` of the bytes on the disk. digest: of the unpacked ones, as they are.
    size: of `file`. wide: the encoding where `file` is held in another one, and mark: the mark it begins with.
    packed: whether it is compressed by gzip. feeds: where each line feed of `file` stands."""

    path: Path
    file: IO[bytes]
    stored: str
    digest: str
    size: int
    wide: str | None
    mark: bytes
    packed: bool
    feeds: Rows

    def begins(self, lines: Rows) -> Rows:
        """Where lines begin, by their numbers from 1; of one after the last, the end."""
        starts = np.concatenate([np.zeros(1, np.int64), self.feeds + 1, np.full(1, self.size, np.int64)])
        found: Rows = starts[np.minimum(lines - 1, len(starts) - 1)]
        return found


@contextmanager
def source_of(path: Path, encoding: str = UTF8) -> Iterator[Source]:
    """Open a file for going through it more than once; DataError where it cannot be read. encoding: that it is in."""
    with opened(path) as file:
        packed = file.read(len(GZIP)) == GZIP
    wide = encoding.startswith(("utf-16", "utf-32"))
    with tempfile.TemporaryFile() if packed or wide else opened(path) as held:
        stream, hasher = Stream(path), hashlib.sha256()
        narrow, size = _Narrow(path, encoding) if wide else None, 0
        feeds: list[Rows] = [np.zeros(0, np.int64)]
        for piece in stream.pieces():
            hasher.update(piece)
            told = narrow.decode(piece) if narrow else piece
            if packed or wide:
                held.write(told)
            feeds.append(np.flatnonzero(np.frombuffer(told, np.uint8) == ord("\n")).astype(np.int64) + size)
            size += len(told)
        codec, mark = (narrow.end(), narrow.mark) if narrow else (None, b"")
        digest = f"sha256:{hasher.hexdigest()}"
        yield Source(path, held, stream.digest, digest, size, codec, mark, packed, np.concatenate(feeds))


class _Narrow:
    """UTF-16 or UTF-32 that comes in pieces, as UTF-8."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.path, self.codec, self.mark = path, encoding, b""
        self.decoder: codecs.IncrementalDecoder | None = None

    def decode(self, piece: bytes) -> bytes:
        if self.decoder is None:
            self.mark = next((mark for mark in MARKS if piece.startswith(mark)), b"")
            self.codec = MARKS.get(self.mark) or (self.codec if self.codec in WIDE else f"{self.codec[:6]}-le")
            self.decoder = codecs.getincrementaldecoder(self.codec)("strict")
            piece = piece.removeprefix(self.mark)
        return self._told(piece)

    def end(self) -> str:
        self._told(b"", final=True)
        return self.codec

    def _told(self, piece: bytes, *, final: bool = False) -> bytes:
        assert self.decoder is not None
        try:
            return self.decoder.decode(piece, final).encode()
        except UnicodeError as error:
            raise DataError(
                f"cannot be decoded: {error}", where=str(self.path), remedy="Save it as UTF-8, or name its --encoding."
            ) from None


def widened(pieces: Iterator[bytes], encoding: str, mark: bytes) -> Iterator[bytes]:
    """UTF-8 in pieces, in another encoding that begins with a mark."""
    decoder = codecs.getincrementaldecoder(UTF8)("strict")
    yield mark
    for piece in pieces:
        yield decoder.decode(piece).encode(encoding)


def between(file: IO[bytes], begin: int, end: int) -> Iterator[bytes]:
    """The bytes from `begin` to `end`, a piece at a time."""
    while begin < end:
        file.seek(begin)
        piece = file.read(min(PIECE, end - begin))
        if not piece:
            raise DataError("the file grew shorter while it was read", remedy="Run the command again.")
        begin += len(piece)
        yield piece


def at_once(file: IO[bytes], begin: int, end: int) -> bytes:
    """The bytes from `begin` to `end`: of one row, which is never long."""
    return b"".join(between(file, begin, end))
