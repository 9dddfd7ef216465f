"""By column, the cells of a sheet that a spreadsheet would run."""

from __future__ import annotations

import polars as pl

from troth.data.formulas import are_formulas
from troth.data.quality.interface import Listing
from troth.data.quality.sheet import Sheet


def formulas(sheet: Sheet) -> list[Listing]:
    """By column, the rows whose cell begins as a formula does; of separated values alone, which spreadsheets open."""
    if sheet.reader != "csv":
        return []
    found = []
    for column in sheet.frame.get_columns():
        if column.dtype == pl.String:
            rows = are_formulas(column).arg_true().to_numpy().astype("int64")
            if len(rows):
                found.append(Listing("formulas", sheet.name, column.name, rows, sheet.places))
    return found
