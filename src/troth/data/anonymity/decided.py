"""What is decided of columns that give away what is hidden: each is left out, generalised too, or kept knowingly."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from troth.data.anonymity.beside import Beside, beside
from troth.data.anonymity.classes import Codes
from troth.data.anonymity.demand import Demand
from troth.data.anonymity.named import Named
from troth.data.listed import listed
from troth.errors import DataError

NAMED = 12  # columns that are named with why


def settled(frame: pl.DataFrame, named: Named, demand: Demand, persons: Codes | None) -> tuple[Beside, ...]:
    """What gives something away and is kept by decision; raises DataError for what does and is not."""
    found = beside(frame, named.quasi, demand.k, persons, personal=named.personal, person=named.person)
    open_ = [one for one in found if one.column not in named.keep]
    if open_:
        names = [one.column for one in open_]
        lines = [f"{one.column}: {'; '.join(one.reasons)}" for one in open_[:NAMED]]
        rest = [f"and {', '.join(names[NAMED:])}"] if names[NAMED:] else []
        raise DataError(
            "\n  ".join(
                [f"columns beside the quasi-identifiers give away what k = {demand.k} is to hide", *lines, *rest]
            ),
            remedy=_remedy(names, named),
        )
    return found


def _remedy(names: Sequence[str], named: Named) -> str:
    """Each way on, as it is written on a command line, with what was dropped and kept before."""
    ways = (
        ("Of each choose one. Leave it out", "drop", [*named.drop, *names]),
        ("keep it by decision", "keep", [*named.keep, *names]),
        ("generalise it too", "quasi", [*named.quasi, *(n for n in names if n != named.person)]),
    )
    return ";\n  ".join(f"{way}: --{option} {listed(columns)}" for way, option, columns in ways) + "."
