"""Files whose lines are not all of one encoding: each line is read by the first encoding that it is valid in.

Such a file is what is left when tables of several origins were put one after the other. No charter can ask for this
(it names one encoding); it is how a file is described and cleaned that cannot be read yet.
"""

from __future__ import annotations

import codecs

EITHER = "|"
"""Between the encodings, as in `utf-8|gb18030`."""

MOST = 40_000_000
"""Bytes that are waited with for the end of a line: what is longer is refused by its characters."""


class LineDecoder(codecs.IncrementalDecoder):
    """Decodes whole lines, each by the first of several encodings that it is valid in.

    Only for encodings in which a line feed is the byte 0x0A and nothing else is: not for UTF-16.
    """

    def __init__(self, encodings: tuple[str, ...]) -> None:
        super().__init__("strict")
        self.encodings = encodings
        self.rest = b""
        self.begun = False

    def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]
        """The text of every line that has ended, with `final` of the last one too."""
        whole = self.rest + data
        if not self.begun and len(whole) >= len(codecs.BOM_UTF8):
            self.begun, whole = True, whole.removeprefix(codecs.BOM_UTF8)
        end = len(whole) if final or len(whole) > MOST else whole.rfind(b"\n") + 1
        self.rest = whole[end:]
        return decoded(whole[:end], self.encodings)

    def reset(self) -> None:
        """Forget the line begun."""
        self.rest, self.begun = b"", False


def decoded(data: bytes, encodings: tuple[str, ...]) -> str:
    """Whole lines as text; UnicodeDecodeError for one that is valid in none of the encodings."""
    try:
        return data.decode(encodings[0])
    except UnicodeDecodeError:
        lines = data.split(b"\n")
    return "\n".join(_line(line, encodings) for line in lines)


def _line(line: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings[:-1]:
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode(encodings[-1])
