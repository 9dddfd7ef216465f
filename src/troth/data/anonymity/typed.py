"""Which columns of a file without types hold numbers."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

_KINDS: tuple[type[pl.DataType], ...] = (pl.Int64, pl.Float64)
_CODE = r"^[+-]?0\d"


def with_numbers(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The frame with those of the columns as numbers whose cells are all numbers or empty.

    Cells such as 03012 are codes, as of postal areas, and their column stays as it is.
    """
    return frame.with_columns([_typed(frame[name]) for name in columns if frame[name].dtype == pl.String])


def _typed(column: pl.Series) -> pl.Series:
    cells = column.str.strip_chars()
    cells = cells.set(cells == "", None)
    if cells.null_count() == len(cells) or cells.str.contains(_CODE).any():
        return column
    for kind in _KINDS:
        numbers = cells.cast(kind, strict=False)
        if numbers.null_count() == cells.null_count():
            return numbers
    return column
