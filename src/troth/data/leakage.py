"""Rows of one split that also stand in another, exactly or nearly, and rows of one content with different labels.

Near copies are found by MinHash over shingles of three words, bucketed by bands (Broder 1997; Indyk and Motwani 1998),
those whose whole signatures agree enough are confirmed by the Jaccard similarity of all their shingles.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.content import contents, words
from troth.data.interface import Finding, Severity
from troth.data.roles import Part

SHINGLE = 3
LEAST_SHINGLES = 4
"""Texts of fewer than six words are alike by chance, so only exact copies of them count."""

NEAR = 0.8
"""Jaccard similarity of shingles from which two texts count as nearly the same (Lee et al. 2022, section 4.2)."""

BANDS, PER_BAND = 8, 3
"""Pairs at the threshold are missed with probability (1 - 0.8^3)^8 = 0.003."""

CANDIDATES = 20
"""Rows looked at in one bucket: a bucket of thousands is a template, and the first of it shows it."""

AGREEING = 13
"""Of the 24 places of two signatures: a pair at the threshold agrees in fewer with probability 0.001."""

TRIED = 4
"""Candidates of one row whose shingles are compared one by one, those first whose signatures agree most."""

EXAMPLES = 5
MIX = 0x9E3779B97F4A7C15


def leakage(parts: Sequence[Part]) -> list[Finding]:
    """Findings on copies between the splits, and within the training split."""
    keyed = [contents(part.frame, part.roles) for part in parts]
    findings = _within(parts[0], keyed[0])
    for later in range(1, len(parts)):
        for earlier in range(later):
            findings += _between(parts[earlier], keyed[earlier], parts[later], keyed[later])
    return findings


def copies_in(known: pl.Series, texts: pl.Series) -> NDArray[np.int64]:
    """Which texts stand among those that are known, or nearly; both normalised."""
    exact = [row for row, _ in _first_rows(known, texts)]
    near = [row for row, _ in near_copies(known, texts)]
    return np.unique(np.array([*exact, *near], np.int64))


def _between(left: Part, left_keys: pl.Series, right: Part, right_keys: pl.Series) -> list[Finding]:
    copies = _first_rows(left_keys, right_keys)
    findings = _finding(left, right, copies, "also stand in")
    if right.roles.text or right.roles.tokens:
        rest = np.setdiff1d(np.arange(len(right_keys)), [row for row, _ in copies])
        near = near_copies(left_keys, right_keys.gather(rest))
        findings += _finding(left, right, [(int(rest[row]), other) for row, other in near], "nearly stand in")
    return findings


def _first_rows(left: pl.Series, right: pl.Series) -> list[tuple[int, int]]:
    """Rows of `right` that are in `left`, each with the first such row there."""
    first = pl.DataFrame({"key": left}).with_row_index("left").unique("key", keep="first")
    found = pl.DataFrame({"key": right}).with_row_index("right").join(first, on="key").sort("right")
    return list(zip(found["right"].to_list(), found["left"].to_list(), strict=True))


def _finding(left: Part, right: Part, pairs: list[tuple[int, int]], how: str) -> list[Finding]:
    if not pairs:
        return []
    share = len(pairs) / right.frame.height
    what = f"rows of the {right.name} split {how} the {left.name} split ({share:.1%} of its rows)"
    examples = tuple(f"{right.places.of(row)} = {left.places.of(other)}" for row, other in pairs[:EXAMPLES])
    return [Finding(_gravity(left, right, pairs), what, len(pairs), examples, right.name)]


def _gravity(left: Part, right: Part, pairs: Sequence[tuple[int, int]]) -> Severity:
    """A table's rows that are alike and have ids of their own are not the same row: few columns make many alike."""
    if not (_is_table(right) and left.roles.id and right.roles.id):
        return "warning"
    copied = right.frame[right.roles.id].cast(pl.String).gather([row for row, _ in pairs])
    known = copied.is_null() | copied.is_in(left.frame[left.roles.id].cast(pl.String).drop_nulls().implode())
    return "warning" if known.any() else "note"


def _is_table(part: Part) -> bool:
    return not (part.roles.text or part.roles.tokens)


def _within(train: Part, keys: pl.Series) -> list[Finding]:
    """Copies within the training split, and those among them that contradict each other."""
    labels = train.frame[train.roles.tags or train.roles.label or ""]
    if labels.dtype == pl.List:
        labels = labels.list.join(" ")
    rows = pl.DataFrame({"key": keys, "label": labels}).with_row_index("row")
    copies = rows.filter(pl.len().over("key") > 1)
    if copies.is_empty():
        return []
    again = copies.height - copies["key"].n_unique()
    findings = [Finding("note", "rows of the train split are copies of an earlier one", again, split=train.name)]
    torn = copies.group_by("key").agg(pl.col("label").n_unique(), pl.len(), pl.col("row").sort().head(2))
    torn = torn.filter(pl.col("label") > 1).sort(pl.col("row").list.first())
    if torn.height:
        pairs = torn["row"].head(EXAMPLES).to_list()
        examples = tuple(" / ".join(train.places.of(row) for row in pair) for pair in pairs)
        what = (
            f"rows of the train split have the same content as another and a different label ({torn.height} contents)"
        )
        # Two cases alike in all features may end otherwise; two people who read one text differ on its label.
        gravity: Severity = "note" if _is_table(train) else "warning"
        findings.append(Finding(gravity, what, int(torn["len"].sum()), examples, train.name))
    return findings


