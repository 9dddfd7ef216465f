"""Rows of a sheet written as their file has them: a table of Parquet in its types, JSON line by line as it stands.

A sheet holds strings, numbers and lists of these; a file may hold booleans, days and records, and keeps them so.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import polars as pl

from troth.data.balancing.weights import Codes
from troth.data.cleaning.files import digest_of
from troth.data.cleaning.parquet import ARROW, raw_table, write_table
from troth.data.cleaning.source import at_once, source_of
from troth.data.cleaning.splice import json_object
from troth.data.quality import Sheet
from troth.data.readers.stream import GZIP
from troth.data.tables import writer_of
from troth.errors import DataError

JSON_LINES = (".jsonl", ".ndjson")


def write_rows(
    frame: pl.DataFrame, rows: Codes, sheet: Sheet, source: Path | None, target: Path, out: IO[bytes]
) -> None:
    """Write rows of a sheet to an open file, in the format of the target's name.

    frame: these rows, with texts that may be others and columns that may be more. rows: [n], which they are. source:
    the file that the sheet was read from; without it, and from one format to another, values are as the sheet has
    them. Raises DataError where the format cannot hold them, or the source was changed.
    """
    try:
        if source is not None and sheet.reader == "parquet" and not _packed(source):
            _write_table(frame, rows, sheet, source, target, out)
        elif source is not None and sheet.reader == "jsonl" and _is_lines(sheet, target):
            out.writelines(line.encode() for line in _lines(frame, rows, sheet, source))
        else:
            writer_of(target)(frame, out, sheet.separator)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise DataError(
            f"cannot hold this table: {error}", where=str(target), remedy="Name a file that ends in .jsonl or .parquet."
        ) from error


def _is_lines(sheet: Sheet, target: Path) -> bool:
    """Whether lines go from JSON to JSON; those of single bytes are written anew, in UTF-8."""
    return target.suffix.lower() in JSON_LINES and sheet.encoding.startswith(("utf-8", "utf-16", "utf-32"))


def _packed(source: Path) -> bool:
    with source.open("rb") as file:
        return file.read(len(GZIP)) == GZIP


def _write_table(frame: pl.DataFrame, rows: Codes, sheet: Sheet, source: Path, target: Path, out: IO[bytes]) -> None:
    raw = raw_table(source)
    _check_same(digest_of(source), sheet, source)
    made, whole = raw[rows], target.suffix.lower() == ".parquet"
    for name in frame.columns:
        if name not in sheet.frame.columns:
            made = made.with_columns(frame[name])
        elif name in raw.columns and (name == sheet.roles.text or (not whole and _is_code(raw[name], frame[name]))):
            other = frame[name].ne_missing(sheet.frame[name][rows])
            if other.any() or name != sheet.roles.text:
                made = made.with_columns(frame[name])
    if whole:
        metadata = {key: text for key, text in pl.read_parquet_metadata(source).items() if key != ARROW}
        write_table(made, out, metadata)
    else:
        writer_of(target)(made, out, sheet.separator)


def _is_code(raw: pl.Series, read: pl.Series) -> bool:
    """Whether a column is of bytes or of numbers that the file's metadata have names for, which only Parquet keeps."""
    return raw.dtype == pl.Binary or (raw.dtype.is_integer() and read.dtype == pl.String)


def _lines(frame: pl.DataFrame, rows: Codes, sheet: Sheet, source: Path) -> Iterator[str]:
    """Each row's line, with its text exchanged where it is another, and its further columns at the end."""
    text = sheet.roles.text
    told = None if text is None else frame[text]
    other = None if text is None or told is None else told.ne_missing(sheet.frame[text][rows])
    more = frame.select([name for name in frame.columns if name not in sheet.frame.columns])
    numbers = sheet.places.lines
    with source_of(source, sheet.encoding) as held:
        _check_same(held.stored, sheet, source)
        for place, row in enumerate(rows.tolist()):
            begin, end = held.begins(numbers[row : row + 1]), held.begins(numbers[row : row + 1] + 1)
            line = at_once(held.file, int(begin[0]), int(end[0])).removeprefix(codecs.BOM_UTF8).decode().strip()
            if text is not None and told is not None and other is not None and other[place]:
                line = json_object(line, {text: str(told[place])})
            yield _with(line, more.row(place, named=True) if more.width else {}) + "\n"


def _with(line: str, more: dict[str, object]) -> str:
    if not more:
        return line
    body = line.removesuffix("}").rstrip()
    return body + ("" if body.endswith("{") else ", ") + json.dumps(more, ensure_ascii=False)[1:]


def _check_same(stored: str, sheet: Sheet, source: Path) -> None:
    if stored != sheet.digest:
        raise DataError("changed while it was read", where=str(source), remedy="Run the command again.")
