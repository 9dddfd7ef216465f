"""The rows of a table of answers, put in the order of the inputs: by their numbers, or by the inputs' own ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError

if TYPE_CHECKING:
    import polars as pl

Order = NDArray[np.int64]


def by_number(numbers: pl.Series) -> Order | None:
    """The rows by a column that numbers them 0 … n−1, or 1 … n; None where it does not, each once."""
    import polars as pl

    if not (numbers.dtype.is_numeric() or numbers.dtype == pl.String):
        return None
    whole = numbers.cast(pl.Int64, strict=False)
    if numbers.dtype.is_float() and not bool((numbers % 1 == 0).all()):
        return None
    if whole.null_count() or whole.min() not in (0, 1):
        return None
    order = whole.arg_sort().to_numpy().astype(np.int64)
    steps = np.diff(whole.to_numpy()[order])
    return order if (steps == 1).all() else None


def by_id(column: pl.Series, ids: Sequence[str | None], sizes: Sequence[int], where: str) -> Order:
    """The rows by the ids of the inputs, each of which has as many answers as `sizes` says, in the file's order.

    Rows of other ids are left out. ModelError names the first id that has no, too few or too many answers.
    """
    import polars as pl

    wanted = pl.DataFrame({"id": ids, "place": range(len(ids)), "size": sizes}, schema_overrides={"id": pl.String})
    doubtful = wanted.filter(pl.col("id").is_null() | pl.col("id").is_duplicated())
    if doubtful.height:
        which = "none" if doubtful["id"][0] is None else f"the same, {doubtful['id'][0]!r}"
        raise ModelError(
            f"the answers name their {column.name!r}, but {doubtful.height} rows of the data have {which}",
            where=where,
            remedy="Give every row of the data its own, or leave the column out of the answers and keep the order.",
        )
    rows = pl.DataFrame({"id": as_text(column), "row": range(len(column))}, schema_overrides={"id": pl.String})
    counts = wanted.join(rows.group_by("id").len("found"), on="id", how="left", maintain_order="left")
    wrong = counts.with_columns(pl.col("found").fill_null(0)).filter(pl.col("found") != pl.col("size"))
    if wrong.height:
        first = wrong.row(0, named=True)
        more = f", and {wrong.height - 1:,} more are as wrong" if wrong.height > 1 else ""
        given = f"{first['found']} answers" if first["found"] > 1 else "one answer" if first["found"] else "no answer"
        takes = f", which takes {first['size']}" if first["found"] or first["size"] > 1 else ""
        raise ModelError(
            f"{given} for {column.name} {first['id']!r}{takes}{more}",
            where=where,
            remedy=f"Store the answers of every row of the split (for token tasks, of every word) with its "
            f"{column.name!r}; or leave that column out, and keep the order.",
        )
    return rows.join(wanted, on="id").sort("place", "row")["row"].to_numpy().astype(np.int64)


def as_text(column: pl.Series) -> pl.Series:
    """A column as text; whole numbers that a missing one made fractions of are written as whole."""
    import polars as pl

    if column.dtype.is_nested() or column.dtype in (pl.Binary, pl.Object):
        return pl.Series(column.name, [None if value is None else str(value) for value in column], pl.String)
    filled = column.drop_nulls().drop_nans() if column.dtype.is_float() else column
    whole = column.dtype.is_float() and bool((filled % 1 == 0).all())
    return (column.fill_nan(None).cast(pl.Int64) if whole else column).cast(pl.String)
