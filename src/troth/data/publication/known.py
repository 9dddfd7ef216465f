"""Where a charter's files name a person: in the columns that persons are told by, or in others, or nearly."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from troth.data.folded import folded
from troth.data.names import DOCUMENT, NUMBER, personal_kind
from troth.data.publication.consent import telling
from troth.data.publication.exposed import Exposed, found_in
from troth.data.publication.files import DataFile
from troth.data.publication.pieces import cells_of

SOUGHT = 50_000
"""Different identifiers that a near one is sought among."""


@dataclass(frozen=True, slots=True)
class Known:
    """named: where columns of ids, and personal ones, name a person. elsewhere: where others do. columns: those that
    were looked at first, by any file. nearest: an identifier in them that is written nearly so, None without one.
    """

    named: tuple[Exposed, ...]
    elsewhere: tuple[Exposed, ...]
    columns: tuple[str, ...]
    nearest: str | None


def known(files: Sequence[DataFile], person: str) -> Known:
    """Where these files name a person, by the very identifier. Raises DataError where one cannot be read."""
    named, elsewhere, columns = list[Exposed](), list[Exposed](), dict[str, None]()
    for file in files:
        told = telling(file)
        for name in file.table.frame.columns:
            found = found_in(file, name, cells_of(file.table.frame[name]) == person)
            (named if name in told else elsewhere).extend(found)
            columns |= {name: None} if name in told else {}
    return Known(tuple(named), tuple(elsewhere), tuple(columns), None if named else _nearest(files, person))


def undeclared(files: Sequence[DataFile]) -> tuple[str, ...]:
    """Columns that by their names are an id, or name persons, and that the charter gives no such role."""
    found = dict[str, None]()
    for file in files:
        columns = file.source.columns
        taken = {*telling(file), columns.text, columns.label, columns.tokens, columns.tags, *columns.groups}
        for name in file.table.frame.columns:
            bare = name.strip().lower()
            number = bare in NUMBER or (bare in DOCUMENT and bare.endswith("id"))
            if name not in taken and (number or personal_kind(name)):
                found[name] = None
    return tuple(found)


def _nearest(files: Sequence[DataFile], person: str) -> str | None:
    own = folded(pl.Series([person]))[0]
    cells = [cells_of(file.table.frame[name]) for file in files for name in telling(file) if _has(file, name)]
    every = pl.concat([pl.Series("", [], dtype=pl.String), *(each.rename("") for each in cells)]).unique(
        maintain_order=True
    )
    alike = every.filter(folded(every) == own)
    if len(alike):
        return str(alike[0])
    near = difflib.get_close_matches(person, every.head(SOUGHT).to_list(), n=1, cutoff=0.75)
    return near[0] if near else None


def _has(file: DataFile, name: str) -> bool:
    return name in file.table.frame.columns
