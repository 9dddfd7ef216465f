"""Texts that are nearly the same: candidates by MinHash, those that agree enough confirmed from their whole sets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.shingles import BANDS, Shingles

NEAR = 0.8
"""Jaccard similarity of shingles from which two texts count as nearly the same (Lee et al. 2022, section 4.2)."""

CANDIDATES = 20
"""Rows looked at in one bucket: a bucket of thousands is a template, and the first of it shows it."""

AGREEING = 13
"""Of the 24 places of two signatures: a pair at the threshold agrees in fewer with probability 0.001."""

TRIED = 4
"""Candidates of one row whose shingles are compared one by one, those first whose signatures agree most."""

PAIRS = 2_000_000
"""Pairs looked at together."""


def near_copies(left: pl.Series, right: pl.Series) -> list[tuple[int, int]]:
    """Rows of `right` that are nearly the same as a row of `left`, each with one such row; both normalised texts."""
    return near_between(Shingles(left), Shingles(right))


def near_between(left: Shingles, right: Shingles) -> list[tuple[int, int]]:
    """As `near_copies`, of texts that are cut into shingles already."""
    return _confirmed(left, right, _candidates(left, right))


def near_repeats(texts: Shingles) -> list[tuple[int, int]]:
    """Texts that are nearly the same as an earlier one, each with one such; no two of them are the same."""
    return _confirmed(texts, texts, _candidates(texts, texts, earlier=True))


def _candidates(one: Shingles, other: Shingles, *, earlier: bool = False) -> pl.DataFrame:
    """Pairs of places that share a band and agree enough: `left`, `right`, `agreeing`; best first for each `right`."""
    found = [pl.DataFrame(schema={"left": pl.Int64, "right": pl.Int64, "agreeing": pl.Int64})]
    found += [
        _promising(one, other, pairs)
        for band in range(BANDS)
        for pairs in _sharing(one.band(band), other.band(band), earlier=earlier)
    ]
    return pl.concat(found).unique().sort("right", "agreeing", "left", descending=[False, True, False])


def _sharing(left: pl.DataFrame, right: pl.DataFrame, *, earlier: bool) -> Iterator[pl.DataFrame]:
    """Pairs of places that share a bucket, some at a time; of a crowded bucket only the first few of `left`."""
    if earlier:  # most buckets have one text, which is near no other
        left = right = left.filter(pl.col("bucket").is_duplicated())
    few = left.filter(pl.int_range(pl.len()).over("bucket") < CANDIDATES)
    joined = few.lazy().join(right.lazy(), on="bucket", suffix="_right")
    if earlier:
        joined = joined.filter(pl.col("place") < pl.col("place_right"))
    pairs = joined.select(pl.col("place").alias("left"), pl.col("place_right").alias("right")).collect()
    return pairs.iter_slices(PAIRS)


def _promising(one: Shingles, other: Shingles, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs whose signatures agree in enough places, with the number of places."""
    agreeing = one.agreeing(pairs["left"].to_numpy(), other, pairs["right"].to_numpy())
    return pairs.with_columns(pl.Series("agreeing", agreeing)).filter(pl.col("agreeing") >= AGREEING)


def _confirmed(one: Shingles, other: Shingles, candidates: pl.DataFrame) -> list[tuple[int, int]]:
    """Of each row on the right the first candidate that is near enough."""
    right, left = (candidates[name].to_numpy() for name in ("right", "left"))
    rank = candidates.select(pl.int_range(pl.len()).over("right")).to_series().to_numpy()
    found: NDArray[np.int64] = np.full(len(other.rows), -1, dtype=np.int64)
    for round_ in range(TRIED):
        here = np.flatnonzero((rank == round_) & (found[right] < 0)) if len(right) else right
        for start in range(0, len(here), PAIRS // 10):
            some = here[start : start + PAIRS // 10]
            near = one.jaccard(left[some], other, right[some]) >= NEAR
            found[right[some[near]]] = left[some[near]]
    places = np.flatnonzero(found >= 0)
    return list(zip(other.rows[places].tolist(), one.rows[found[places]].tolist(), strict=True))
