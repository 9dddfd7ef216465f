"""What must not leave in a release by what the charter and people say: what is personal, for few, of who said no."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
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

    found = [one for file in files for one in exposed(file)]
    _refuse("what the charter calls personal would be published in clear", found, _whole(files, found, ""))


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
    found = [one for file in files for one in exposed(replace(file, personal=columns))]
    way = " Or take the rule out of the charter."
    _refuse(
        "what the charter lets few read (data.access) would be published in clear", found, _whole(files, found, way)
    )


def _whole(files: Sequence[DataFile], found: Sequence[Exposed], more: str) -> str:
    """Commands that make files without what was found, and others ways on."""
    commands, instead = [], []
    for file in files:
        columns = dict.fromkeys(one.column for one in found if one.split == file.split)
        if columns:
            options = " ".join(f"--whole {shlex.quote(f'{name}=person' if '=' in name else name)}" for name in columns)
            target = shlex.quote(str(_free(file.path)))
            commands.append(f"troth data anonymise {shlex.quote(str(file.path))} {options} --output {target}")
            instead.append(f"--replace {file.split}={target}")
    drop = "Or leave the columns out: `troth data generalise FILE --quasi NAMES --drop NAMES`."
    seal = f"Or seal the data to who may read them: --access request --to KEY.{more}"
    first = "Make files with every cell of these columns replaced, and release again with what stands below them:"
    return "\n  ".join([first, *commands, " ".join(instead), f"{drop} {seal}"])


def _free(file: Path) -> Path:
    """A name for what is made of a file that nothing has yet."""
    from troth.cli.data_anonymise import beside

    first = beside(file, ".anonymised")
    names = (first, *(first.with_stem(f"{first.stem}-{number}") for number in range(2, 1000)))
    return next((path for path in names if not os.path.lexists(path)), first)


def refuse_consentless(files: Sequence[DataFile], withdrawn: Callable[[str], bool]) -> None:
    """Refuse files with rows of people who did not consent, withdrew it, or were erased. Raises DataError."""
    from troth.data.publication import consentless, unconsented

    _refuse(
        "rows are of persons who did not consent (data.columns.consent)",
        [one for file in files for one in unconsented(file)],
        "Take these rows out of the file, or of a copy that you name with --replace SPLIT=FILE, and release again.",
    )
    _refuse(
        "rows are of persons who withdrew their consent, or were erased",
        [one for file in files for one in consentless(file, withdrawn)],
        "Take these rows out of the file, or of a copy that you name with --replace SPLIT=FILE, and release again.",
    )


def undeclared_columns(files: Sequence[DataFile]) -> list[str]:
    """A warning for columns that may tell persons and that the charter does not declare."""
    from troth.data.publication import undeclared

    columns = undeclared(files)
    return [
        f"column {name!r} may tell persons, and the charter does not declare it: rows are not found by it; add it to "
        "data.columns.id or personal"
        for name in columns
    ]


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
