"""A text as the words a person sees, and the text without some of them.

A word is a run of letters, digits and what belongs to them, with an apostrophe or hyphen inside; a run of punctuation
or symbols; or one character of a writing that puts no blanks between words. Together they are all of the text but its
blanks, so that whatever a model read is some word's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

Spans = tuple[tuple[int, int], ...]
"""Of each word its first character's place in the text, and that after its last."""

_INSIDE = "'’-"
_UNSPACED = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
"""Kana and Han, a character a word as multilingual tokenizers cut them."""


def spans_of(text: str) -> Spans:
    """Where the words stand, in order, none overlapping another."""
    found: list[tuple[int, int]] = []
    for kind, run in groupby(range(len(text)), key=lambda place: _kind_in(text, place)):
        places = list(run)
        if kind == "alone":
            found += [(place, place + 1) for place in places]
        elif kind != "blank":
            found.append((places[0], places[-1] + 1))
    return tuple(found)


def without(text: str, spans: Spans, taken: Collection[int]) -> str:
    """The text without the words of these numbers; the others keep what stands between them, and stay apart."""
    gone = set(taken)
    kept = [number for number in range(len(spans)) if number not in gone]
    if len(kept) == len(spans):
        return text
    parts = [text[slice(*spans[kept[0]])]] if kept else []
    for before, after in pairwise(kept):
        parts += [_between(text, spans, before, after), text[slice(*spans[after])]]
    return "".join(parts)


def owners_of(ends: NDArray[np.int64], spans: Spans) -> NDArray[np.int64]:
    """The number of the word that each piece belongs to, [pieces]; one between words belongs to that before it.

    ends: in the text the place of each piece's last character; -1, as the answer then is, of a piece that is not of the
    text.
    """
    if not spans:
        return np.full(len(ends), -1)
    before = np.searchsorted([start for start, _ in spans], ends, side="right") - 1
    return np.where(ends < 0, -1, np.maximum(before, 0)).astype(np.int64)


def _between(text: str, spans: Spans, before: int, after: int) -> str:
    """What stands between two words that are kept; of several gaps, one blank where any had one."""
    if after == before + 1:
        return text[spans[before][1] : spans[after][0]]
    blank = any(spans[place][1] < spans[place + 1][0] for place in range(before, after))
    ends = (_kind(text[spans[before][1] - 1]), _kind(text[spans[after][0]]))
    return " " if blank or (ends[0] == ends[1] != "alone") else ""


def _kind_in(text: str, place: int) -> str:
    if text[place] in _INSIDE and 0 < place < len(text) - 1:
        around: Sequence[str] = (_kind(text[place - 1]), _kind(text[place + 1]))
        if around == ("word", "word"):
            return "word"
    return _kind(text[place])


@lru_cache(maxsize=1 << 14)
def _kind(character: str) -> str:
    if character.isspace():
        return "blank"
    if any(low <= ord(character) <= high for low, high in _UNSPACED):
        return "alone"
    return "mark" if unicodedata.category(character)[0] in "PSC" else "word"
