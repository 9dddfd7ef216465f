"""From scores of tags to spans: the likeliest sequence in which nothing goes on that did not begin.

Tags are O, and B- and I- of every kind (Ramshaw and Marcus, 1995); the sequence is found by Viterbi (1967).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from troth.personal.interface import LOCATION, ORGANISATION, PERSON, STREET_ADDRESS

TAGGED = (PERSON, LOCATION, ORGANISATION, STREET_ADDRESS)
TAGS = ("O", *(f"{part}-{kind}" for kind in TAGGED for part in "BI"))
_INSIDE = tuple(tag.startswith("I-") for tag in TAGS)
_BEGUN = tuple(range(1, len(TAGS), 2))  # B- of each kind; I- of the same kind stands next


def spans_of(scores: NDArray[np.float32]) -> list[tuple[int, int, str, float]]:
    """First unit, unit after the last, kind, and mean probability of the tags, of every span.

    scores: unnormalised, [units, tags].
    """
    tags = scores.argmax(1).tolist()
    if not any(tags):
        return []
    if not _allowed(tags):
        tags = _viterbi(scores.tolist())
    return [(low, high, kind, _sure(scores[low:high].tolist(), tags[low:high])) for low, high, kind in _read(tags)]


def _sure(scores: Sequence[Sequence[float]], tags: Sequence[int]) -> float:
    """The mean probability of the tags of a span, in plain numbers: it is a few units long."""
    total = 0.0
    for row, tag in zip(scores, tags, strict=True):
        most = max(row)
        total += math.exp(row[tag] - most) / sum(math.exp(one - most) for one in row)
    return total / len(tags)


def _allowed(tags: Sequence[int]) -> bool:
    """Whether every tag that goes on does so after one of its kind."""
    return all(not _INSIDE[tag] or before in (tag - 1, tag) for before, tag in pairwise((0, *tags)))


def _read(tags: Sequence[int]) -> list[tuple[int, int, str]]:
    found = []
    place = 0
    while place < len(tags):
        if TAGS[tags[place]] == "O":
            place += 1
            continue
        end = place + 1
        while end < len(tags) and _INSIDE[tags[end]]:
            end += 1
        found.append((place, end, TAGS[tags[place]][2:]))
        place = end
    return found


def _viterbi(scores: Sequence[Sequence[float]]) -> list[int]:
    """Tag by tag in plain numbers: a window is too short for arrays to be worth their calls."""
    best = [-math.inf if inside else first for inside, first in zip(_INSIDE, scores[0], strict=True)]
    came: list[list[int]] = []
    for row in scores[1:]:
        any_ = best.index(max(best))
        through = [any_] * len(TAGS)
        for begun in _BEGUN:
            through[begun + 1] = begun if best[begun] >= best[begun + 1] else begun + 1
        came.append(through)
        best = [best[before] + own for before, own in zip(through, row, strict=True)]
    tags = [best.index(max(best))]
    for through in reversed(came):
        tags.append(through[tags[-1]])
    return tags[::-1]
