"""One value, however it is written: what names a person in one file is known again in another."""

from __future__ import annotations

import polars as pl


def folded(cells: pl.Series) -> pl.Series:
    """Strings without what retyping or tidying changes: case, width (NFKC), blanks, midnight, zeros that say nothing.

    >>> folded(pl.Series([" Ada  LOVELACE", "007.0", "1990-01-02 00:00:00", None])).to_list()
    ['ada lovelace', '7', '1990-01-02', '']
    """
    return pl.DataFrame({"piece": cells}).select(fold(pl.col("piece")))["piece"]


def fold(cells: pl.Expr) -> pl.Expr:
    """The same as an expression."""
    bare = cells.fill_null("").str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    day = bare.str.replace(r"[ t]00:00(?::00(?:\.0+)?)?(?:z|\+00:00)?$", "")
    whole = day.str.replace(r"^\+?(-?)0*(\d+)(?:\.0*)?$", "$1$2")
    return whole.str.replace(r"^\+?(-?)0*(\d+\.\d*[1-9])0*$", "$1$2")
