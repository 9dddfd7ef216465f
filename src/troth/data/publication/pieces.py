"""Cells as they are compared: what a cell holds, however it is written, and of lists and records each value in them."""

from __future__ import annotations

import polars as pl

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
    return pl.concat(found).with_columns(_folded(pl.col("piece")))


def cells_of(column: pl.Series) -> pl.Series:
    """A column as strings, blanks taken off, nothing as an empty one; lists, however deep, with blanks between."""
    if isinstance(column.dtype, pl.List):
        words = _leaves(column).group_by("row", maintain_order=True).agg(pl.col("piece").drop_nulls().str.join(" "))
        column = words["piece"]
    return column.cast(pl.String).fill_null("").str.strip_chars()


def folded(cells: pl.Series) -> pl.Series:
    """Strings without what retyping or tidying changes: case, width (NFKC), blanks, midnight, zeros that say nothing.

    >>> folded(pl.Series([" Ada  LOVELACE", "007.0", "1990-01-02 00:00:00", None])).to_list()
    ['ada lovelace', '7', '1990-01-02', '']
    """
    return pl.DataFrame({"piece": cells}).select(_folded(pl.col("piece")))["piece"]


def _leaves(column: pl.Series) -> pl.DataFrame:
    flat = pl.DataFrame({"piece": column}).with_row_index("row")
    while isinstance(flat["piece"].dtype, pl.List):
        flat = flat.explode("piece", empty_as_null=True)  # else rows without a value would be gone
    return flat.with_columns(pl.col("piece").cast(pl.String))


def _folded(cells: pl.Expr) -> pl.Expr:
    bare = cells.fill_null("").str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    day = bare.str.replace(r"[ t]00:00(?::00(?:\.0+)?)?(?:z|\+00:00)?$", "")
    whole = day.str.replace(r"^\+?(-?)0*(\d+)(?:\.0*)?$", "$1$2")
    return whole.str.replace(r"^\+?(-?)0*(\d+\.\d*[1-9])0*$", "$1$2")
