"""The rows of a text file as runs of its bytes, so that what is not changed is copied and what is can be given back.

A row's own bytes are its lines; what stands between rows (a header, comments, blank lines) is kept whatever becomes of
them. A file in UTF-16 or UTF-32, where a line feed is not one byte, is read as UTF-8 and encoded again in the end.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl

from troth.data.quality.encoding import Encoded
from troth.data.quality.interface import Rows
from troth.data.quality.sheet import Sheet
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


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes as its rows are found in them: seekable, unpacked, in an encoding with line feeds of one byte.

    stored: `sha256:<hex>` of the bytes on the disk. digest: of the unpacked ones. wide: the encoding in which these are
    where it is another one, and mark: what they begin with. feeds: where each line feed of `file` stands.
    """

    file: IO[bytes]
    stored: str
    digest: str
    size: int
    wide: str | None
    mark: bytes
    feeds: Rows


@contextmanager
def source_of(path: Path, encoded: Encoded | None) -> Iterator[Source]:
    """Open a file for going through it more than once; DataError where it cannot be read."""
    with opened(path) as file:
        head = file.read(len(GZIP))
    packed, wide = head == GZIP, bool(encoded) and str(encoded and encoded.encoding).startswith(("utf-16", "utf-32"))
    stream, hasher = Stream(path), hashlib.sha256()
    with tempfile.TemporaryFile() if packed or wide else opened(path) as held:
        codec, mark, size, feeds = None, b"", 0, []
        decoder: codecs.IncrementalDecoder | None = None
        for number, piece in enumerate(stream.pieces()):
            hasher.update(piece)
            if wide and not number:
                mark = next((one for one in MARKS if piece.startswith(one)), b"")
                codec = MARKS.get(mark) or (encoded.encoding if encoded else None)
                decoder = codecs.getincrementaldecoder(codec or "utf-8")("strict")
                piece = piece.removeprefix(mark)
            told = _narrow(decoder, piece, path) if decoder else piece
            if packed or wide:
                held.write(told)
            feeds.append(np.flatnonzero(np.frombuffer(told, np.uint8) == 10) + size)
            size += len(told)
        places = np.concatenate(feeds).astype(np.int64) if feeds else np.zeros(0, np.int64)
        yield Source(held, stream.digest, f"sha256:{hasher.hexdigest()}", size, codec, mark, places)


def _narrow(decoder: codecs.IncrementalDecoder, piece: bytes, path: Path) -> bytes:
    try:
        return decoder.decode(piece).encode()
    except UnicodeError as error:
        raise DataError(
            f"cannot be decoded: {error}", where=str(path), remedy="Save it as UTF-8, or name another --encoding."
        ) from None


@dataclass(frozen=True, slots=True)
class Runs:
    """Where each row's own bytes begin and end in the source, int64 [rows]."""

    begin: Rows
    end: Rows


def runs_of(sheet: Sheet, source: Source) -> Runs:
    """The runs of a sheet's rows: each begins at its line and is as many lines long as its cells have."""
    starts = np.concatenate([np.zeros(1, np.int64), source.feeds + 1, np.array([source.size], np.int64)])
    first = sheet.places.lines - 1
    last = np.minimum(first + _lines(sheet), len(starts) - 1)
    return Runs(starts[first], starts[last])


def _lines(sheet: Sheet) -> Rows:
    """Lines of each row: of words and tags one a word, and the blank one after them; of cells, one and their breaks."""
    if sheet.reader == "conll":
        return sheet.frame["tokens"].list.len().to_numpy().astype(np.int64) + 1
    if sheet.reader == "jsonl":
        return np.ones(len(sheet), np.int64)
    breaks = np.zeros(len(sheet), np.int64)
    for column in sheet.frame.get_columns():
        if column.dtype == pl.String:
            breaks += column.str.count_matches("\n", literal=True).fill_null(0).to_numpy().astype(np.int64)
    return breaks + 1


def between(file: IO[bytes], begin: int, end: int) -> Iterator[bytes]:
    """The bytes from `begin` to `end`, a piece at a time; leaves the file at `end`."""
    file.seek(begin)
    left = end - begin
    while left > 0:
        piece = file.read(min(PIECE, left))
        if not piece:
            raise DataError("the file grew shorter while it was read", remedy="Run the command again.")
        left -= len(piece)
        yield piece


def at_once(file: IO[bytes], begin: int, end: int) -> bytes:
    """The bytes from `begin` to `end`: of one row, which is never long."""
    held = io.BytesIO()
    for piece in between(file, begin, end):
        held.write(piece)
    return held.getvalue()
