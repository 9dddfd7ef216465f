"""Cells as they are compared: what a cell holds, however it is written, and of lists and records each value in them."""

from __future__ import annotations

import polars as pl

from troth.data.folded import fold

VALUES = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,:{}\[\]"']+"""
"""Of a record written as text (JSON, or Python's way as Parquet's are): what is in quotes, and what stands alone."""


def pieces(column: pl.Series) -> pl.DataFrame:
    """The values of a column's cells, folded: `row`, from 0, and `piece`. A cell without a value has an empty one.

    A list counts as each of its values and as these with blanks between them; a text that is a record, as itself and as
    each value in it.
    """
    found = [_leaves(column)]
    if isinstance(column.dtype, pl.List):
        found.append(pl.DataFrame({"piece": cells_of(column)}).with_row_index("row"))
    if column.dtype == pl.String:
        record = found[0].filter(pl.col("piece").str.contains(r"^\s*[\[{]"))
        inside = record.with_columns(pl.col("piece").str.extract_all(VALUES)).explode("piece")
        found.append(inside.with_columns(pl.col("piece").str.strip_chars("\"'")))
    return pl.concat(found).with_columns(fold(pl.col("piece")))


def cells_of(column: pl.Series) -> pl.Series:
    """A column as strings, blanks taken off, nothing as an empty one; lists, however deep, with blanks between."""
    if isinstance(column.dtype, pl.List):
        words = _leaves(column).group_by("row", maintain_order=True).agg(pl.col("piece").drop_nulls().str.join(" "))
        column = words["piece"]
    return column.cast(pl.String).fill_null("").str.strip_chars()


def _leaves(column: pl.Series) -> pl.DataFrame:
    flat = pl.DataFrame({"piece": column}).with_row_index("row")
    while isinstance(flat["piece"].dtype, pl.List):
        flat = flat.explode("piece", empty_as_null=True)  # else rows without a value would be gone
    return flat.with_columns(pl.col("piece").cast(pl.String))
