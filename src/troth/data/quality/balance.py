"""How many rows are of each label and of each group, and by how much labels differ between groups."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from troth.data.groups import group_names, memberships
from troth.data.quality.sheet import Sheet
from troth.measures import clopper_pearson, spread
from troth.standard import Part

MOST = 50
"""Groups of one column, and labels, beyond which no table of both is made."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of each value, most first.

    of: the column, or `label`. rows: that have any. missing: that have none. parts: each value's share of these rows,
    with intervals that hold for all of them at once. evenness: 1 where all are alike, 0 where all rows are of one
    (entropy over its largest value, Pielou 1966).
    """

    of: str
    rows: int
    missing: int
    parts: tuple[Part, ...]
    evenness: float


@dataclass(frozen=True, slots=True)
class Gap:
    """The label whose share differs most between groups of one column: by how much, with its interval.

    shares: the label's share in each group, with an interval of its own.
    """

    group: str
    label: str
    value: float
    low: float
    high: float
    shares: tuple[Part, ...]


def label_counts(sheet: Sheet, labels: pl.Series, confidence: float) -> Counts:
    """Rows of each label; of sentences, words of each tag."""
    if sheet.roles.tags:
        labels = sheet.frame[sheet.roles.tags].explode(empty_as_null=False).cast(pl.String)
    return counted("label", labels, confidence)


def group_counts(sheet: Sheet, name: str, confidence: float) -> Counts:
    """Rows of each group; a row of several groups counts in each, and shares are of all rows."""
    return counted(name, sheet.group(name), confidence)


def counted(of: str, column: pl.Series, confidence: float) -> Counts:
    """Rows of each value of a column of strings, or of lists of them."""
    several = isinstance(column.dtype, pl.List)
    flat = column.list.unique().explode(empty_as_null=False) if several else column
    found = flat.drop_nulls().rename("value").value_counts(sort=True).sort(["count", "value"], descending=[True, False])
    counts = found["count"].to_numpy().astype(np.int64)
    missing = int((column.list.len().fill_null(0) == 0).sum()) if several else column.null_count()
    rows = len(column) - missing
    low, high = clopper_pearson(counts, max(rows, 1), 1 - (1 - confidence) / max(len(counts), 1))
    parts = tuple(
        Part(name, count / rows, below, above, {"n": rows, "successes": count})
        for name, count, below, above in zip(found["value"], counts.tolist(), low.tolist(), high.tolist(), strict=True)
    )
    return Counts(of, rows, missing, parts, evenness(counts.tolist()))


def evenness(counts: Sequence[int]) -> float:
    """How evenly rows are spread, 0 to 1; 1 of a single value."""
    total = sum(counts)
    if len(counts) < 2 or not total:
        return 1.0
    shares = [count / total for count in counts if count]
    return max(0.0, -sum(share * math.log(share) for share in shares) / math.log(len(counts)))


def widest_gap(sheet: Sheet, name: str, labels: pl.Series, confidence: float) -> Gap | None:
    """The widest gap of any label's share between any two groups; None where there are not two of both."""
    column = sheet.group(name)
    groups, values = group_names([column]), labels.drop_nulls().unique().sort().to_list()
    if sheet.roles.tags or not (2 <= len(groups) <= MOST and 2 <= len(values) <= MOST):
        return None
    rows, codes = memberships(column, groups)
    told = labels.cast(pl.Enum(values)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()[rows]
    table = np.zeros((len(values), len(groups)), dtype=np.int64)
    np.add.at(table, (told[told >= 0], codes[told >= 0]), 1)
    table = table[:, table.sum(0) > 0]
    groups = tuple(
        group
        for group, there in zip(groups, np.bincount(codes[told >= 0], minlength=len(groups)), strict=True)
        if there
    )
    if len(groups) < 2:
        return None
    sizes = table.sum(0)
    label = int(np.ptp(table / sizes, axis=1).argmax())
    value, low, high = (float(x) for x in spread(table, np.broadcast_to(sizes, table.shape), confidence))
    below, above = clopper_pearson(table[label], sizes, 1 - (1 - confidence) / len(groups))
    shares = tuple(
        Part(group, hits / size, lower, upper, {"n": size, "successes": hits})
        for group, hits, size, lower, upper in zip(
            groups, table[label].tolist(), sizes.tolist(), below.tolist(), above.tolist(), strict=True
        )
    )
    return Gap(name, values[label], value, low, high, shares)
