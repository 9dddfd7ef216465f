"""Whether the files a charter names have the columns that it names, by the first lines of each alone.

What it refuses is what `load` would refuse, in the same words. Files that are not here are left to `load`, and so are
folders and formats without a header.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from troth.data.interface import Roles
from troth.data.places import Places
from troth.data.readers import Reading, Table, columns_of
from troth.data.roles import settle_roles
from troth.errors import DataError
from troth.standard import HUB, Charter, Source, columns_named


def check_headers(charter: Charter) -> list[DataError]:
    """What is wrong with the columns of each file, in the order of the splits."""
    return _checked(charter)[0]


def features_of(charter: Charter) -> tuple[str, ...]:
    """The features of a table's training file, as far as its first line tells; none where the file is not here."""
    roles = _checked(charter)[1].get("train")
    return () if roles is None else roles.features


def _checked(charter: Charter) -> tuple[list[DataError], dict[str, Roles]]:
    data = charter.data
    sources = {"train": data.train, "validation": data.validation, "test": data.test}
    wrong: list[DataError] = []
    roles: dict[str, Roles] = {}
    for split, source in sources.items():
        if source is not None and not source.path.startswith(HUB):
            try:
                found = _check(charter, source, split)
            except DataError as error:
                wrong.append(error)
            else:
                roles |= {} if found is None else {split: found}
    return wrong, roles


def _check(charter: Charter, source: Source, split: str) -> Roles | None:
    path = charter.folder / Path(source.path).expanduser()
    kind = charter.task.kind
    names = columns_of(path, Reading(source.format, source.columns, kind, split)) if path.is_file() else None
    if names is None:
        return None
    columns, repeated = names
    frame = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    places = Places(((0, str(path)),), np.zeros(0, dtype=np.int64))
    roles = settle_roles(Table(frame, places, "", "csv", repeated), source, kind)[2]
    _check_named(charter, columns, str(path))
    return roles


def _check_named(charter: Charter, columns: Sequence[str], file: str) -> None:
    """Refuse a clause about a column that the file does not have."""
    if charter.task.kind != "tabular-classification":
        return
    for clause in charter.clauses:
        for name in columns_named(clause.measure):
            if name not in columns:
                raise DataError(
                    f"has no column {name!r}, which the clause {clause.text} names",
                    where=f"{file}:1",
                    remedy=f"Its columns: {', '.join(columns[:12])}{' …' if len(columns) > 12 else ''}.",
                )
