"""Whether the files a charter names have the columns that it names, by the first lines of each alone.

What it refuses is what `load` would refuse, in the same words. Files that are not here are left to `load`, and so are
folders and formats without a header.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from troth.data.places import Places
from troth.data.readers import Reading, Table, columns_of
from troth.data.roles import settle_roles
from troth.errors import DataError
from troth.standard import HUB, Charter, Source


def check_headers(charter: Charter) -> list[DataError]:
    """What is wrong with the columns of each file, in the order of the splits."""
    data = charter.data
    sources = {"train": data.train, "validation": data.validation, "test": data.test}
    wrong = []
    for split, source in sources.items():
        if source is not None and not source.path.startswith(HUB):
            try:
                _check(charter, source, split)
            except DataError as error:
                wrong.append(error)
    return wrong


def _check(charter: Charter, source: Source, split: str) -> None:
    path = charter.folder / Path(source.path).expanduser()
    kind = charter.task.kind
    names = columns_of(path, Reading(source.format, source.columns, kind, split)) if path.is_file() else None
    if names is not None:
        columns, repeated = names
        frame = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
        places = Places(((0, str(path)),), np.zeros(0, dtype=np.int64))
        settle_roles(Table(frame, places, "", "csv", repeated), source, kind)
