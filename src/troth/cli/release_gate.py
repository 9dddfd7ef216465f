"""What must not leave in a release by what the charter and people say: what is personal, for few, of who said no."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from troth.errors import DataError
from troth.plural import counted

if TYPE_CHECKING:
    from troth.data.publication import DataFile, Exposed
    from troth.standard import Charter

SHOWN = 8  # columns that a refusal names


def refuse_exposed(files: Sequence[DataFile]) -> None:
    """Refuse files in which a column that the charter calls personal lies open. Raises DataError."""
    from troth.data.publication import exposed

    _refuse(
        "what the charter calls personal would be published in clear",
        [one for file in files for one in exposed(file)],
        "Publish another file with --replace SPLIT=FILE: one that `troth data generalise --drop` wrote without these "
        "columns, or in which `troth data anonymise --whole COLUMN` or `encrypt --columns` changed every cell of them.",
    )


def refuse_limited(files: Sequence[DataFile], charter: Charter) -> None:
    """Refuse files in which a column lies open that the charter lets few read. Raises DataError.

    Also where no file has a column that its rules name: under another name it would be let through.
    """
    from troth.data import limited
    from troth.data.publication import exposed

    columns = limited(charter)
    there = {name for file in files for name in file.original_table.frame.columns}
    for name in columns:
        if name not in there:
            raise DataError(
                f"no file has a column {name!r}, which the charter lets few read (data.access)",
                where=str(charter.path),
                remedy="Correct its name there, or take the rule out.",
            )
    _refuse(
        "what the charter lets few read (data.access) would be published in clear",
        [one for file in files for one in exposed(replace(file, personal=columns))],
        "Publish another file with --replace SPLIT=FILE, without these columns or with every cell of them generalised "
        "(`troth data generalise`); seal the data to who may read them, with --access request; or take the rule out of "
        "the charter.",
    )


def refuse_consentless(files: Sequence[DataFile], withdrawn: Callable[[str], bool]) -> None:
    """Refuse files with rows of people who withdrew their consent, or were erased. Raises DataError."""
    from troth.data.publication import consentless

    _refuse(
        "rows are of persons who withdrew their consent, or were erased",
        [one for file in files for one in consentless(file, withdrawn)],
        "Take these rows out, and name the file without them in the charter, or with --replace.",
    )


def _refuse(what: str, found: Sequence[Exposed], remedy: str) -> None:
    if found:
        lines = [
            f"column {one.column!r} of {one.split}{_whose(one)}: {counted(one.count, 'cell')}, {named(one.places)}"
            for one in found
        ]
        raise DataError(_listed(what, lines), where=found[0].places[0], remedy=remedy)


def _whose(one: Exposed) -> str:
    return f", values of {', '.join(map(repr, one.of))}" if one.of else ""


def _listed(what: str, lines: Sequence[str]) -> str:
    more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n  ".join([f"{what}:", *lines[:SHOWN], *more])


def named(places: Sequence[str]) -> str:
    """Places by the names of their files alone: the first is told whole."""
    return ", ".join(place.rpartition(os.sep)[2] for place in places)
