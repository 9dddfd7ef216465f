"""What a charter calls personal and lies open in a file, and rows of people who withdrew their consent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from troth.data.publication.files import DataFile
from troth.data.unlabelled import UNLABELLED
from troth.errors import DataError

NAMED = 5  # places that are named of one column
Withdrawn = Callable[[str], bool]
"""Whether the person of this identifier withdrew their consent."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """A column with cells that should not be read. count: how many. places: the first few, as `file:line`."""

    split: str
    column: str
    count: int
    places: tuple[str, ...]


def exposed(file: DataFile) -> list[Exposed]:
    """The personal columns of a file that lie open.

    In the charter's own file every filled cell does; in one that replaces it, every cell that still has a value of this
    column of the charter's own file. Values that were changed a little, such as to capitals, are not known again.
    Raises DataError where the charter's own file has no such column: under another name it would be let through.
    """
    found = []
    for name in file.personal:
        named = name in file.source.columns.personal and file.split != UNLABELLED  # which may have texts alone
        if named and name not in file.original_table.frame.columns:
            raise _unknown(file, name)
        if name not in file.table.frame.columns:
            continue
        cells = _cells(file.table.frame[name])
        open_ = cells != ""
        if file.replaced and name in file.original_table.frame.columns:
            open_ &= cells.is_in(_cells(file.original_table.frame[name]).unique().implode())
        found += _exposed(file, name, open_)
    return found


def consentless(file: DataFile, withdrawn: Withdrawn) -> list[Exposed]:
    """Rows that name a person who withdrew their consent, in the columns of ids and of what is personal."""
    id_ = file.source.columns.id
    found = []
    for name in dict.fromkeys([*([id_] if id_ else []), *file.personal]):
        if name in file.table.frame.columns:
            cells = _cells(file.table.frame[name])
            gone = [one for one in cells.unique().to_list() if one and withdrawn(one)]
            found += _exposed(file, name, cells.is_in(pl.Series(gone, dtype=pl.String).implode()))
    return found


def _exposed(file: DataFile, name: str, mask: pl.Series) -> list[Exposed]:
    rows = mask.arg_true()
    if not len(rows):
        return []
    return [Exposed(file.split, name, len(rows), places(file, rows[:NAMED].to_list()))]


def _unknown(file: DataFile, name: str) -> DataError:
    return DataError(
        f"has no column {name!r}, which the charter calls personal",
        where=f"{file.original}:1",
        remedy=f"Correct data.columns.personal. Its columns: {', '.join(file.original_table.frame.columns[:12])}.",
    )


def places(file: DataFile, rows: Sequence[int]) -> tuple[str, ...]:
    """Where rows of a file stand."""
    return tuple(file.table.places.of(row) for row in rows)


def _cells(column: pl.Series) -> pl.Series:
    """A column as strings, blanks taken off, nothing as an empty one."""
    if isinstance(column.dtype, pl.List):
        column = column.cast(pl.List(pl.String)).list.join(" ", ignore_nulls=True)
    return column.cast(pl.String).fill_null("").str.strip_chars()
