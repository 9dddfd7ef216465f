"""Tables as files: read as they stand, and written whole or not at all, in the format that a file's name tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO

import polars as pl

from troth.data.readers import Reading, Table, read
from troth.data.readers.files import check
from troth.errors import DataError
from troth.standard import Format

Writer = Callable[[pl.DataFrame, IO[bytes], str], object]
"""Writes a frame to an open file, with what separates its cells."""

WRITERS: dict[str, Writer] = {
    ".csv": lambda frame, file, separator: frame.write_csv(file, separator=separator),
    ".tsv": lambda frame, file, _: frame.write_csv(file, separator="\t"),
    ".jsonl": lambda frame, file, _: frame.write_ndjson(file),
    ".ndjson": lambda frame, file, _: frame.write_ndjson(file),
    ".parquet": lambda frame, file, _: frame.write_parquet(file),
}
"""Endings of files that are written."""


def read_table(path: Path) -> Table:
    """Read a file of rows whose columns have names; raises DataError where it cannot be, or a name is there twice."""
    check(path)
    table = read(str(path), Path(), Reading(Format(header=True)))
    if table.repeated:
        raise DataError(
            f"has the column {table.repeated[0]!r} more than once", where=str(path), remedy="Give each its own name."
        )
    return table


def separator_of(table: Table) -> str:
    """What separated the cells of a table's file."""
    return str(table.read_as.get("separator", ","))


def writer_of(path: Path) -> Writer:
    """What writes a frame to an open file of this name; raises DataError for a name that tells no format."""
    found = WRITERS.get(path.suffix.lower())
    if found is None:
        raise DataError(
            f"cannot tell a format from {path.suffix or 'a name without an ending'!r}",
            where=str(path),
            remedy=f"Name a file that ends in {', '.join(WRITERS)}.",
        )
    return found
