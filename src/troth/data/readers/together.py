"""Several files of one split as one table."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import polars as pl

from troth.data.places import Places
from troth.data.readers.interface import Table
from troth.errors import DataError


def together(tables: Sequence[Table]) -> Table:
    """The rows of every table, in order; DataError where their columns differ."""
    first = tables[0]
    if len(tables) == 1:
        return first
    for table in tables[1:]:
        if table.frame.columns != first.frame.columns:
            odd = sorted(set(table.frame.columns) ^ set(first.frame.columns)) or table.frame.columns
            raise DataError(
                f"has other columns than {first.places.files[0][1]} (differing: {', '.join(odd)})",
                where=table.places.files[0][1],
                remedy="Files of one split have the same columns, in the same order.",
            )
    starts = np.cumsum([0] + [table.frame.height for table in tables])
    files = tuple((int(start), table.places.files[0][1]) for start, table in zip(starts, tables, strict=False))
    lines = np.concatenate([table.places.lines for table in tables])
    digest = hashlib.sha256("".join(f"{table.digest}\n" for table in tables).encode()).hexdigest()
    frame = pl.concat([table.frame for table in tables], how="vertical_relaxed", rechunk=True)
    return Table(frame, Places(files, lines), f"sha256:{digest}", first.reader, first.repeated, first.read_as)
