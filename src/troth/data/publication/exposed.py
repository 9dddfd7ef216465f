"""What a charter calls personal and lies open in a file, under whatever name it stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from troth.data.publication.files import DataFile
from troth.data.publication.pieces import cells_of, pieces
from troth.data.unlabelled import UNLABELLED
from troth.errors import DataError

NAMED = 5  # places that are named of one column


@dataclass(frozen=True, slots=True)
class Exposed:
    """A column with cells that should not be read. count: how many. places: the first few, as `file:line`. of: the
    columns that the values are of in the charter's own files, where this one is not called personal itself.
    """

    split: str
    column: str
    count: int
    places: tuple[str, ...]
    of: tuple[str, ...] = ()


def exposed(file: DataFile) -> list[Exposed]:
    """The columns of a file in which what the charter calls personal lies open.

    In the charter's own file every filled cell of a personal column does. In a file that replaces it every cell does,
    of whatever column, that has a value of a personal column of any of the charter's files: a column may have another
    name or type there. Case, width, blanks and zeros that say nothing are no difference; what was changed otherwise is
    not known again. A value that a column of this name has in the charter's own files too, where it is not personal,
    is let through. Raises DataError where the charter's own file has no such column: it would be let through.
    """
    for name in file.source.columns.personal:
        if file.split != UNLABELLED and name not in file.original_table.frame.columns:  # that may have texts alone
            raise _unknown(file, name)
    if file.replaced:
        return [one for name in file.table.frame.columns for one in _known_again(file, name)]
    there = [name for name in file.personal if name in file.table.frame.columns]
    return [one for name in there for one in found_in(file, name, cells_of(file.table.frame[name]) != "")]


def _known_again(file: DataFile, column: str) -> list[Exposed]:
    """The cells of a column that have a value of a personal one."""
    told = pieces(file.table.frame[column])
    if column not in file.personal:
        told = told.filter(~pl.col("piece").is_in(file.own.values(column).implode()))
    open_, of = np.zeros(file.table.frame.height, dtype=bool), []
    for name in file.personal:
        rows = told.filter(pl.col("piece").is_in(file.own.values(name).implode()))["row"]
        if len(rows):
            open_[rows.to_numpy()] = True
            of.append(name)
    return found_in(file, column, pl.Series(open_), () if column in of else tuple(of))


def found_in(file: DataFile, name: str, mask: pl.Series, of: tuple[str, ...] = ()) -> list[Exposed]:
    """What a mask of rows finds in a column; nothing where it finds none."""
    rows = mask.arg_true()
    if not len(rows):
        return []
    return [Exposed(file.split, name, len(rows), places(file, rows[:NAMED].to_list()), of)]


def _unknown(file: DataFile, name: str) -> DataError:
    return DataError(
        f"has no column {name!r}, which the charter calls personal",
        where=f"{file.original}:1",
        remedy=f"Correct data.columns.personal. Its columns: {', '.join(file.original_table.frame.columns[:12])}.",
    )


def places(file: DataFile, rows: Sequence[int]) -> tuple[str, ...]:
    """Where rows of a file stand."""
    return tuple(file.table.places.of(row) for row in rows)
