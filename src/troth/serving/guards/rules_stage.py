"""The charter's rules on an answer that streams: nothing of what a rule bars has left when it is found.

A window leaves once so much text has followed it, without blanks, as the longest canary or pattern takes: whatever
begins in it has ended by then, and was looked for. A pattern of any length holds the whole answer back, and so does one
that asks where a text begins or ends, as a part of a text has such places where the whole has none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]  # its own reading of patterns, the same from 3.11 on
from typing import Any

from troth import screening
from troth.serving.guards.interface import Look
from troth.serving.guards.stages import Windows
from troth.serving.items import Item

BACK = 4_096  # characters that are looked at again with each window
LONGEST = 1_000  # characters of a match, beyond which the whole is held
OTHERWISE = re.compile(r"\[[:.=]|\{,|\\[QEpPCzx]|\(\?[a-zA-Z]*U")  # what RE2 reads in another way
BOUNDARIES = (_constants.AT_BOUNDARY, _constants.AT_NON_BOUNDARY)

Broken = Callable[[str], Sequence[str]]
"""The codes of the rules that a text breaks."""


class RulesStage(Windows):
    """The stage of `rules`. hold: characters, blanks apart, that follow a window before it leaves; None for all."""

    def __init__(self, broken: Broken, hold: int | None) -> None:
        super().__init__()
        self._broken, self._hold = broken, hold
        self._text, self._ends, self._left = "", [0], 0  # looked at; where its windows end; what of it has left
        self._last = self._done = False

    def take(self, piece: str, *, last: bool) -> None:
        """Cut it where it can be."""
        super().take(piece, last=last)
        self._last = self._last or last

    @property
    def due(self) -> str | None:
        """What is looked at with the next window; all of it at the end."""
        if self._done or not (self._last or (self._waiting and self._hold is not None)):
            return None
        return self._whole() if self._ending else self._recent()

    def look(self) -> Look:
        """What has been followed by enough, unless a rule is broken in what is here now."""
        found = tuple(self._broken(self._whole() if self._ending else self._recent()))
        if found:
            return Look(Item(""), "refuse", found)
        text = self._whole() if self._ending else self._text + self._waiting[0]
        return Look(Item(text[self._left : None if self._ending else self._safe(text)]))

    @property
    def _ending(self) -> bool:
        return self._hold is None or not self._waiting

    def _whole(self) -> str:
        return self._text + "".join(self._waiting)

    def _recent(self) -> str:
        """The next window and what stands before it, from where a window begins."""
        text = self._text + self._waiting[0]
        return text[self._ends[min(bisect_left(self._ends, len(text) - BACK), len(self._ends) - 1)] :]

    def _safe(self, text: str) -> int:
        """Up to where it may leave."""
        for end in reversed((*self._ends, len(text))):
            if end <= self._left or _weight(text[end:]) >= (self._hold or 0):
                return max(end, self._left)
        return self._left

    def took(self, look: Look) -> None:
        """On to the window after it."""
        self._left += len(str(look.item.value))
        if self._ending:
            self._text = self._whole()
            self._waiting.clear()
            self._done = True
            return
        self._text += self._waiting.popleft()
        self._ends.append(len(self._text))

    @property
    def rest(self) -> str:
        """What has not left."""
        return self._text[self._left :] + super().rest


def hold_of(patterns: Sequence[str], canaries: Sequence[str]) -> int | None:
    """How much has to follow: as the longest canary or match has characters; None where a match may have any number."""
    widths = [len(one) for one in canaries]
    for pattern in patterns:
        width = _width(pattern)
        if width is None:
            return None
        widths.append(width)
    return max(widths, default=0)


def _width(pattern: str) -> int | None:
    """The most characters of a match; None where there is no bound, or it is not certain."""
    if OTHERWISE.search(pattern):
        return None
    try:
        tree = _parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    widest = int(tree.getwidth()[1])
    return None if widest > LONGEST or _anchored(tree) else widest


def _anchored(part: Any) -> bool:
    """Whether a pattern asks where a text or a line begins or ends."""
    if isinstance(part, tuple) and len(part) == 2 and part[0] is _constants.AT:
        return part[1] not in BOUNDARIES
    if isinstance(part, list | tuple | _parser.SubPattern):
        return any(_anchored(one) for one in part)
    return False


def _weight(text: str) -> int:
    """Characters without blanks, in the text as it is or as it reads, whichever has fewer."""
    if not text:
        return 0
    return min(len(re.sub(r"\s+", "", one)) for one in (text, screening.normal(text).text))
