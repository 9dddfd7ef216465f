"""Values far from all others: lengths of texts, and numbers of a table.

How far is the modified z-score: the distance from the median over 1.4826 times the median absolute deviation, so that
the outliers themselves do not widen the measure (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993, who
take 3.5 for the limit). Lengths are taken by their logarithm, as they are many times longer and never shorter than 0.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.quality.interface import Listing, Rows
from troth.data.quality.sheet import Sheet

LIMIT = 5.0
"""Beyond 3.5 lies one in two thousand of normal values, but one in fifty of such as have long tails."""
SCALE = 1.4826
"""By which the median absolute deviation estimates the standard deviation of normal values."""
MOST = 0.01
"""Share of a column's cells that may be far out: where more are, that is how the column is, and none is an outlier."""


def far_out(values: NDArray[np.float64]) -> tuple[Rows, NDArray[np.float64]]:
    """Places of values that are far from the others, farthest first, with their scores; NaN is passed over."""
    known = values[np.isfinite(values)]
    if not len(known):
        return np.zeros(0, np.int64), np.zeros(0)
    middle = np.median(known)
    spread = SCALE * np.median(np.abs(known - middle))
    if not spread:  # more than half are the same
        return np.zeros(0, np.int64), np.zeros(0)
    scores = np.abs(values - middle) / spread
    places = np.flatnonzero(np.isfinite(values) & (scores > LIMIT))
    if len(places) > MOST * len(known):
        return np.zeros(0, np.int64), np.zeros(0)
    order = places[np.argsort(-scores[places], kind="stable")]
    return order, scores[order]


def outliers(sheet: Sheet, sizes: NDArray[np.int64] | None) -> list[Listing]:
    """Texts of odd length, or a table's cells far from the others of their column."""
    if sizes is not None:
        logarithms = np.where(sizes > 0, np.log(np.maximum(sizes, 1).astype(float)), np.nan)
        rows, scores = far_out(logarithms)
        return [Listing("outliers", sheet.name, "length", rows, sheet.places, scores=scores)] if len(rows) else []
    found = []
    for name in sheet.roles.features:
        column = sheet.frame[name]
        if column.dtype.is_nested() or (column.dtype == pl.Float64 and column.is_nan().all()):
            continue
        numbers = (column if column.dtype.is_numeric() else column.str.strip_chars()).cast(pl.Float64, strict=False)
        rows, scores = far_out(numbers.fill_null(float("nan")).to_numpy())
        if len(rows):
            found.append(Listing("outliers", sheet.name, name, rows, sheet.places, scores=scores))
    return found
