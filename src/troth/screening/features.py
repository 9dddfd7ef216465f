"""What the classifier sees of a text: words, pairs and triples of them, pieces of words, and which rules matched.

Each is a row of a table, by its hash (feature hashing; Weinberger et al., ICML 2009), and stands at the word it begins
with, so that the sum over any window of words is a difference of two running sums.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from troth.screening.interface import Hit, Rule
from troth.screening.lookalikes import folded

TABLE = 1 << 18  # rows
PIECE = 4  # letters of a piece of a word
LONGEST = 24  # letters of a word that are looked at
SIZES = (
    8,
    16,
    32,
    64,
    128,
    256,
)  # words of a window, which moves on by half of them; sentences, and two of them, are windows too
SMOOTH = 8.0  # words below which a window counts as one of so many

_WORD = re.compile(r"[㐀-鿿぀-ヿ]|[^\W_㐀-鿿぀-ヿ]+")
_END = re.compile(r"[.!?\n。！？;；|]")
_PIECES, _IN_WINDOW, _IN_TEXT = 3, 7, 9  # what check sums go on from, so that kinds of rows differ
_PAIR, _APART, _TRIPLE = (np.uint64(one) for one in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Features:
    """Of one text. rows: of the table, and words: the number of the word that each stands at.

    whole: rows that count for every window. spans: start and end of each word. windows: first word, and the word after
    the last, of each window, int64 [n, 2].
    """

    rows: Ints
    words: Ints
    whole: Ints
    spans: list[tuple[int, int]]
    windows: Ints

    def sums(self, weights: NDArray[np.float32]) -> NDArray[np.float64]:
        """What each window weighs: the sum of its rows' weights by the root of its length, and what counts for all."""
        running = np.bincount(self.words + 1, weights[self.rows], len(self.spans) + 1).cumsum()
        first, last = self.windows.T
        scores: NDArray[np.float64] = (running[last] - running[first]) / np.sqrt(np.maximum(last - first, SMOOTH))
        return scores + float(weights[self.whole].sum())


def features(text: str, hits: Iterable[Hit] = ()) -> Features:
    """The features of a text; hits: where which rules match it."""
    plain = folded(text)
    found = list(_WORD.finditer(plain))
    spans = [word.span() for word in found]
    each = [_of_word(word.group()) for word in found]
    rows = [row for _, own in each for row in own]
    words = [number for number, (_, own) in enumerate(each) for _ in own]
    hits = list(hits)
    for hit in hits:
        if spans:
            rows.append(_row(crc32(hit.rule.name.encode(), _IN_WINDOW)))
            words.append(min(_word_at(spans, hit.start), len(spans) - 1))
    more, at = _together(np.array([own for own, _ in each], np.uint64))
    every, place = np.concatenate((np.array(rows, np.int64), more)), np.concatenate((np.array(words, np.int64), at))
    whole = np.array([row_of(hit.rule) for hit in hits], np.int64)
    return Features(every, place, whole, spans, _windows(plain, spans))


def row_of(rule: Rule) -> int:
    """The row of a rule that counts for every window of a text that it matches."""
    return _row(crc32(rule.name.encode(), _IN_TEXT))


@lru_cache(maxsize=32_768)
def _of_word(word: str) -> tuple[int, tuple[int, ...]]:
    """The hash of a word, and the rows of it and its pieces."""
    word = "0" * min(len(word), 4) if word.isdigit() else word[:LONGEST]
    own = crc32(word.encode("utf-8", "surrogatepass"))
    marked = f"^{word}$"
    pieces = (marked[place : place + PIECE] for place in range(len(marked) - PIECE + 1)) if len(word) >= PIECE else ()
    return own, (_row(own), *(_row(crc32(piece.encode("utf-8", "surrogatepass"), _PIECES)) for piece in pieces))


def _row(hashed: int) -> int:
    return (hashed * 0x9E3779B1 & 0xFFFFFFFF) >> 14  # the upper bits of a product (Knuth's multiplicative hashing)


def _together(own: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """Rows of pairs, of pairs with a word between, and of triples; and the words they begin with."""
    parts = []
    for apart, sums in (
        (1, own[:-1] * _PAIR + own[1:]),
        (2, own[:-2] * _APART + own[2:]),
        (2, (own[:-2] * _PAIR + own[1:-1]) * _TRIPLE + own[2:]),
    ):
        parts.append(((sums * _PAIR) >> np.uint64(64 - 18)).astype(np.int64)[: max(len(own) - apart, 0)])
    return np.concatenate(parts), np.concatenate([np.arange(len(part)) for part in parts])


def _word_at(spans: list[tuple[int, int]], place: int) -> int:
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if spans[middle][1] <= place else (low, middle)
    return low


def _windows(plain: str, spans: list[tuple[int, int]]) -> Ints:
    """Windows of each size, sentences, pairs of sentences; of a text of few words that is all of it, once."""
    count = len(spans)
    parts = [np.array([(0, min(count, SIZES[-1]))], np.int64)]
    for size in SIZES:
        if count > size:
            first = np.append(np.arange(0, count - size, size // 2), count - size)
            parts.append(np.stack((first, first + size), 1))
    ends = np.array([mark.start() for mark in _END.finditer(plain)], np.int64)
    if count and len(ends):
        edges = np.unique(np.append(np.searchsorted(np.array(spans)[:, 0], ends), (0, count)))
        for step in (1, 2):
            pairs = np.stack((edges[:-step], edges[step:]), 1)
            parts.append(pairs[pairs[:, 1] - pairs[:, 0] <= 2 * SIZES[-1]])
    return np.unique(np.concatenate(parts), axis=0)
