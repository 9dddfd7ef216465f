"""Steps on a Parquet file, of which rows are kept and not bytes: what is undone is the same table, row for row.

The digest of such a file is that of its rows (see `rows_digest`): Parquet may pack the same rows in many ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl

from troth.data.cleaning.cleaning import Cleaning, State
from troth.data.cleaning.steps import Beside, Step
from troth.data.quality import Sheet
from troth.data.readers.parquet import MAGIC
from troth.data.rows import rows_digest
from troth.errors import DataError

ROW, DROPPED = "troth:row", "troth:dropped"
"""Columns of the file of changes: the row's number in the source, from 0, and whether it was taken out."""
ARROW = "ARROW:schema"
"""Metadata that is written anew."""


class ParquetCleaning(Cleaning):
    """Steps on one Parquet file; nothing is written."""

    def __init__(self, sheet: Sheet, path: Path, steps: Sequence[Step], beside: Beside) -> None:
        self.sheet, self.steps, self.beside, self.path = sheet, tuple(steps), beside, path
        self.raw = raw_table(path)
        if taken := {ROW, DROPPED} & set(self.raw.columns):
            raise DataError(
                f"has a column {min(taken)!r}, which the file that undoes its cleaning needs",
                where=str(path),
                remedy="Rename the column.",
            )
        self.metadata = {key: text for key, text in pl.read_parquet_metadata(path).items() if key != ARROW}
        self.before = table_digest(self.raw, path)
        self.columns = tuple(name for name, kind in self.raw.schema.items() if kind == pl.String)

    def recoded(self, state: State) -> State:
        """Parquet has text in UTF-8 alone."""
        return state

    def digest(self, state: State) -> str:
        """`sha256:<hex>` of the rows."""
        return table_digest(self.frame(state), self.path)

    def frame(self, state: State) -> pl.DataFrame:
        """The table as it is after the steps taken, in the types of the source."""
        frame = self.raw[state.rows]
        for name in self.columns:
            if name in state.sheet.frame.columns:
                now = state.sheet.frame[name]
                other = ~self.sheet.frame[name].gather(state.rows).eq_missing(now)
                if other.any():
                    frame = frame.with_columns(pl.when(other).then(now).otherwise(frame[name]).alias(name))
        return frame.drop(state.gone)

    def rows_changed(self, state: State) -> pl.DataFrame:
        """The rows of the source that are gone or others, as they were, with their numbers."""
        changed = np.zeros(len(self.raw), dtype=bool)
        changed[list(self._cells(state))] = True
        dropped = state.dropped >= 0
        rows = np.flatnonzero(changed | dropped | bool(state.gone))
        return self.raw[rows].with_columns(pl.Series(ROW, rows), pl.Series(DROPPED, dropped[rows]))

    def write(self, state: State, target: IO[bytes], changes: IO[bytes]) -> None:
        """Write both tables; what the file's metadata said, such as names of classes, stays."""
        write_table(self.frame(state), target, self.metadata)
        write_table(self.rows_changed(state), changes, self.metadata)


def write_table(frame: pl.DataFrame, file: IO[bytes], metadata: dict[str, str]) -> None:
    """Write a table with the metadata of another."""
    if metadata:
        frame.write_parquet(file, metadata=metadata)
    else:
        frame.write_parquet(file)


def raw_table(path: Path) -> pl.DataFrame:
    """A Parquet file in its own types; DataError where it is none, or is compressed as a whole."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise DataError("is compressed as a whole", where=str(path), remedy="Unpack it; Parquet packs its columns.")
    try:
        return pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise DataError("is not a whole Parquet file", where=str(path), remedy="Fetch or make it again.") from error


def table_digest(frame: pl.DataFrame, path: Path) -> str:
    """`sha256:<hex>` of a table's rows and the names of its columns; floats by their bits."""
    try:
        told = pl.DataFrame([_told(column) for column in frame.get_columns()])
        return rows_digest(told, told.columns)
    except (pl.exceptions.PolarsError, TypeError, ValueError) as error:
        raise DataError(
            f"has a column whose cells cannot be told: {str(error).splitlines()[0][:120]}",
            where=str(path),
            remedy="Leave the column out, or save the table as jsonl.",
        ) from error


def _told(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if kind.is_float():
        bits = pl.Series(column.name, column.cast(pl.Float64).fill_null(0.0).to_numpy().view(np.int64))
        return bits.zip_with(column.is_not_null(), pl.Series([None], dtype=pl.Int64))
    if kind == pl.Duration:
        return column.to_physical()
    if kind.is_integer() or kind in (pl.String, pl.Boolean) or kind.is_nested():
        return column
    return column.cast(pl.String)


def restored_table(new: pl.DataFrame, changes: pl.DataFrame, count: int) -> pl.DataFrame:
    """The source's table, of the cleaned one and the rows that were changed. count: rows of the source."""
    rows, dropped = changes[ROW].to_numpy(), changes[DROPPED].to_numpy()
    columns = [name for name in changes.columns if name not in (ROW, DROPPED)]
    if changes[DROPPED].dtype != pl.Boolean or count != len(new) + int(changes[DROPPED].sum()):
        raise DataError("the changes are not of this file", remedy="Keep file, log and changes together.")
    left = np.setdiff1d(np.arange(count), rows[dropped])
    if len(left) != len(new) or len(np.unique(rows)) != len(rows) or (len(rows) and rows.max() >= count):
        raise DataError("the changes are not of this file", remedy="Keep file, log and changes together.")
    kept = new.with_columns(pl.Series(ROW, left)).filter(~pl.Series(np.isin(left, rows)))
    whole = changes.drop(DROPPED) if not len(kept) else pl.concat([kept.select([*columns, ROW]), changes.drop(DROPPED)])
    return whole.sort(ROW).drop(ROW)
