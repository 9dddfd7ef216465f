"""Which groups a row belongs to: one value, a list of them, or a list from each annotator."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.labels import as_text

NOBODY = ("", "None", "none", "NONE", "nan", "NaN", "null", "NULL", "N/A", "无")
"""What annotators write into a list where a row is about no group. In a plain column `none` is a value like any other
(a religion, say); what means "no value" there, `format.missing` says."""


def settle_groups(column: pl.Series) -> pl.Series:
    """A group column as strings, or as lists of strings; null or empty where a row belongs to none.

    Of several annotators' lists, a group counts when more than half of the annotators named it.
    """
    if not isinstance(column.dtype, pl.List):
        return _filled(_text(column).str.strip_chars()).alias(column.name)
    if isinstance(column.dtype.inner, pl.List):
        return _agreed(column)
    rows = pl.DataFrame({"row": pl.int_range(len(column), eager=True), "group": column}).explode("group")
    return _listed(rows.with_columns(_known(as_text(rows["group"]))), column)


def group_names(columns: Sequence[pl.Series]) -> tuple[str, ...]:
    """Every group that any of these settled columns names, sorted: a split without one of them still has to say so."""
    named = [_flat(column).unique() for column in columns]
    return tuple(pl.concat(named).drop_nulls().unique().sort().to_list()) if named else ()


def memberships(column: pl.Series, names: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and code (into `names`) of every membership of a settled column, rows ascending."""
    codes = pl.Enum(names)
    if not isinstance(column.dtype, pl.List):
        known = column.cast(codes).to_physical()
        rows = known.is_not_null().arg_true().to_numpy().astype(np.int64)
        return rows, known.drop_nulls().to_numpy().astype(np.int64)
    sizes = column.list.len().fill_null(0).to_numpy()
    rows = np.repeat(np.arange(len(column), dtype=np.int64), sizes)
    return rows, _flat(column).drop_nulls().cast(codes).to_physical().to_numpy().astype(np.int64)


def _flat(column: pl.Series) -> pl.Series:
    return column.explode(empty_as_null=False) if isinstance(column.dtype, pl.List) else column


def _text(column: pl.Series) -> pl.Series:
    """A column as text, number by number: 1.0 is `1` whatever else the column holds, so that splits agree."""
    if not column.dtype.is_float():
        return column.cast(pl.String)
    number = pl.col("number").fill_nan(None)
    whole = (number % 1 == 0) & (number.abs() < 2**53)
    text = pl.when(whole).then(number.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(number.cast(pl.String))
    return column.to_frame("number").select(text.alias(column.name))[column.name]


def _filled(names: pl.Series) -> pl.Series:
    return names.to_frame("group").select(pl.when(pl.col("group") != "").then(pl.col("group")))["group"]


def _known(names: pl.Series) -> pl.Series:
    return names.to_frame("group").select(pl.when(~pl.col("group").is_in(NOBODY)).then(pl.col("group")))["group"]


def _agreed(column: pl.Series) -> pl.Series:
    votes = pl.DataFrame({"row": pl.int_range(len(column), eager=True), "list": column}).explode("list")
    votes = votes.with_row_index("annotator").explode("list").rename({"list": "group"})
    votes = votes.with_columns(_known(as_text(votes["group"]))).unique()
    annotators = column.list.len().alias("annotators").to_frame().with_row_index("row").cast(pl.Int64)
    counts = votes.drop_nulls("group").group_by("row", "group").len("votes").join(annotators, on="row")
    return _listed(counts.filter(pl.col("votes") * 2 > pl.col("annotators")), column)


def _listed(rows: pl.DataFrame, column: pl.Series) -> pl.Series:
    """One sorted list of groups for each row of `column`."""
    gathered = rows.drop_nulls("group").group_by("row").agg(pl.col("group").unique().sort())
    every = pl.DataFrame({"row": pl.int_range(len(column), eager=True)})
    joined = every.join(gathered, on="row", how="left", maintain_order="left")
    return joined["group"].fill_null(pl.lit([], dtype=pl.List(pl.String))).alias(column.name)
