"""Columns that nearly say the label: filled in after the decision, or a copy of it, and so no feature to learn from.

Looked for in three ways: in how many rows a value, or that there is none, goes with one label; whether a column that is
only filled for some rows is filled for those of a rare label; and how well a number ranks two labels. What is found is
only likely to be a fault: a column that is truly known beforehand may be as good.

S. Kaufman, S. Rosset, C. Perlich and O. Stitelman (2012), Leakage in data mining: formulation, detection, and
avoidance, ACM Transactions on Knowledge Discovery from Data 6:15.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from troth.standard import Telltale

ROWS = 50_000
"""Rows looked at, evenly over the file."""

LEAST = 50
"""Rows below which anything may look like the label."""

SAVED = 0.75
"""Share of the errors of always saying the commonest label that a column's values save, from which it says the label.
The closest honest columns of Adult and COMPAS save a quarter; those written after the arrest save 0.76 and more."""

SURE, SHARE = 0.85, 0.05
"""How much of a rare label's uncertainty a flag may take away, where it is set in so many rows at least."""

RANKED = 0.98
"""Area under the ROC curve from which a number ranks two labels as the label itself would."""


def telltales(frame: pl.DataFrame, label: str, columns: Sequence[str]) -> tuple[Telltale, ...]:
    """Those of the columns that nearly say the label, with how."""
    sample = frame.gather_every(-(-frame.height // ROWS) or 1).drop_nulls(label)
    if sample.height < LEAST or not _plain(sample[label]):
        return ()
    truth = sample[label].cast(pl.String).alias("label")
    found = ((column, _why(sample[column], truth)) for column in columns if _plain(sample[column]))
    return tuple(Telltale(column, why) for column, why in found if why)


def _plain(column: pl.Series) -> bool:
    """Whether its values can be written as text: lists (as of several annotators), bytes and time spans cannot."""
    return not column.dtype.is_nested() and column.dtype not in (pl.Binary, pl.Object, pl.Duration)


def _why(column: pl.Series, truth: pl.Series) -> str | None:
    text = column.cast(pl.String).alias("value")
    there = text.is_not_null().cast(pl.String).alias("value")
    saved = max(_saved(text, truth), _saved(there, truth))
    if saved >= SAVED:
        return f"saves {saved:.0%} of the errors of always saying the commonest label"
    for name, flag in (("is filled", there), ("has one of its two values", text)):
        sure = _sure(flag, truth)
        if sure:
            return f"where it {name}, the label is {sure[0]} in {sure[1]:.0%} of rows, and in {sure[2]:.0%} of all"
    area = _area(column, truth)
    return f"ranks the labels almost without error (AUC {area:.3f})" if area and area >= RANKED else None


def _saved(values: pl.Series, truth: pl.Series) -> float:
    """Of the errors of the commonest label, the share saved by each value's own commonest; one seen once saves none."""
    most = pl.DataFrame([values, truth]).group_by("value", "label").len().group_by("value").agg(pl.col("len").max())
    commonest = int(truth.value_counts()["count"].max())  # type: ignore[arg-type]
    right = int((most["len"] - 1).sum())
    return (right - commonest) / max(len(truth) - commonest, 1)


def _sure(flag: pl.Series, truth: pl.Series) -> tuple[str, float, float] | None:
    """Of a flag of two values: the label that is not the commonest and nearly sure with one of them, how sure, and its
    share of all rows."""
    if flag.n_unique() != 2:
        return None
    counts = pl.DataFrame([flag, truth]).group_by("value", "label").len()
    rows = counts.with_columns(pl.col("len").sum().over("value").alias("rows"))
    for label, count, held in rows.sort("len", descending=True).select("label", "len", "rows").iter_rows():
        overall, own = float((truth == label).sum()) / len(truth), count / held
        enough = held >= max(SHARE * len(truth), LEAST)
        if enough and overall < 0.5 and 1 - own <= (1 - SURE) * (1 - overall):
            return str(label), own, overall
    return None


def _area(column: pl.Series, truth: pl.Series) -> float | None:
    """How well numbers rank the two labels, 0.5 to 1; None for other columns and labels."""
    numbers = column.cast(pl.Float64, strict=False)
    there = numbers.is_not_null() & numbers.is_not_nan()
    labels = sorted(truth.unique().to_list())
    if len(labels) != 2 or numbers.null_count() > column.null_count() or int(there.sum()) < len(truth) / 2:
        return None
    ranks, positive = numbers.filter(there).rank("average"), truth.filter(there) == labels[1]
    many, others = int(positive.sum()), int((~positive).sum())
    if not many or not others:
        return None
    area = (float(ranks.filter(positive).sum()) - many * (many + 1) / 2) / (many * others)
    return max(area, 1 - area)
