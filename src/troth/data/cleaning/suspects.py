"""The rows that a list names: what `troth data describe --list` wrote, less what somebody who looked took out of it."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from troth.data.formulas import QUOTE, defused
from troth.data.quality import Sheet
from troth.data.tables import read_table
from troth.errors import DataError

NEEDED = ("kind", "place", "label")
SUSPECTS = "suspects"


def listed_rows(path: Path, sheet: Sheet) -> frozenset[int]:
    """The lines of the suspected rows of a sheet that a list names.

    Raises DataError where it is no such list, names no row of this file, or names one by another label than it has:
    then the file is not the one that was described.
    """
    frame = read_table(path).frame
    missing = [name for name in NEEDED if name not in frame.columns]
    if missing:
        raise DataError(
            f"has no column {missing[0]!r}", where=str(path), remedy="Name what `troth data describe --list` wrote."
        )
    named = {Path(file).name for _, file in sheet.places.files}
    suspected = frame.filter(pl.col("kind") == SUSPECTS).select("place", "label")
    rows = {int(line): row for row, line in enumerate(sheet.places.lines)}
    labels = None if sheet.labels is None else defused(sheet.labels)
    found = set()
    for place, label in suspected.iter_rows():
        file, _, line = str(place).removeprefix(QUOTE).rpartition(":")
        if Path(file).name not in named:
            continue
        row = rows.get(int(line)) if line.isdecimal() else None
        if row is None or labels is None or labels[row] != label:
            raise DataError(
                f"names {place} with the label {label!r}, which is not there",
                where=str(path),
                remedy="The file was changed since: describe it again.",
            )
        found.add(int(line))
    if not found:
        raise DataError(f"names no suspected row of {', '.join(sorted(named))}", where=str(path), remedy="Describe it.")
    return frozenset(found)
