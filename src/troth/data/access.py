"""Who may read which columns, as the charter says: here they are given to a reader, or refused.

This holds for what is read through Troth. Who has the files in clear can read them with any program: columns that must
not be read are sealed (`troth data encrypt`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from troth.data.interface import Dataset, Split
from troth.errors import DataError
from troth.standard import Access, Charter

READ = ("train", "validation")
"""Splits that are read; test rows are opened by audits alone."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who was told by a key."""

    name: str
    role: str


def rules_of(charter: Charter, column: str) -> tuple[Access, ...]:
    """The rules about a column; none where everybody may read it."""
    of = _roles(charter)
    return tuple(rule for rule in charter.data.access if column in (rule.columns or of.get(rule.of or "", ())))


def limited(charter: Charter) -> tuple[str, ...]:
    """The columns that some rule is about: not everybody may read them."""
    of = _roles(charter)
    named = (name for rule in charter.data.access for name in rule.columns or of.get(rule.of or "", ()))
    return tuple(dict.fromkeys(named))


def unruled(charter: Charter) -> tuple[str, ...]:
    """The personal columns that no rule is about, though there are rules; none where there are no rules at all."""
    ruled = limited(charter)
    return tuple(name for name in _roles(charter)["personal"] if name not in ruled) if charter.data.access else ()


def guarded(charter: Charter) -> frozenset[str]:
    """The columns that are not for everybody: those that the charter calls personal, and those that are limited."""
    return frozenset((*_roles(charter)["personal"], *limited(charter)))


def _roles(charter: Charter) -> dict[str, tuple[str, ...]]:
    """The personal and the group columns of all files."""
    data = charter.data
    files = (data.train, data.validation, data.test, data.unlabelled)
    sources = [source.columns for source in files if source is not None]
    return {
        part: tuple(dict.fromkeys(name for one in sources for name in getattr(one, part)))
        for part in ("personal", "groups")
    }


def may_read(charter: Charter, column: str, reader: Reader | None) -> bool:
    """Whether a reader has a role of every rule about a column. reader: None for somebody who was not told by a key."""
    return all(reader is not None and reader.role in rule.roles for rule in rules_of(charter, column))


def check_readable(charter: Charter, columns: Sequence[str], reader: Reader | None) -> None:
    """Raise DataError, which names the first column that the reader may not read, and who may."""
    for column in columns:
        if may_read(charter, column, reader):
            continue
        who = "somebody who did not say who they are" if reader is None else f"{reader.name}, {reader.role},"
        roles = [" or ".join(rule.roles) for rule in rules_of(charter, column)]
        raise DataError(
            f"{who} may not read {column!r}: the charter lets {', and also '.join(roles)} read it",
            where=str(charter.path),
            remedy="Have one of them read it: `troth data read CHARTER --columns … --as NAME --key KEY --purpose …`.",
        )


def readable(dataset: Dataset, name: str) -> Split:
    """A split that may be read. Raises DataError for the test split."""
    if name not in READ:
        raise DataError(
            f"rows of {name} are not read: test rows are opened by audits alone",
            where=name,
            remedy=f"Name one of: {', '.join(READ)}.",
        )
    found: Split = getattr(dataset, name)
    return found


def columns_read(charter: Charter, split: Split, columns: Sequence[str], reader: Reader | None) -> pl.DataFrame:
    """Some columns of a split, for a reader. Raises DataError where there is no such column, or it is not for them."""
    if not columns or len(set(columns)) < len(columns):
        raise DataError("no column is named, or one is named twice", where=split.name, remedy="Name each column once.")
    for column in columns:
        if column not in split.frame.columns:
            raise DataError(
                f"has no column {column!r} with a role",
                where=split.name,
                remedy=f"Those with one: {', '.join(split.frame.columns[:12])}.",
            )
    check_readable(charter, columns, reader)
    return split.frame.select(columns)
