"""What is found personal in the files of a release: refused by columns, unless the publisher acknowledges it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from troth.cli.release_gate import named
from troth.errors import DataError, TrothError
from troth.plural import are, counted

if TYPE_CHECKING:
    from troth.data.hints import Hint
    from troth.data.publication import Acknowledged, DataFile, Found, Looked
    from troth.progress import Progress

SHOWN = 40  # columns that a refusal names
PLACES = 3
FORMS = "KIND, KIND=COUNT or COLUMN:KIND=COUNT"


def look_through(files: Sequence[DataFile], kinds: Sequence[str], progress: Progress) -> list[Looked]:
    """Look for personal data in the texts of every file, and beside them: comments, names of columns, metadata."""
    from troth.cli.looking import find_in, without_names
    from troth.data.publication import looked

    def find(text: str, hint: Hint) -> list[str]:
        return [one.kind for one in find_in(text, hint, kinds)]

    looks = [looked(file, find, progress=progress) for file in files]
    # Where no names were asked for, none were left out.
    return looks if without_names(kinds) != [*kinds] else [replace(one, codes=()) for one in looks]


def refuse_found(looks: Sequence[Looked], acknowledged: Acknowledged) -> None:
    """Refuse findings beyond what the publisher acknowledged, by columns, each with what can be done about it.

    Raises DataError.
    """
    from troth.data.publication import together

    beyond = acknowledged.beyond(together(looks))
    if not beyond:
        return
    columns = [(name, list(found)) for name, found in groupby(beyond, key=lambda one: one.column)]
    lines = [f"{_place(name)}: {'; '.join(_told(one, acknowledged) for one in found)}" for name, found in columns]
    options = [f"{_place(name)}: {_option(name, found)}" for name, found in columns]
    places = [place for one in beyond for place in one.places]
    raise DataError(
        "\n  ".join(["personal data were found that are not acknowledged:", *_first(lines)]),
        where=places[0] if places else None,
        remedy="Of each column: publish a file that `troth data anonymise` wrote, with --replace SPLIT=FILE; or "
        "declare it in the charter (data.columns.personal), and publish without it; or, where you read the places and "
        "they may be public, acknowledge what was found, in exactly this number:\n    "
        + "\n    ".join(_first(options)),
    )


def acknowledgements(given: Sequence[str]) -> Acknowledged:
    """What `--acknowledge` names, in any of its forms; raises TrothError for what is in none, or named twice."""
    from troth import personal
    from troth.data.publication import Acknowledged

    kinds: dict[str, int | None] = {}
    columns: dict[tuple[str, str], int] = {}
    for each in given:
        place, mark, count = each.rpartition("=") if "=" in each else (each, "", "")
        column, colon, kind = place.rpartition(":")
        counts = count.isascii() and count.isdigit()
        if kind not in personal.KINDS or (mark and not counts) or (colon and not (mark and column)):
            remedy = f"Kinds: {', '.join(personal.KINDS)}."
            raise TrothError(f"--acknowledge takes {FORMS}, not {each!r}", remedy=remedy)
        if (column, kind) in columns or (not colon and kind in kinds):
            raise TrothError(f"--acknowledge names {place} twice", remedy="Name it once.")
        if colon:
            columns[column, kind] = int(count)
        else:
            kinds[kind] = int(count) if mark else None
    return Acknowledged(kinds, columns)


def _place(column: str | None) -> str:
    return "beside the cells" if column is None else f"column {column!r}"


def _told(one: Found, acknowledged: Acknowledged) -> str:
    known = None if one.column is None else acknowledged.columns.get((one.column, one.kind))
    cells = f" in {counted(one.cells, 'cell')}" if one.cells else ""
    other = "" if known is None else f", where {known:,} {are(known)} acknowledged"
    places = f" ({named(one.places[:PLACES])})" if one.places else ""
    return f"{one.kind}, {counted(one.count, 'finding')}{cells}{other}{places}"


def _option(column: str | None, found: Sequence[Found]) -> str:
    said = "" if column is None else f"{column}:"
    told = [f"--acknowledge {shlex.quote(f'{said}{one.kind}={one.count}')}" for one in found if one.count]
    if len(told) < len(found):
        told.append("leave out what was not found")
    if column is None:
        return f"take it out; or {' '.join(told)}"
    return f"troth data anonymise FILE --columns {shlex.quote(column)}; or {' '.join(told)}"


def _first(lines: Sequence[str]) -> list[str]:
    more = [f"and {len(lines) - SHOWN:,} more"] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more]
