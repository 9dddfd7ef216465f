"""Texts as sets of runs of three words, hashed, with the MinHash signature of each.

Texts whose signatures share a band are candidates for being nearly the same (Broder 1997; Indyk and Motwani 1998);
how alike two texts are is then counted from their whole sets.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.content import words

SHINGLE = 3
LEAST_SHINGLES = 4
"""Texts of fewer than six words are alike by chance, so only exact copies of them count."""

BANDS, PER_BAND = 8, 3
"""Pairs of Jaccard similarity 0.8 share no band with probability (1 - 0.8^3)^8 = 0.003."""

PART = 100_000
"""Texts cut into words at a time: a column of words takes many times the room of its hashes."""

MIX = 0x9E3779B97F4A7C15

Hashes = NDArray[np.uint64]
Rows = NDArray[np.int64]


class Shingles:
    """The shingle hashes of each text long enough, end to end, with the MinHash signature of each text.

    rows: which texts those are. values: uint64, sorted and distinct within a text. starts: where each text's begin.
    signature: uint64 [texts, BANDS * PER_BAND].
    """

    def __init__(self, texts: pl.Series) -> None:
        """texts: normalised, as `content.normal` makes them."""
        parts = [_part(texts[start : start + PART], start) for start in range(0, max(len(texts), 1), PART)]
        self.rows = np.concatenate([rows for rows, _, _ in parts])
        self.values = np.concatenate([values for _, values, _ in parts])
        ends = np.concatenate([sizes for _, _, sizes in parts]).cumsum()
        self.starts = np.concatenate([np.zeros(1, np.int64), ends])
        self.signature = self._minima()

    def band(self, number: int) -> pl.DataFrame:
        """Each text's bucket in one band."""
        bucket = np.zeros(len(self.rows), dtype=np.uint64)
        for column in range(number * PER_BAND, (number + 1) * PER_BAND):
            bucket = _mixed(bucket ^ self.signature[:, column])
        return pl.DataFrame({"bucket": bucket, "place": np.arange(len(self.rows), dtype=np.int64)})

    def agreeing(self, places: Rows, other: Shingles, others: Rows) -> Rows:
        """In how many places the signatures of pairs of texts agree."""
        found = np.zeros(len(places), dtype=np.int64)
        for column in range(BANDS * PER_BAND):
            found += self.signature[places, column] == other.signature[others, column]
        return found

    def jaccard(self, places: Rows, other: Shingles, others: Rows) -> NDArray[np.float64]:
        """The similarity of pairs of texts: shared shingles over all of both, 0 to 1."""
        many, against = np.diff(self.starts)[places], np.diff(other.starts)[others]
        pair = np.repeat(np.arange(len(others)), against)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(against) - against, against)
        sought = other.values[other.starts[others][pair] + within]
        shared = np.bincount(pair[self._hold(places[pair], sought)], minlength=len(others))
        similarity: NDArray[np.float64] = shared / (many + against - shared)
        return similarity

    def _hold(self, places: Rows, sought: Hashes) -> NDArray[np.bool_]:
        """Whether a text has a shingle: a binary search in the text's own, all at once."""
        low, end = self.starts[places], self.starts[places + 1]
        high = end.copy()
        while (low < high).any():
            middle = (low + high) // 2
            less = (low < high) & (self.values[np.minimum(middle, len(self.values) - 1)] < sought)
            low, high = np.where(less, middle + 1, low), np.where(less, high, np.maximum(middle, low))
        held: NDArray[np.bool_] = (low < end) & (self.values[np.minimum(low, len(self.values) - 1)] == sought)
        return held

    def _minima(self) -> Hashes:
        """MinHash: under each of many hash functions, the least value of a text's shingles."""
        signature = np.zeros((len(self.rows), BANDS * PER_BAND), dtype=np.uint64)
        for first in range(0, len(self.rows), PART):
            last = min(first + PART, len(self.rows))
            values = self.values[self.starts[first] : self.starts[last]]
            starts = self.starts[first:last] - self.starts[first]
            for column in range(signature.shape[1]):
                hashed = _mixed(values ^ np.uint64(MIX * (column + 1) % 2**64))
                signature[first:last, column] = np.minimum.reduceat(hashed, starts)
        return signature


def _part(texts: pl.Series, first: int) -> tuple[Rows, Hashes, Rows]:
    """The rows of texts that are long enough, their shingles' hashes, and how many each has."""
    table = pl.DataFrame({"words": words(texts)}).with_row_index("row")
    table = table.filter(pl.col("words").list.len() >= SHINGLE + LEAST_SHINGLES - 1).explode("words")
    row = table["row"].to_numpy().astype(np.int64)
    if len(row) < SHINGLE:
        return row[:0], np.zeros(0, np.uint64), row[:0]
    word = table["words"].hash(seed=1).to_numpy()
    last = len(row) - SHINGLE + 1
    value = word[:last].copy()
    for step in range(1, SHINGLE):
        value = _mixed(value) + word[step : last + step]
    inside = row[:last] == row[SHINGLE - 1 :]
    found = pl.DataFrame({"row": row[:last][inside], "value": value[inside]}).unique().sort("row", "value")
    rows, sizes = np.unique(found["row"].to_numpy(), return_counts=True)
    return rows + first, found["value"].to_numpy(), sizes.astype(np.int64)


def _mixed(value: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection that spreads every bit."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
