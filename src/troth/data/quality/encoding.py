"""The bytes of a text file before anything reads them as a table: their encoding, and what should not stand in text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from troth.data.quality.likely import CANDIDATES, LAST, likely, own
from troth.data.readers.mixed import EITHER
from troth.data.readers.stream import LINE_LIMIT, Stream
from troth.data.readers.wide import MARKS, wide
from troth.errors import DataError

UTF8 = "utf-8"
LONGEST = 4 * LINE_LIMIT
"""Bytes of the longest line that is looked at: UTF-8 has at most four to a character."""

KEPT = 1000
"""Lines that are not UTF-8 of which the encoding is guessed."""
SHOWN = 5
"""Lines of one kind whose numbers are told."""

SIGNS = {
    "nul": re.compile(rb"\x00"),
    "control": re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]"),
    "direction": re.compile(rb"\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]"),
    "hidden": re.compile(rb"\xe2\x80\x8b|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf"),
    "replaced": re.compile(rb"\xef\xbf\xbd"),
    "twice": re.compile(rb"\xc3[\x82\x83]\xc2[\x80-\xbf]|\xc3\xa2\xe2\x82\xac"),
    "return": re.compile(rb"\r(?!\n|$)"),
}
"""What should not stand in a line: NUL; other control characters; marks that turn the direction of text, with which it
reads otherwise than it is (Boucher and Anderson, Trojan Source, 2021); characters that show nothing; signs for what
could not be decoded; UTF-8 that was encoded twice; a carriage return that ends no line."""

_ANY = re.compile(b"|".join(sign.pattern for sign in SIGNS.values()), re.MULTILINE)


@dataclass(slots=True)
class Lines:
    """Lines with something in them: how many, and the numbers of the first few, from 1."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, number: int) -> None:
        """One more line."""
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(number)


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the bytes of a file are.

    digest: `sha256:<hex>` of them as stored. size: in bytes, unpacked. encoding: as a reader takes it; several joined
    by `|` where lines differ. marked: whether it begins with a byte order mark. lines: how many. longest: bytes of the
    longest. beyond: lines that are UTF-8 beyond ASCII. foreign: by likely encoding, lines that are not UTF-8. signs: by
    their names in SIGNS, lines that have one. breaks: lines ended by a line feed alone, and by carriage return and line
    feed.
    """

    path: Path
    digest: str
    size: int
    encoding: str
    marked: bool
    lines: int
    longest: int
    beyond: int
    foreign: dict[str, Lines]
    signs: dict[str, Lines]
    breaks: tuple[int, int]

    @property
    def mixed(self) -> bool:
        """Whether lines are of several encodings."""
        return EITHER in self.encoding


def look(path: Path) -> Encoded:
    """Look through the bytes of a file; DataError where it is no text file, or a line is longer than any reader takes.

    Takes a few tens of megabytes of memory however large the file is.
    """
    return _Looking(path).through()


class _Looking:
    """What is gathered while going through the file."""

    def __init__(self, path: Path) -> None:
        self.path, self.stream = path, Stream(path)
        self.lines = self.longest = self.beyond = self.feeds = self.returns = 0
        self.bad: list[tuple[int, bytes]] = []
        self.unread = Lines()
        self.signs = {name: Lines() for name in SIGNS}
        self.wide: str | None = None
        self.marked = False

    def through(self) -> Encoded:
        rest, size = b"", 0
        for piece in self._pieces():
            size += len(piece)
            whole = rest + piece
            end = whole.rfind(b"\n") + 1
            self._whole_lines(whole[:end])
            rest = whole[end:]
            if len(rest) > LONGEST:
                raise self._too_long()
        self._whole_lines(rest, last=True)
        encoding, foreign = self._told()
        return Encoded(
            path=self.path,
            digest=self.stream.digest,
            size=size,
            encoding=encoding,
            marked=self.marked,
            lines=self.lines,
            longest=self.longest,
            beyond=self.beyond,
            foreign=foreign,
            signs={name: found for name, found in self.signs.items() if found.count},
            breaks=(self.feeds - self.returns, self.returns),
        )

    def _pieces(self) -> Iterator[bytes]:
        """The bytes without a byte order mark; of UTF-16 and UTF-32, as UTF-8."""
        decoder: codecs.IncrementalDecoder | None = None
        for number, piece in enumerate(self.stream.pieces()):
            if not number:
                self.wide = wide(piece)
                self.marked = piece.startswith((codecs.BOM_UTF8, *MARKS))
                decoder = codecs.getincrementaldecoder(self.wide)("replace") if self.wide else None
                piece = piece if decoder else piece.removeprefix(codecs.BOM_UTF8)
            yield decoder.decode(piece).encode("utf-8", "replace") if decoder else piece

    def _whole_lines(self, data: bytes, *, last: bool = False) -> None:
        if not data:
            return
        breaks = data.count(b"\n")
        valid = _is_utf8(data)
        if not valid or _ANY.search(data):
            self._one_by_one(data, valid)
        if valid and not data.isascii():
            self.beyond += sum(not line.isascii() for line in data.split(b"\n"))
        self.longest = max(self.longest, *(len(line) for line in data.split(b"\n")), 0)
        self.feeds += breaks
        self.returns += data.count(b"\r\n")
        self.lines += breaks + (1 if last else 0)

    def _one_by_one(self, data: bytes, valid: bool) -> None:
        for number, line in enumerate(data.removesuffix(b"\n").split(b"\n"), self.lines + 1):
            if not valid and not _is_utf8(line):
                self.unread.add(number)
                if len(self.bad) < KEPT:
                    self.bad.append((number, line))
            elif not valid and not line.isascii():
                self.beyond += 1
            if _ANY.search(line):
                for name, sign in SIGNS.items():
                    if sign.search(line):
                        self.signs[name].add(number)

    def _told(self) -> tuple[str, dict[str, Lines]]:
        """How the file is read, and the lines that are not UTF-8 by their likely encoding."""
        if self.wide:
            return self.wide, {}
        if not self.bad:
            return UTF8, {}
        together, named = likely([line for _, line in self.bad]), dict[str, Lines]()
        for number, line in self.bad:
            named.setdefault(own(line, together), Lines()).add(number)
        if more := self.unread.count - len(self.bad):
            named.setdefault(together, Lines()).count += more
        order = [name for name in (*CANDIDATES, LAST) if name in named]
        return (EITHER.join([UTF8, *order]) if self.beyond or len(order) > 1 else order[0]), named

    def _too_long(self) -> DataError:
        return DataError(
            f"the line is longer than {LINE_LIMIT} characters",
            where=f"{self.path}:{self.lines + 1}",
            remedy="Check that rows end in line breaks; split or leave out a text of this length.",
        )


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
