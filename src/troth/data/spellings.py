"""Labels in several spellings: such as differ only in case, width or blanks, and were meant to be one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import polars as pl

from troth.data.content import normal
from troth.data.labels import EMPTY

LONGEST = 40  # characters of a label that a sentence repeats

Spelled = tuple[tuple[str, int], ...]
"""The spellings of one label as they are written, each with its rows; the commonest first."""


def spellings(labels: pl.Series) -> list[Spelled]:
    """The labels of a column of strings that are there in several spellings, those of most rows first."""
    told = [spelled for spelled in _spelled(labels) if len(spelled) > 1]
    return sorted(told, key=lambda spelled: -sum(count for _, count in spelled))


def otherwise(labels: pl.Series) -> pl.Series:
    """Which rows spell a label otherwise than most rows do."""
    rarer = [name for spelled in spellings(labels) for name, _ in spelled[1:]]
    return labels.is_in(pl.Series(rarer, dtype=pl.String).implode()).fill_null(False)


def unified(labels: pl.Series, preferred: Sequence[str] = ()) -> pl.Series:
    """The column with one spelling of each label: the preferred one, else its commonest, without blanks round it.

    preferred: of a label that is there in several spellings it prefers none. What says that there is no label stays.
    """
    bare = labels.str.strip_chars()
    chosen = _by_key([spelled[0][0] for spelled in _spelled(bare)])
    wanted = pl.Series(preferred, dtype=pl.String).unique(maintain_order=True)
    chosen |= _by_key([spelled[0][0] for spelled in _spelled(wanted) if len(spelled) == 1])
    written = bare.filter(_is_label(bare)).unique()
    made = dict(zip(written.to_list(), (chosen[key] for key in normal(written).to_list()), strict=True))
    table = pl.DataFrame({"was": labels, "now": bare.replace(made), "is": _is_label(bare)})
    told = table.select(pl.when("is").then("now").otherwise("was"))
    return told.to_series().alias(labels.name)


def said(spelled: Sequence[Spelled], named: int) -> str:
    """The first so many of them, as a sentence has them: `'Yes' (40), 'yes' (3)`."""
    told = ["; ".join(", ".join(f"{_cut(name)!r} ({count:,})" for name, count in one) for one in spelled[:named])]
    more = [f" and {len(spelled) - named} more"] if len(spelled) > named else []
    return "".join(told + more)


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _spelled(labels: pl.Series) -> list[Spelled]:
    """Every label with its spellings, in the order of its first row; of as many rows the one that is there first."""
    filled = labels.filter(_is_label(labels.str.strip_chars())).rename("label")
    counts = filled.to_frame().group_by("label", maintain_order=True).len("rows")
    table = counts.with_columns(normal(counts["label"]).alias("key"))
    table = table.with_row_index("at").with_columns(pl.col("at").min().over("key").alias("first"))
    table = table.sort("first", "rows", descending=[False, True], maintain_order=True)
    rows = table.select("first", "label", "rows").iter_rows()
    return [tuple((name, count) for _, name, count in group) for _, group in groupby(rows, key=lambda row: row[0])]


def _is_label(bare: pl.Series) -> pl.Series:
    """Which of some labels, without blanks round them, are one, and not a mark of a missing one."""
    return bare.is_not_null() & ~bare.is_in(pl.Series(EMPTY).implode()).fill_null(False)


def _by_key(names: Sequence[str]) -> dict[str, str]:
    """Labels by what is the same of all their spellings."""
    return dict(zip(normal(pl.Series(names, dtype=pl.String)).to_list(), names, strict=True))
