"""Which groups a row belongs to: one value, a list of them, or a list from each annotator."""

from __future__ import annotations

import polars as pl

from troth.data.labels import as_text

NOBODY = ("", "None", "none", "NONE", "nan", "NaN", "null", "NULL", "N/A", "无")
"""What is written where a row is about no group."""


def settle_groups(column: pl.Series) -> pl.Series:
    """A group column as strings, or as lists of strings; null or empty where a row belongs to none.

    Of several annotators' lists, a group counts when more than half of the annotators named it.
    """
    if not isinstance(column.dtype, pl.List):
        return _known(as_text(column).str.strip_chars()).alias(column.name)
    if isinstance(column.dtype.inner, pl.List):
        return _agreed(column)
    rows = pl.DataFrame({"row": pl.int_range(len(column), eager=True), "group": column}).explode("group")
    return _listed(rows.with_columns(_known(as_text(rows["group"]))), column)


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
