"""What stands where something personal was: nothing is found in it again, or in a text that was made clean twice.

Only what says nothing is passed over: a kind in brackets, and a keyed hash behind it, which has sixteen digits and is
no decimal number, as the number of a card would be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from troth.personal.interface import KINDS, Finding

_PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(KINDS)})(?::(?=[0-9]*[a-f])[0-9a-f]{{16}})?\]")


def outside(text: str, spans: Iterable[tuple[int, int]], findings: Iterable[Finding]) -> list[Finding]:
    """Findings without what of them lies in a placeholder. spans: the windows, each looked at for itself."""
    held = [
        (start + mark.start(), start + mark.end())
        for start, end in spans
        if "[" in text[start:end]
        for mark in _PLACEHOLDER.finditer(text[start:end])
    ]
    return [part for one in findings for part in _parts(text, one, held)] if held else list(findings)


def _parts(text: str, one: Finding, held: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """A finding, cut where placeholders lie in it; what is left begins and ends with a letter or a digit."""
    inside = [(start, end) for start, end in held if one.start < end and start < one.end]
    if not inside:
        yield one
        return
    lows, highs = [one.start, *(end for _, end in inside)], [*(start for start, _ in inside), one.end]
    for low, high in zip(lows, highs, strict=True):
        places = [place for place in range(low, high) if text[place].isalnum()]
        if places:
            yield replace(one, start=places[0], end=places[-1] + 1)
