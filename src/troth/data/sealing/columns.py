"""Columns of a table, sealed cell by cell, so that the rest of it can be worked with.

The key of the columns is a small document. It is kept beside the table in a sealed file of its own, so that the
recipients of a table are changed as those of any sealed file, and its cells stay as they are.

>>> table = pl.DataFrame({"id": [1, 2], "name": ["Ada", None], "age": [36, 41]})
>>> sealed, key = seal_columns(table, ["name"], row_id="id")
>>> sealed["name"][0][:9], sealed["age"].to_list()
('sealed:1:', [36, 41])
>>> open_columns(sealed.reverse(), key)["name"].to_list()
[None, 'Ada']
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from troth.data.sealing.cells import PREFIX, open_cells, seal_cells
from troth.data.sealing.envelope import KEY, derive
from troth.errors import DataError

FORMAT = 1
_INFO = b"troth sealed column 1\0"
_NUMBERS = (
    pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64, pl.Float32, pl.Float64
)  # fmt: skip
TYPES: dict[str, pl.DataType] = {str(each()): each() for each in (pl.String, pl.Boolean, *_NUMBERS)}
"""Types of columns that are sealed and come back as they were, by name."""

Place = Callable[[int], str]
"""Where a row is, by its number from 0: `file:line`, for instance."""


def numbered(row: int) -> str:
    """The place of a row of which nothing is known but its number."""
    return f"row {row + 1}"


@dataclass(frozen=True, slots=True)
class ColumnKey:
    """What opens the sealed columns of one table.

    table: 16 random bytes, hexadecimal. row_id: the column whose values tell the rows, None where their order does.
    columns: the sealed ones, with the types they had.
    """

    table: str
    row_id: str | None
    columns: Mapping[str, str]
    secret: bytes = field(repr=False)

    def of(self, column: str) -> bytes:
        """The key of one column."""
        return derive(self.secret, bytes.fromhex(self.table), _INFO + column.encode())

    def to_bytes(self) -> bytes:
        """The key as a JSON document, format 1: secret, to be sealed before it is written."""
        document = {
            "sealed columns": FORMAT,
            "table": self.table,
            "row_id": self.row_id,
            "columns": dict(self.columns),
            "secret": base64.b64encode(self.secret).decode(),
        }
        return json.dumps(document, ensure_ascii=False).encode()

    @classmethod
    def of_bytes(cls, content: bytes) -> ColumnKey:
        """Read what `to_bytes` wrote; raises DataError for anything else."""
        try:
            document = json.loads(content)
            return cls._of(document)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise DataError(
                "holds no key of sealed columns", remedy="Name the file that was written beside the table."
            ) from None

    @classmethod
    def _of(cls, document: Any) -> ColumnKey:
        number, columns, row_id = document["sealed columns"], document["columns"], document["row_id"]
        secret, table = base64.b64decode(document["secret"], validate=True), bytes.fromhex(document["table"])
        known = all(isinstance(name, str) and kind in TYPES for name, kind in columns.items())
        if number != FORMAT or len(secret) != KEY or not known or not isinstance(row_id, str | None):
            raise ValueError(number)
        return cls(table.hex(), row_id, columns, secret)


def seal_columns(
    frame: pl.DataFrame, columns: Sequence[str], *, row_id: str | None = None
) -> tuple[pl.DataFrame, ColumnKey]:
    """The frame with these columns sealed, and the key that opens them.

    row_id: a column whose values are there once each; a cell then opens in the row of its id alone, wherever that
    stands. Without one it opens in its place alone, counted from the first row. Raises DataError for a column that is
    not there, is sealed already or holds neither text nor numbers, and for ids that are missing or not unique.
    """
    _check(frame, columns, row_id)
    kinds = {name: str(frame[name].dtype) for name in columns}
    key = ColumnKey(os.urandom(16).hex(), row_id, kinds, os.urandom(KEY))
    rows = _rows(frame, row_id)
    sealed = [pl.Series(name, seal_cells(_texts(frame[name]), name, rows, key.of(name)), pl.String) for name in columns]
    return frame.with_columns(sealed), key


def open_columns(
    frame: pl.DataFrame,
    key: ColumnKey,
    columns: Sequence[str] | None = None,
    *,
    place: Place = numbered,
) -> pl.DataFrame:
    """The frame with its sealed columns, or some of them, as they were.

    Raises DataError for a column that is not there or not sealed with this
    key, and at the first cell that was altered or moved.
    """
    chosen = tuple(key.columns) if columns is None else tuple(columns)
    for name in chosen:
        if name not in key.columns:
            raise DataError(f"the column {name!r} is not sealed with this key; {_named(tuple(key.columns))} is")
    there(frame, chosen)
    rows = _rows(frame, key.row_id)
    opened = []
    for name in chosen:
        cells = open_cells(frame[name].cast(pl.String).to_list(), name, rows, key.of(name), place)
        opened.append(_typed(pl.Series(name, cells, pl.String), TYPES[key.columns[name]]))
    return frame.with_columns(opened)


def there(frame: pl.DataFrame, columns: Sequence[str]) -> None:
    """Raise DataError for the first of these columns that the frame does not have."""
    for name in columns:
        if name not in frame.columns:
            raise DataError(f"there is no column {name!r}", remedy=f"The columns are: {_named(frame.columns)}.")


def refuse_sealed(column: pl.Series, prefix: str) -> None:
    """Raise DataError for a column with a cell that is sealed already."""
    if column.dtype == pl.String and column.str.starts_with(prefix).any():
        raise DataError(f"the column {column.name!r} is sealed already", remedy="Open it first, or leave it out.")


def _check(frame: pl.DataFrame, columns: Sequence[str], row_id: str | None) -> None:
    if not columns:
        raise DataError("no column is named", remedy=f"The columns are: {_named(frame.columns)}.")
    there(frame, [*columns, *([] if row_id is None else [row_id])])
    if row_id in columns:
        raise DataError(f"the column {row_id!r} tells the rows and cannot be sealed", remedy="Name another column.")
    for name in columns:
        if str(frame[name].dtype) not in TYPES:
            raise DataError(f"the column {name!r} holds {frame[name].dtype}", remedy="Turn it into text first.")
        refuse_sealed(frame[name], PREFIX)


def _rows(frame: pl.DataFrame, row_id: str | None) -> list[str]:
    """What tells each row from the others."""
    if row_id is None:
        return [str(number) for number in range(frame.height)]
    there(frame, [row_id])
    ids = frame[row_id].cast(pl.String)
    if ids.has_nulls() or ids.n_unique() < len(ids):
        raise DataError(f"the column {row_id!r} does not tell the rows: an id is missing, or there twice")
    return ids.to_list()


def _texts(column: pl.Series) -> list[str | None]:
    if column.dtype == pl.Boolean:
        return [None if value is None else str(value) for value in column.to_list()]
    return column.cast(pl.String).to_list()


def _typed(column: pl.Series, kind: pl.DataType) -> pl.Series:
    return column == "True" if kind == pl.Boolean else column.cast(kind)


def _named(columns: Sequence[str]) -> str:
    return ", ".join(columns[:20]) + (", …" if len(columns) > 20 else "")
