"""From what annotators wrote to one label a row: numbers as text, suffixes off, several annotators by majority."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from troth.data.places import Places
from troth.errors import DataError
from troth.plural import counted

EMPTY = ("", "nan", "NaN", "NAN", "None", "null", "NULL")
"""Texts that stand for a missing label: what other tools write when they had none."""


@dataclass(frozen=True, slots=True)
class Settled:
    """One label a row, null where the annotators tied. annotators: most labels that any row had; 1 if it was a plain
    column."""

    labels: pl.Series
    ties: int
    annotators: int


def settle(column: pl.Series, suffix: str | None, places: Places) -> Settled:
    """Settle a label column; DataError names the first row without a label."""
    if isinstance(column.dtype, pl.List):
        return _majority(column, suffix, places)
    labels = bare(as_text(column), suffix)
    refuse_missing(labels, column.name, places)
    return Settled(labels, 0, 1)


def as_text(column: pl.Series) -> pl.Series:
    """A column as text; whole numbers without a decimal point, so that 1 and 1.0 are one label."""
    if column.dtype.is_float():
        whole = (column.fill_nan(0.0).fill_null(0.0) % 1 == 0).all() and (column.abs().max() or 0) < 2**53  # type: ignore[operator]
        column = column.fill_nan(None).cast(pl.Int64) if whole else column.fill_nan(None)
    return column.cast(pl.String)


def bare(labels: pl.Series, suffix: str | None) -> pl.Series:
    """Labels without blanks round them and without the suffix; null where nothing is left."""
    labels = labels.str.strip_chars()
    if suffix:
        labels = labels.str.strip_suffix(suffix).str.strip_chars()
    return labels.to_frame("label").select(pl.when(~pl.col("label").is_in(EMPTY)).then(pl.col("label")))["label"]


def refuse_missing(labels: pl.Series, column: str, places: Places) -> None:
    """DataError at the first row without a label."""
    missing = labels.is_null()
    if missing.any():
        raise DataError(
            f"column {column!r} has no label here, and in {missing.sum()} of {counted(len(labels), 'row')} in all",
            where=places.of(int(missing.arg_true()[0])),
            remedy="Label these rows or take them out; a row without a label can neither teach nor test.",
        )


def _majority(column: pl.Series, suffix: str | None, places: Places) -> Settled:
    """The label that more annotators chose than any other; missing votes do not count."""
    votes = pl.DataFrame({"row": pl.int_range(len(column), eager=True), "label": column}).explode("label")
    votes = votes.with_columns(bare(as_text(votes["label"]), suffix)).drop_nulls("label")
    counts = votes.group_by("row", "label").len("votes")
    best = counts.filter(pl.col("votes") == pl.col("votes").max().over("row"))
    winners = best.group_by("row").agg(pl.col("label").first(), pl.len().alias("winners"))
    rows = pl.DataFrame({"row": pl.int_range(len(column), eager=True)})
    found = rows.join(winners, on="row", how="left", maintain_order="left")
    refuse_missing(found["label"], column.name, places)
    tied = found["winners"] > 1
    labels = found.select(pl.when(~tied).then(pl.col("label")))["label"]
    return Settled(labels, int(tied.sum()), int(column.list.len().max() or 1))  # type: ignore[arg-type]
