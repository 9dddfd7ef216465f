"""Server-sent events as they come: bytes in, whole events out, never more of them than there may be.

Source: WHATWG HTML, 9.2.6 "Interpreting an event stream".
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

LONGEST_EVENT = 1 << 20  # characters


class Events:
    """A stream of events on its way. Raises ValueError for what is no UTF-8, or an event that is too long."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("strict").decode
        self._rest, self._data = "", ""
        self._any = self._after_return = False

    def feed(self, piece: bytes) -> Iterator[str]:
        """The data of each event that is whole now."""
        text = self._decode(piece)
        if self._after_return and text:
            text = text.removeprefix("\n")  # the second sign of one end of a line
            self._after_return = False
        if text:
            self._after_return = text.endswith("\r")
        *lines, self._rest = (self._rest + text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for line in lines:
            yield from self._line(line)
        if len(self._rest) + len(self._data) > LONGEST_EVENT:
            raise ValueError("an event is too long")

    def _line(self, line: str) -> Iterator[str]:
        if not line:
            if self._any:
                yield self._data
            self._data, self._any = "", False
            return
        field, _, value = line.partition(":")
        if field == "data":
            self._data += ("\n" if self._any else "") + value.removeprefix(" ")
            self._any = True
