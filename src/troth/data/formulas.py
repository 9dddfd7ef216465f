"""Cells that a spreadsheet would run: text that begins as a formula does.

A table from outside that is opened in a spreadsheet may so fetch an address or start a program (CSV injection, OWASP;
CWE-1236). A number with a sign is none, nor is a sign alone.
"""

from __future__ import annotations

import polars as pl

BEGINS = r"^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
"""The signs that OWASP names, the wide forms of Chinese and Japanese typing among them."""
_NUMBER = r"[+\-\uff0b\uff0d]?(?:\d[\d., ]*|[.,]\d+)(?:[eE][+\-]?\d+)?"
NUMBER = rf"^{_NUMBER}(?:\s*[%€$£]|\.\.{_NUMBER})?\s*$"
"""A number, or a range of two as generalised tables have them."""
ALONE = r"^[=+\-@\uff1d\uff0b\uff0d\uff20]+\s*$"
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


def formula_cells(frame: pl.DataFrame) -> int:
    """How many cells of a table begin as a formula does."""
    strings = (column for column in frame.get_columns() if column.dtype == pl.String)
    return sum(int(are_formulas(column).sum()) for column in strings)
