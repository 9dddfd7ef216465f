"""Parquet files; class names that Hugging Face datasets keep in a file's metadata are put in place of their numbers."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from troth.data.places import Places
from troth.data.readers.files import opened
from troth.data.readers.foreign import refuse_foreign
from troth.data.readers.interface import Reading, Table
from troth.data.readers.stream import GZIP, PIECE, Stream
from troth.errors import DataError

MAGIC = b"PAR1"

CELL_LIMIT = 500_000_000
"""Rows times columns: a few kilobytes of run-length pages can claim any number of rows."""

STORED_LIMIT = 2 << 30
"""Bytes of a Parquet file that is itself compressed: its footer is at its end, so it is unpacked into memory."""


def read_parquet(path: Path, reading: Reading) -> Table:
    """Read a Parquet file; the place of a row is its number, from 1."""
    with opened(path) as file:
        head = file.read(len(MAGIC))
        packed = head.startswith(GZIP)
        if head != MAGIC and not packed:
            file.seek(0)
            refuse_foreign(file, path, "the Parquet file its name promises")
    source, digest = _unpacked(path) if packed else (path, _digest(path))
    try:
        frame = _frame(source, path)
        names = _class_names(pl.read_parquet_metadata(source))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError, MemoryError) as error:
        raise DataError(
            f"is not a whole Parquet file: {str(error).splitlines()[0][:200] if str(error) else type(error).__name__}",
            where=str(path),
            remedy="Fetch or make it again; it may have been cut off.",
        ) from error
    if not frame.height:
        raise DataError("holds columns and no rows", where=str(path), remedy="Name a file that holds rows.")
    frame = frame.with_columns([_plain(column, names.get(column.name)) for column in frame.get_columns()])
    return Table(
        _without(frame, reading.format.missing),
        Places(((0, str(path)),), np.arange(1, frame.height + 1, dtype=np.int64)),
        digest,
        "parquet",
    )


def metadata_of(path: Path) -> dict[str, str]:
    """What a Parquet file says of itself beside its rows, by keys: schemas, names of classes, notes of who wrote it."""
    with opened(path) as file:
        packed = file.read(len(GZIP)) == GZIP
    return pl.read_parquet_metadata(_unpacked(path)[0] if packed else path)


def _frame(source: Path | io.BytesIO, path: Path) -> pl.DataFrame:
    table = pl.scan_parquet(source, glob=False) if isinstance(source, Path) else pl.scan_parquet(source)
    rows, columns = table.select(pl.len()).collect().item(), len(table.collect_schema())
    if rows * columns > CELL_LIMIT:
        raise DataError(
            f"has {rows} rows of {columns} columns, more than {CELL_LIMIT} cells",
            where=str(path),
            remedy="Split it, or keep only the columns that the charter names.",
        )
    return table.collect()


def _digest(path: Path) -> str:
    hasher = hashlib.sha256()
    with opened(path) as file:
        while piece := file.read(PIECE):
            hasher.update(piece)
    return f"sha256:{hasher.hexdigest()}"


def _unpacked(path: Path) -> tuple[io.BytesIO, str]:
    stream, held = Stream(path), io.BytesIO()
    for piece in stream.pieces():
        held.write(piece)
        if held.tell() > STORED_LIMIT:
            raise DataError(
                f"unpacks to more than {STORED_LIMIT >> 30} GiB",
                where=str(path),
                remedy="Unpack it; Parquet is compressed inside.",
            )
    held.seek(0)
    return held, stream.digest


def _plain(column: pl.Series, names: object) -> pl.Series:
    """A column as strings, numbers or lists of strings, whatever Parquet kept it as."""
    if names:
        return _named(column, names)
    kind = column.dtype
    if kind.is_numeric():
        return column.cast(pl.Int64 if kind.is_integer() and kind != pl.UInt64 else pl.Float64)
    if isinstance(kind, pl.List | pl.Array):
        return _lists(column, kind.inner)
    temporal = kind.is_temporal() and kind != pl.Duration  # which no cast makes text
    if temporal or kind in (pl.Boolean, pl.Categorical, pl.Enum, pl.String, pl.Null):
        return column.cast(pl.String)
    if kind == pl.Binary:
        return pl.Series(column.name, [_utf8(value) for value in column.to_list()], dtype=pl.String)
    return pl.Series(column.name, [None if value is None else str(value) for value in column.to_list()], pl.String)


def _lists(column: pl.Series, inner: Any) -> pl.Series:
    """Lists of strings, or lists of these; what lies deeper, or is a record, as text."""
    deep = isinstance(inner, pl.List | pl.Array)
    leaf, kind = (inner.inner, pl.List(pl.List(pl.String))) if deep else (inner, pl.List(pl.String))
    if not (leaf.is_nested() or leaf in (pl.Binary, pl.Duration)):
        return column.cast(kind, strict=False)
    values = [
        None if cell is None else [_each(item) if deep else _text(item) for item in cell] for cell in column.to_list()
    ]
    return pl.Series(column.name, values, dtype=kind)


def _each(items: Any) -> list[str | None] | None:
    return None if items is None else [_text(item) for item in items]


def _text(value: Any) -> str | None:
    return _utf8(value) if value is None or isinstance(value, bytes) else str(value)


def _utf8(value: bytes | None) -> str | None:
    """Text, null where the bytes are none."""
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None


def _named(column: pl.Series, names: Any) -> pl.Series:
    def name(code: Any) -> str | None:
        return names[code] if isinstance(code, int) and 0 <= code < len(names) else None

    values = column.to_list()
    if isinstance(column.dtype, pl.List):
        lists = [None if value is None else [name(code) for code in value] for value in values]
        return pl.Series(column.name, lists, dtype=pl.List(pl.String))
    return pl.Series(column.name, [name(code) for code in values], dtype=pl.String)


def _class_names(metadata: dict[str, str]) -> dict[str, list[str]]:
    """Column to class names, from the `huggingface` key of the file's metadata; empty where there is none."""
    try:
        features = json.loads(metadata.get("huggingface", "{}"))["info"]["features"]
    except (KeyError, TypeError, ValueError):
        return {}
    found = {}
    for column, feature in features.items() if isinstance(features, dict) else ():
        inner = feature.get("feature", feature) if isinstance(feature, dict) else {}
        names = inner.get("names") if isinstance(inner, dict) and inner.get("_type") == "ClassLabel" else None
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            found[column] = names
    return found


def _without(frame: pl.DataFrame, missing: tuple[str, ...]) -> pl.DataFrame:
    absent = pl.Series(["", *missing], dtype=pl.String).implode()
    strings = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns([pl.when(~pl.col(name).is_in(absent)).then(pl.col(name)).alias(name) for name in strings])
