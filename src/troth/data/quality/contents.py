"""What the rows of a sheet ask of a model, up to case, blanks and Unicode form: which rows are the same, and nearly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import polars as pl

from troth.data.content import normal
from troth.data.quality.interface import Rows
from troth.data.quality.sheet import Sheet
from troth.data.shingles import Shingles

FIGURES = 3
"""Significant figures to which numbers of a table are rounded before rows are compared for being nearly the same."""

_SEEDS = (1, 2)
"""Of two hashes of 64 bits: among a million contents two different ones share both with probability 10^-27."""


class Contents:
    """The contents of a sheet; what takes time is worked out once, when it is asked for."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        texts = sheet.texts
        self.texts = None if texts is None else normal(texts)
        self.empty = self._empty()

    @cached_property
    def keys(self) -> pl.DataFrame:
        """Two columns `a` and `b`, equal in both exactly where contents are the same; null of an empty row."""
        if self.texts is not None:
            return _hashed([self.texts], self.empty)
        return _hashed([part for name in self._features for part in _cells(self.sheet.frame[name])], self.empty)

    @cached_property
    def rounded(self) -> pl.DataFrame:
        """The same of a table's rows with rounded numbers and normalised strings."""
        cells = (_cells(self.sheet.frame[name]) for name in self._features)
        return _hashed(
            [part for numbers, texts in cells for part in (numbers.round_sig_figs(FIGURES), normal(texts))], self.empty
        )

    @cached_property
    def firsts(self) -> Rows:
        """Of each row the first one with the same content; -1 of an empty row."""
        return first_of_each(self.keys)

    @cached_property
    def distinct(self) -> Rows:
        """The first row of each content."""
        return np.flatnonzero(self.firsts == np.arange(len(self.firsts)))

    @cached_property
    def shingles(self) -> Shingles:
        """Of each distinct text, in the order of `distinct`."""
        assert self.texts is not None
        return Shingles(self.texts.gather(self.distinct))

    @property
    def _features(self) -> tuple[str, ...]:
        return self.sheet.roles.features or tuple(self.sheet.frame.columns)

    def _empty(self) -> pl.Series:
        if self.texts is not None:
            return (self.texts.is_null() | (self.texts == "")).fill_null(True)
        found = pl.Series(np.ones(len(self.sheet), dtype=bool))
        for name in self._features:
            numbers, texts = _cells(self.sheet.frame[name])
            found &= numbers.is_null() & (texts.is_null() | (texts == ""))
        return found


def first_of_each(keys: pl.DataFrame) -> Rows:
    """Of each row the first one with the same keys, -1 where they are null."""
    found = keys.with_row_index("row").select(
        pl.when(pl.col("a").is_null()).then(-1).otherwise(pl.col("row").cast(pl.Int64).min().over("a", "b"))
    )
    rows: Rows = found.to_series().to_numpy()
    return rows


def _hashed(columns: Sequence[pl.Series], empty: pl.Series) -> pl.DataFrame:
    frame = pl.DataFrame([column.alias(str(at)) for at, column in enumerate(columns)])
    a, b = (frame.hash_rows(seed=seed) for seed in _SEEDS)
    return pl.DataFrame({"a": a, "b": b, "empty": empty}).select(
        pl.when(~pl.col("empty")).then(pl.col(name)).alias(name) for name in "ab"
    )


def _cells(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """A column's cells as numbers, null where they are none, and as strings, null where they are numbers.

    So 1 and 1.0 are the same in two files whatever else their columns hold.
    """
    if isinstance(column.dtype, pl.List):
        column = column.cast(pl.List(pl.String), strict=False).list.join("\0", ignore_nulls=True)
    texts = column.cast(pl.String).str.strip_chars()
    numbers = (column if column.dtype.is_numeric() else texts).cast(pl.Float64, strict=False) + 0.0
    both = pl.DataFrame({"numbers": numbers.fill_nan(None), "texts": texts})
    both = both.with_columns(pl.when(pl.col("numbers").is_null()).then(pl.col("texts")).alias("texts"))
    return both["numbers"], both["texts"]
