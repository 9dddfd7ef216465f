"""A file as lines of text, read in pieces under caps, so that no file can fill the memory or hang the program.

Whatever is wrong with the bytes is said with the line it stands in: a wrong encoding, a NUL, a line without end, a
compressed file that is cut off or unpacks to absurd sizes.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from troth.data.readers.files import opened
from troth.data.readers.foreign import refuse_foreign
from troth.data.readers.mixed import EITHER, LineDecoder
from troth.data.readers.wide import wide
from troth.errors import DataError

PIECE = 1 << 20
"""Bytes taken at a time."""

LINE_LIMIT = 10_000_000
"""Characters in one line (in one quoted record): longer is a binary file or a missing line break, not a row."""

UNPACKED_LIMIT = 8 << 30
"""Bytes a compressed file may unpack to; a table of this size no longer fits the memory of one machine."""

RATIO_LIMIT = 200
"""Unpacked to packed: text packs 3 to 20 times, tables of few values up to about 100; deflate's ceiling is 1032."""

RATIO_FROM = 8 << 20
"""Unpacked bytes from which the ratio is looked at: below, a bomb does no harm."""

GZIP = b"\x1f\x8b"


class Stream:
    """The unpacked bytes of one file. `digest` is that of the bytes as stored, known once all was read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.hasher = hashlib.sha256()
        self.stored = 0
        self.unpacked = 0

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of what was read from the disk."""
        return f"sha256:{self.hasher.hexdigest()}"

    def pieces(self) -> Iterator[bytes]:
        """The bytes in pieces of at most a mebibyte; DataError for what is not a readable file."""
        with opened(self.path) as file:
            head = file.read(16)
            file.seek(0)
            if not head:
                raise DataError("the file is empty", where=str(self.path), remedy="Name a file that holds rows.")
            refuse_foreign(file, self.path)
            try:
                yield from self._unpacked(file) if head.startswith(GZIP) else iter(lambda: self._read(file), b"")
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise DataError(
                    f"the compressed file is cut off or damaged after {self.unpacked} unpacked bytes ({error})",
                    where=str(self.path),
                    remedy="Fetch or make it again; `gzip -t` tests it.",
                ) from error
            except OSError as error:
                raise DataError(
                    f"cannot be read: {error.strerror or error}",
                    where=str(self.path),
                    remedy="Check the disk or the share it is on, then run the command again.",
                ) from error

    def read(self, size: int = PIECE) -> bytes:  # the file object that gzip reads from
        """Not for callers: gzip pulls the stored bytes through here, so that they are counted and hashed."""
        return self._read(self._file, size)

    def _unpacked(self, file: IO[bytes]) -> Iterator[bytes]:
        self._file = file
        with gzip.GzipFile(fileobj=self, mode="rb") as unpacker:  # type: ignore[call-overload]
            while piece := unpacker.read(PIECE):
                self.unpacked += len(piece)
                self._refuse_bomb()
                yield piece

    def _read(self, file: IO[bytes], size: int = PIECE) -> bytes:
        piece = file.read(size)
        self.hasher.update(piece)
        self.stored += len(piece)
        return piece

    def _refuse_bomb(self) -> None:
        ratio = self.unpacked / max(1, self.stored)
        if self.unpacked > UNPACKED_LIMIT or (self.unpacked > RATIO_FROM and ratio > RATIO_LIMIT):
            raise DataError(
                f"unpacks to more than {self.unpacked >> 20} MiB from {self.stored} bytes: a decompression bomb",
                where=str(self.path),
                remedy="If the file is genuine, unpack it yourself and name the unpacked file.",
            )


class Lines:
    """The lines of a text file, in order, each with its line break; `number` is that of the last line given."""

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        self.path = path
        self.encoding = encoding
        self.stream = Stream(path)
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        rest = ""
        for text in self._texts():
            first, *others = text.split("\n")
            rest += first
            self._refuse_long(rest)
            for line in others:
                self.number += 1
                yield rest + "\n"
                rest = line
            self._refuse_long(rest)
        if rest:
            self.number += 1
            yield rest

    def _texts(self) -> Iterator[str]:
        """The decoded text of each piece."""
        decoder: codecs.IncrementalDecoder | None = None
        seen = 0
        for piece in self.stream.pieces():
            decoder = decoder or self._decoder(piece)
            try:
                text = decoder.decode(piece)
            except UnicodeDecodeError as error:
                raise self._undecodable(error, seen + len(piece) - len(error.object)) from error
            except UnicodeError as error:
                raise DataError(
                    f"cannot be decoded: {error}",
                    where=str(self.path),
                    remedy="Save it as UTF-8, or correct data.format.encoding.",
                ) from error
            seen += len(piece)
            if "\0" in text:
                self._refuse_nul(text)
            yield text
        try:
            tail = decoder.decode(b"", final=True) if decoder else ""
        except UnicodeDecodeError as error:
            raise self._undecodable(error, seen - len(error.object)) from error
        left = decoder.getstate()[0] if decoder else b""
        if left:  # half a byte order mark, which Python's decoder takes for nothing
            raise self._undecodable(UnicodeDecodeError("utf-8", left, 0, len(left), "cut off"), seen - len(left))
        if tail:
            yield tail

    def _decoder(self, head: bytes) -> codecs.IncrementalDecoder:
        if EITHER in (self.encoding or ""):
            return LineDecoder(tuple((self.encoding or "").split(EITHER)))
        named = self.encoding or wide(head) or "utf-8"
        try:
            found = codecs.lookup(named)
        except (LookupError, ValueError):
            found = None
        if found is None or not getattr(found, "_is_text_encoding", True) or found.incrementaldecoder is None:
            raise DataError(
                f"no encoding is called {named!r}",
                where=str(self.path),
                remedy="Set data.format.encoding to one such as utf-8, utf-16, gb18030, windows-1252 or latin-1.",
            )
        # A byte order mark is not part of the first column's name.
        name = "utf-8-sig" if found.name == "utf-8" else named
        return codecs.getincrementaldecoder(name)("strict")

    def _undecodable(self, error: UnicodeDecodeError, before: int) -> DataError:
        """before: stored-text bytes that precede error.object in the unpacked file."""
        breaks = error.object[: error.start].count(b"\n")
        byte = error.object[error.start]
        guess = "gb18030" if _decodes(error.object, "gb18030") else "windows-1252"
        remedy = (
            "Save the file as UTF-8, as `troth data clean` does, or name its encoding, for example data.format: "
            f"{{encoding: {guess}}}, or `troth init --encoding {guess}`."
        )
        if error.encoding.startswith(("utf-16", "utf-32")):
            remedy = "Fetch or make it again, as UTF-8: it is cut off, damaged, or no text."
        return DataError(
            f"byte {before + error.start + 1} (0x{byte:02x}) is not valid {error.encoding}",
            where=f"{self.path}:{self.number + breaks + 1}",
            remedy=remedy,
        )

    def _refuse_nul(self, text: str) -> None:
        line = self.number + text[: text.index("\0")].count("\n") + 1
        raise DataError(
            "holds a NUL character, which no text has",
            where=f"{self.path}:{line}",
            remedy="The file is binary, damaged, or in an encoding that cannot be told: save it as UTF-8 text.",
        )

    def _refuse_long(self, line: str) -> None:
        if len(line) > LINE_LIMIT:
            raise DataError(
                f"the line is longer than {LINE_LIMIT} characters",
                where=f"{self.path}:{self.number + 1}",
                remedy="Check that rows end in line breaks; split or leave out a text of this length.",
            )


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(data)
    except UnicodeError:
        return False
    return True
