"""Equivalence classes: the rows of a table that look alike in chosen columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from troth.errors import DataError

Codes = npt.NDArray[np.int64]


def codes_of(column: pl.Series) -> Codes:
    """Each cell's value as a number from 0, a missing one as a value of its own; NaN counts as missing."""
    column = column.fill_nan(None) if column.dtype.is_float() else column
    return column.rank("dense").fill_null(0).to_numpy().astype(np.int64)


def joined(columns: Sequence[Codes], rows: int) -> Codes:
    """The class of each row, from 0: rows with the same codes in all columns share one. Without columns all do."""
    found: Codes = np.zeros(rows, dtype=np.int64)
    for codes in columns:
        width = int(codes.max()) + 1 if rows else 1
        # Numbered anew after each column, so that no product of widths outgrows 64 bits.
        found = np.unique(found * width + codes, return_inverse=True)[1].astype(np.int64)
    return found


def classes_of(frame: pl.DataFrame, columns: Sequence[str]) -> Codes:
    """The class of each row under these columns; raises DataError where one is not there, or there is no row."""
    there(frame, columns)
    if not columns:
        raise DataError("no quasi-identifier is named", remedy=f"The columns are: {', '.join(frame.columns[:20])}.")
    return joined([codes_of(frame[name]) for name in columns], frame.height)


def there(frame: pl.DataFrame, columns: Sequence[str], *, nested: bool = False) -> None:
    """Raise DataError for a frame without rows, a column it does not have, or one that is named twice.

    nested: whether a column may hold lists or records; else these are refused too.
    """
    if not frame.height:
        raise DataError("has no rows", remedy="Name a table that has some.")
    for place, name in enumerate(columns):
        if name not in frame.columns:
            known = ", ".join(frame.columns[:20])
            raise DataError(f"there is no column {name!r}", remedy=f"The columns are: {known}.")
        if name in columns[:place]:
            raise DataError(f"the column {name!r} is named twice", remedy="Name it once.")
        if frame[name].dtype.is_nested() and not nested:
            raise DataError(f"the column {name!r} holds {frame[name].dtype}", remedy="Turn it into text first.")
