"""Which of several findings that overlap is kept: the surest, then the longest, then the rule that stands first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from troth.personal.interface import Finding


def settled(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that do not overlap, in the order of the text."""
    ordered = sorted(findings, key=lambda one: (one.start, one.end))
    kept: list[Finding] = []
    group: list[Finding] = []
    reach = -1
    for one in ordered:
        if one.start >= reach:
            kept.extend(_best(group))
            group = []
        group.append(one)
        reach = max(reach, one.end)
    kept.extend(_best(group))
    return kept


def _best(group: list[Finding]) -> list[Finding]:
    """Of findings that hang together."""
    kept: list[Finding] = []
    for one in sorted(group, key=lambda one: (-one.score, one.start - one.end)) if len(group) > 1 else group:
        place = bisect_left(kept, one.start, key=lambda other: other.start)
        free = place == len(kept) or one.end <= kept[place].start
        if free and (place == 0 or kept[place - 1].end <= one.start):
            kept.insert(place, one)
    return kept
