"""Cells that a spreadsheet would run: text that begins as a formula does.

A table from outside that is opened in a spreadsheet may so fetch an address or start a program (CSV injection, OWASP;
CWE-1236). A number with a sign is none, nor is a sign alone.
"""

from __future__ import annotations

import polars as pl

from troth.data.quality.interface import Listing
from troth.data.quality.sheet import Sheet

BEGINS = r"^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
"""The signs that OWASP names, the wide forms of Chinese and Japanese typing among them."""
NUMBER = r"^[+\-\uff0b\uff0d]?(\d[\d., ]*|[.,]\d+)([eE][+\-]?\d+)?\s*[%€$£]?$"
ALONE = r"^[=+\-@\uff1d\uff0b\uff0d\uff20]+$"
QUOTE = "'"
"""Put before such a cell, so that a spreadsheet shows it as it is."""


def are_formulas(cells: pl.Series) -> pl.Series:
    """Which cells of a column of strings begin as a formula does."""
    return (
        cells.str.contains(BEGINS) & ~cells.str.contains(NUMBER) & ~cells.str.contains(ALONE)
    ).fill_null(False)  # fmt: skip


def defused(cells: pl.Series) -> pl.Series:
    """The column with a quote before each such cell."""
    table = pl.DataFrame({"cell": cells, "bad": are_formulas(cells)})
    told = table.select(pl.when(pl.col("bad")).then(pl.lit(QUOTE) + pl.col("cell")).otherwise(pl.col("cell")))
    return told.to_series().alias(cells.name)


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
