"""Columns about persons, each cell sealed with the key of the person its row is about.

A cell is bound to its column and its person, not to its row: rows may be sorted, left out and added, and two cells of
one person in one column could change places unnoticed. Where a person was erased, the cells stay closed for good.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from itertools import repeat

import polars as pl

from troth.data.sealing.cells import decoded, foreign, padded, unpadded
from troth.data.sealing.columns import Place, numbered, refuse_sealed, there
from troth.data.vault.vault import Vault
from troth.errors import DataError, Erased
from troth.progress import Progress, silent

PREFIX = "sealed-for:1:"
_EVERY = 1000  # rows between two notices


def seal_columns_for(
    frame: pl.DataFrame,
    columns: Sequence[str],
    subject: str,
    vault: Vault,
    *,
    place: Place = numbered,
    progress: Progress = silent,
) -> pl.DataFrame:
    """The frame with the cells of these columns sealed for the person that the column `subject` names in their row.

    place: where a row is, by its number from 0. Raises DataError for a column that is not there, is no text or sealed
    already, and for a row that is about nobody; Erased for one about somebody who was erased.
    """
    there(frame, [*columns, subject])
    for name in columns:
        if name == subject:
            raise DataError(
                f"the column {name!r} tells the persons and cannot be sealed", remedy="Name another column."
            )
        if frame[name].dtype != pl.String:
            raise DataError(f"the column {name!r} holds {frame[name].dtype}", remedy="Turn it into text first.")
        refuse_sealed(frame[name], PREFIX)
    sealed: dict[str, list[str]] = {name: [] for name in columns}
    vault.add({person for person, _ in _rows(frame, (), subject, place)})
    for number, (person, cells) in enumerate(_rows(frame, columns, subject, place)):
        for name, value in cells:
            try:
                cell = vault.seal_for(person, padded(value), context=name)
            except Erased as error:
                raise Erased(error.what, where=place(number), remedy="Leave out the rows about them.") from None
            sealed[name].append(PREFIX + base64.b64encode(cell).decode())
        if number % _EVERY == 0:
            progress("seal", number, frame.height)
    return frame.with_columns(pl.Series(name, cells, pl.String) for name, cells in sealed.items())


def open_columns_for(
    frame: pl.DataFrame,
    columns: Sequence[str],
    subject: str,
    vault: Vault,
    *,
    place: Place = numbered,
    progress: Progress = silent,
) -> tuple[pl.DataFrame, int]:
    """The frame with these columns as they were, and how many rows are about persons who were erased.

    Their cells are null. place: where a row is, by its number from 0. Raises DataError at the first cell that was not
    sealed for the person and the column it stands in.
    """
    there(frame, [*columns, subject])
    opened: dict[str, list[str | None]] = {name: [] for name in columns}
    erased = 0
    for number, (person, cells) in enumerate(_rows(frame, columns, subject, place)):
        gone = vault.state(person) == "erased"
        erased += gone
        for name, cell in cells:
            opened[name].append(None if gone else _opened(vault, person, name, cell, place(number)))
        if number % _EVERY == 0:
            progress("open", number, frame.height)
    return frame.with_columns(pl.Series(name, cells, pl.String) for name, cells in opened.items()), erased


def sealed_for(frame: pl.DataFrame) -> list[str]:
    """The columns that hold cells sealed for persons."""
    texts = [name for name in frame.columns if frame[name].dtype == pl.String]
    return [name for name in texts if frame[name].str.starts_with(PREFIX).any()]


def _rows(
    frame: pl.DataFrame, columns: Sequence[str], subject: str, place: Place
) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """Of each row the person it is about, and its cells by column."""
    people = frame[subject].cast(pl.String)
    cells = frame.select(columns).iter_rows() if columns else repeat(())
    for number, (person, row) in enumerate(zip(people, cells, strict=False)):
        if not person:
            raise DataError(
                f"the row is about nobody: {subject!r} is empty",
                where=place(number),
                remedy="Fill it, or leave the row out.",
            )
        yield person, list(zip(columns, row, strict=True))


def _opened(vault: Vault, person: str, column: str, cell: str | None, where: str) -> str | None:
    try:
        return unpadded(vault.open_for(person, decoded(cell, PREFIX), context=column))
    except ValueError:
        raise foreign(column, where) from None
    except DataError as error:
        raise type(error)(f"the cell of column {column!r} {error.what}", where=where, remedy=error.remedy) from None