def near_copies(left: pl.Series, right: pl.Series) -> list[tuple[int, int]]:
    """Rows of `right` that are nearly the same as a row of `left`, each with one such row; both normalised texts."""
    one, other = _Shingles(left), _Shingles(right)
    if not len(one.rows) or not len(other.rows):
        return []
    pairs = pl.concat([_promising(one, other, _pairs(one.band(band), other.band(band))) for band in range(BANDS)])
    best = (
        pairs.unique().sort("right", "agreeing", "left", descending=[False, True, False]).group_by("right").head(TRIED)
    )
    found: dict[int, int] = {}
    for a, b in zip(best["left"].to_list(), best["right"].to_list(), strict=True):
        if b not in found and _jaccard(one.of(a), other.of(b)) >= NEAR:
            found[b] = a
    return sorted((int(other.rows[b]), int(one.rows[a])) for b, a in found.items())


def _promising(one: _Shingles, other: _Shingles, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs whose signatures agree in enough places, with the number of places."""
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    agreeing = np.zeros(len(left), dtype=np.int64)
    for column in range(BANDS * PER_BAND):
        agreeing += one.signature[left, column] == other.signature[right, column]
    return pairs.with_columns(pl.Series("agreeing", agreeing)).filter(pl.col("agreeing") >= AGREEING)


class _Shingles:
    """The shingle hashes of each text long enough, end to end, with the MinHash signature of each text.

    rows: which texts those are. values: uint64, sorted and distinct within a text. starts: where each text's begin.
    """

    def __init__(self, texts: pl.Series) -> None:
        table = pl.DataFrame({"words": words(texts)}).with_row_index("row")
        table = table.filter(pl.col("words").list.len() >= SHINGLE + LEAST_SHINGLES - 1).explode("words")
        row = table["row"].to_numpy().astype(np.int64)
        word = table["words"].hash(seed=1).to_numpy() if len(row) else np.zeros(0, dtype=np.uint64)
        if len(row) < SHINGLE:
            self.rows, self.values, self.starts = row[:0], word[:0], np.zeros(1, dtype=np.int64)
        else:
            self._roll(row, word)
        self.signature = self._minima()

    def of(self, place: int) -> NDArray[np.uint64]:
        """The shingles of one text."""
        return self.values[self.starts[place] : self.starts[place + 1]]

    def band(self, number: int) -> pl.DataFrame:
        """Each text's bucket in one band."""
        bucket = np.zeros(len(self.rows), dtype=np.uint64)
        for column in range(number * PER_BAND, (number + 1) * PER_BAND):
            bucket = _mixed(bucket ^ self.signature[:, column])
        return pl.DataFrame({"bucket": bucket, "place": np.arange(len(self.rows), dtype=np.int64)})

    def _roll(self, row: NDArray[np.int64], word: NDArray[np.uint64]) -> None:
        """Hash every run of SHINGLE words of one text."""
        last = len(row) - SHINGLE + 1
        value = word[:last].copy()
        for step in range(1, SHINGLE):
            value = _mixed(value) + word[step : last + step]
        inside = row[:last] == row[SHINGLE - 1 :]
        found = pl.DataFrame({"row": row[:last][inside], "value": value[inside]}).unique().sort("row", "value")
        self.values = found["value"].to_numpy()
        self.rows, starts = np.unique(found["row"].to_numpy(), return_index=True)
        self.starts = np.append(starts, len(self.values))

    def _minima(self) -> NDArray[np.uint64]:
        """MinHash: under each of many hash functions, the least value of a text's shingles."""
        signature = np.zeros((len(self.rows), BANDS * PER_BAND), dtype=np.uint64)
        for column in range(signature.shape[1] if len(self.rows) else 0):
            hashed = _mixed(self.values ^ np.uint64(MIX * (column + 1) % 2**64))
            signature[:, column] = np.minimum.reduceat(hashed, self.starts[:-1])
        return signature


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection that spreads every bit."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def _pairs(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Places that share a bucket; of a crowded bucket only the first few of `left`."""
    few = left.filter(pl.int_range(pl.len()).over("bucket") < CANDIDATES)
    joined = few.join(right, on="bucket", suffix="_right")
    return joined.select(pl.col("place").alias("left"), pl.col("place_right").alias("right"))


def _jaccard(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)
