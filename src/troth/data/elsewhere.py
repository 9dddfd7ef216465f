"""Values of some columns that stand in other columns of the same table too: what is sealed in one is open in these.

>>> people = pl.DataFrame({"mail": ["ada@x.org"], "first": ["Ada"], "note": ["wrote from ADA@X.ORG"], "age": [36]})
>>> elsewhere(people, ["mail"])
(Elsewhere(column='first', of='mail', cells=1), Elsewhere(column='note', of='mail', cells=1))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from troth.data.folded import folded
from troth.data.publication.pieces import cells_of

OWN, ANY, DIGITS = 3, 5, 6
"""Characters from which a value counts: in its own row, in any row, and in any row where it is all digits."""

HAN = 2
"""Characters from which one written without blanks counts in its own row; in any row one more."""

WORDS = 6
"""Words of a value up to which a part of it says something: a name, an address; parts of a long text do not."""

COPY = 0.5
"""Share of rows that are alike from which a column of short values is a copy."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A column with cells that have a value of another one, or a part of it. cells: how many."""

    column: str
    of: str
    cells: int


def elsewhere(frame: pl.DataFrame, columns: Sequence[str]) -> tuple[Elsewhere, ...]:
    """Where values of these columns stand in others: as a whole cell or as words in it; in its row also a part of one.

    Case, width, blanks and signs between words are no difference.
    """
    words = {name: _words(frame[name]) for name in frame.columns}
    found = []
    for other in frame.columns:
        for name in columns if other not in columns else ():
            cells = int(_there(words[name], words[other]).sum())
            if cells:
                found.append(Elsewhere(other, name, cells))
    return tuple(found)


def _words(column: pl.Series) -> pl.Series:
    """Each cell as its words with one blank between them; nothing for an empty one."""
    bare = folded(cells_of(column)).str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    return bare.set(bare == "", None)


def _there(values: pl.Series, others: pl.Series) -> pl.Series:
    pair = pl.DataFrame({"value": values, "other": others})
    value, other = pl.col("value"), pl.col("other")
    own = _within(other, value) & _long(value, OWN, HAN)
    part = _within(value, other) & _long(other, OWN, HAN) & (value.str.count_matches(" ") < WORDS)
    found = pair.select(pl.any_horizontal(own.fill_null(False), part.fill_null(False)))[:, 0]
    same = pair.select((value == other).fill_null(False))[:, 0]
    if pair["value"].n_unique() > 2 and same.sum() > COPY * (len(others) - others.null_count()):
        found |= same
    distinct = pl.DataFrame({"value": values.unique().drop_nulls()})
    distinct = distinct.filter(_long(value, ANY, HAN + 1) & ~value.str.contains(rf"^\d{{1,{DIGITS - 1}}}$"))
    if distinct.height:
        patterns = distinct.select(pl.when(_han(value)).then(value).otherwise(" " + value + " "))[:, 0]
        padded = pair.select((" " + other + " ").alias("other"))["other"]
        found |= padded.str.contains_any(patterns.implode()).fill_null(False)
    return found


def _within(text: pl.Expr, words: pl.Expr) -> pl.Expr:
    """Whether words stand in a text of the same row, as whole words where it is written with blanks."""
    whole = (" " + text + " ").str.contains(" " + words + " ", literal=True)
    return pl.when(_han(words)).then(text.str.contains(words, literal=True)).otherwise(whole)


def _long(text: pl.Expr, least: int, han: int) -> pl.Expr:
    return text.str.len_chars() >= pl.when(_han(text)).then(han).otherwise(least)


def _han(text: pl.Expr) -> pl.Expr:
    return text.str.contains(r"\p{Han}")
