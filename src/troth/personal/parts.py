"""A text that comes piece by piece, in the parts that are looked at for themselves: for who decides on each of them.

>>> from troth.personal import Parts, find_in_parts
>>> parts = Parts()
>>> parts.feed("Hello. Mail ann@exam"), parts.feed("ple.org! Or"), parts.end()
(['Hello. '], ['Mail ann@example.org! '], ['Or'])
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from troth.personal.finding import found
from troth.personal.interface import KINDS, Finding
from troth.personal.windows import BEFORE, windows


class Parts:
    """A text on its way. What `feed` and `end` give, put together, is the text; where it is cut depends on it alone,
    and not on its pieces (`troth.personal.windows`).
    """

    def __init__(self) -> None:
        self.held = ""

    def feed(self, piece: str) -> list[str]:
        """The parts whose ends no text that follows can move; may be none."""
        return self._cut(self.held + piece, last=False)

    def end(self) -> list[str]:
        """The rest."""
        return self._cut(self.held, last=True)

    def _cut(self, text: str, *, last: bool) -> list[str]:
        spans = list(windows(text, last=last))
        self.held = text[spans[-1][1] :] if spans else text
        return [text[start:end] for start, end in spans]


def find_in_parts(
    parts: Sequence[str], *, kinds: Collection[str] = tuple(KINDS), before: str = ""
) -> list[list[Finding]]:
    """What is personal in each part, by its own places. before: what stood before the first."""
    ends = [0]
    for part in parts:
        ends.append(ends[-1] + len(part))
    spans = list(pairwise(ends))
    findings: list[list[Finding]] = [[] for _ in parts]
    place = 0
    for one in found("".join(parts), spans, kinds, before=before[-BEFORE:]):
        while one.start >= ends[place + 1]:
            place += 1
        start = ends[place]
        findings[place].append(replace(one, start=one.start - start, end=one.end - start))
    return findings
