"""What a column says of each of its cells: words that stand beside it, and whether it is one of a few short codes.

Short codes, as a status of A, B and C, look like names to who reads one alone. What they are is seen in the column.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from troth.data.names import TEXT, is_of_persons, words_beside

MOST_CODES = 20
"""Different values up to which a column may be one of codes."""
LEAST_ROWS = 2
"""Rows that each value has on average: codes repeat."""

_SIGNS = r"[.\-/_+&*?]"
_CODE = r"^[\p{Latin}\p{Greek}\p{Cyrillic}\d]{0,3}$"
"""Without signs. A Chinese or Korean name may be whole in three characters: these are no codes."""


@dataclass(frozen=True, slots=True)
class Hint:
    """words: that stand beside each cell, empty where its column says nothing of persons. codes: whether the cells are
    codes, in which no names are looked for."""

    words: str = ""
    codes: bool = False


def hint_of(column: pl.Series) -> Hint:
    """What a column says of its cells, by its name and all of its values.

    >>> hint_of(pl.Series("status", ["A", "B", "A", "B"])), hint_of(pl.Series("first_name", ["Jo", "Bo", "Jo", "Bo"]))
    (Hint(words='', codes=True), Hint(words='name', codes=False))
    """
    return Hint(words_beside(column.name), are_codes(column))


def are_codes(column: pl.Series) -> bool:
    """Whether a column of strings has few values, which repeat, each of at most three letters or digits.

    Never one that its name says to hold texts, or anything of persons: first names may be as short.
    """
    if column.dtype != pl.String or column.name.strip().lower() in TEXT or is_of_persons(column.name):
        return False
    filled = column.str.strip_chars().drop_nulls()
    filled = filled.filter(filled != "")
    different = filled.unique()
    few = 0 < len(different) <= min(MOST_CODES, len(filled) // LEAST_ROWS)
    return few and bool(different.str.replace_all(_SIGNS, "").str.contains(_CODE).all())
