"""Rows of people who did not consent, withdrew their consent, or were erased, in files that are to be published."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from troth.data.consented import consented
from troth.data.folded import folded
from troth.data.publication.exposed import Exposed, found_in, places
from troth.data.publication.files import DataFile
from troth.data.publication.pieces import cells_of
from troth.errors import DataError
from troth.plural import counted

Withdrawn = Callable[[str], bool]
"""Whether the person of this identifier withdrew their consent."""


def consentless(file: DataFile, withdrawn: Withdrawn) -> list[Exposed]:
    """Rows that name a person who withdrew their consent, in the columns of ids and of what is personal.

    Where such a column of the charter's own files names one, a file that replaces one of them must have it, with a
    value of theirs in each row: else its rows may be those of anybody. Raises DataError where it does not.
    """
    found = []
    for name in telling(file):
        gone = _withdrawn(file, name, withdrawn)
        if len(gone):
            _check_known(file, name)
        if name in file.table.frame.columns:
            found += found_in(file, name, _of_persons(file.table.frame[name], gone, withdrawn))
    return found


def unconsented(file: DataFile) -> list[Exposed]:
    """Rows of persons who did not consent, by the column that the charter says tells so.

    Raises DataError for a file without this column, unless it replaces one in which everybody consented.
    """
    found = []
    for name in dict.fromkeys(source.columns.consent for source, _ in file.own.files.values()):
        if name is None:
            continue
        if name in file.table.frame.columns:
            found += found_in(file, name, ~consented(file.table.frame[name]))
        elif not _all_did(file, name):
            raise DataError(
                f"has no column {name!r}, which tells whose consent there is (data.columns.consent)",
                where=f"{file.path}:1",
                remedy="Leave the column in it; or take the rows without consent out of the charter's own file first.",
            )
    return found


def _all_did(file: DataFile, name: str) -> bool:
    own = file.original_table.frame
    return file.replaced and name in own.columns and bool(consented(own[name]).all())


def telling(file: DataFile) -> tuple[str, ...]:
    """The columns that persons are told by, in any of the charter's files."""
    ids = [source.columns.id for source, _ in file.own.files.values()]
    return tuple(dict.fromkeys([*(name for name in ids if name), *file.personal]))


def _withdrawn(file: DataFile, column: str, withdrawn: Withdrawn) -> pl.Series:
    """What a column of the charter's own files has of persons who withdrew, folded; empty where nothing is replaced."""
    tables = file.own.tables() if file.replaced else ()
    there = [cells_of(table.frame[column]).unique() for table in tables if column in table.frame.columns]
    gone = [one for cells in there for one in cells.to_list() if one and withdrawn(one)]
    return folded(pl.Series(gone, dtype=pl.String))


def _of_persons(column: pl.Series, gone: pl.Series, withdrawn: Withdrawn) -> pl.Series:
    """Which cells name a person who withdrew; gone: some of these, folded."""
    cells = cells_of(column)
    told = [one for one in cells.unique().to_list() if one and withdrawn(one)]
    return cells.is_in(pl.Series(told, dtype=pl.String).implode()) | folded(cells).is_in(gone.implode())


def _check_known(file: DataFile, column: str) -> None:
    """Raise DataError unless each row of a file has, in a column, a value that the charter's own files have in it."""
    remedy = (
        "Take the rows of these persons out of the charter's own files, name the files without them in the charter, "
        f"and make the replacement of those; or leave column {column!r} in it as it is."
    )
    if column not in file.table.frame.columns:
        raise DataError(
            f"has no column {column!r}, in which the charter's own files name persons who withdrew their consent or "
            "were erased: whether rows of theirs are in it cannot be told",
            where=f"{file.path}:1",
            remedy=remedy,
        )
    known = folded(cells_of(file.table.frame[column])).is_in(file.own.values(column).implode())
    unknown = (~known).arg_true()
    if len(unknown):
        raise DataError(
            f"has {counted(len(unknown), 'row')} whose {column!r} is none of the charter's own files, which name "
            "persons who withdrew their consent or were erased there: whether rows of theirs are among them cannot be "
            "told",
            where=places(file, unknown[:1].to_list())[0],
            remedy=remedy,
        )
