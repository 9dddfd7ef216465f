"""Rows that stand more than once: copies, near copies, the same content under different labels; within and between."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from troth.data.near import near_between, near_repeats
from troth.data.quality.contents import Contents, first_of_each
from troth.data.quality.interface import Kind, Listing, Rows

Pairs = tuple[Rows, Rows]


def repeated(contents: Contents) -> Pairs:
    """Rows whose content an earlier row has, and the first row that has it."""
    firsts = contents.firsts
    rows = np.flatnonzero((firsts >= 0) & (firsts != np.arange(len(firsts))))
    return rows, firsts[rows]


def nearly_repeated(contents: Contents) -> Pairs:
    """Rows of another content that are nearly the same as an earlier one, and one such row.

    Texts: by their shingles, see `near`. Tables: rows that are the same once numbers are rounded to three figures.
    """
    if contents.texts is None:
        firsts = first_of_each(contents.rounded)
        rows = np.flatnonzero((firsts >= 0) & (firsts != np.arange(len(firsts))))
        other = contents.firsts[rows] != contents.firsts[firsts[rows]]
        return rows[other], firsts[rows[other]]
    found = np.array(near_repeats(contents.shingles), dtype=np.int64).reshape(-1, 2)
    return contents.distinct[found[:, 0]], contents.distinct[found[:, 1]]


def conflicting(contents: Contents, labels: pl.Series) -> tuple[Rows, Rows, int]:
    """Rows whose label is not that of the first row of the same content, that row, and how many must be wrong.

    As many must be wrong, where a content has one right label, as are not of the content's commonest label.
    """
    table = pl.DataFrame({"first": contents.firsts, "label": labels}).with_row_index("row").drop_nulls("label")
    table = table.filter((pl.col("first") >= 0) & (pl.len().over("first") > 1)).with_columns(
        pl.col("row").cast(pl.Int64)
    )
    torn = table.filter(pl.col("label").n_unique().over("first") > 1)
    against = torn.filter(pl.col("label") != pl.col("label").first().over("first"))
    first = torn.group_by("first").agg(pl.col("row").first().alias("of"))
    pairs = against.join(first, on="first", how="left", maintain_order="left")
    counts = torn.group_by("first", "label").len().group_by("first").agg(pl.col("len").sum() - pl.col("len").max())
    return pairs["row"].to_numpy(), pairs["of"].to_numpy(), int(counts["len"].sum())


def shared(earlier: Contents, later: Contents) -> tuple[Pairs, Pairs]:
    """Rows of a later sheet whose content an earlier one has, and those nearly so, each with one row there."""
    first = pl.DataFrame({"row": earlier.distinct}).hstack(earlier.keys[earlier.distinct])
    joined = later.keys.with_row_index("at").drop_nulls().join(first, on=("a", "b")).sort("at")
    exact = joined["at"].to_numpy().astype(np.int64), joined["row"].to_numpy()
    return exact, _near(earlier, later, exact[0])


def _near(earlier: Contents, later: Contents, taken: Rows) -> Pairs:
    if later.texts is None or earlier.texts is None:
        left = first_of_each(earlier.rounded)
        left = np.flatnonzero(left == np.arange(len(left)))
        first = pl.DataFrame({"row": left}).hstack(earlier.rounded[left])
        joined = later.rounded.with_row_index("at").drop_nulls().join(first, on=("a", "b")).sort("at")
        rows, others = joined["at"].to_numpy().astype(np.int64), joined["row"].to_numpy()
    else:
        found = np.array(near_between(earlier.shingles, later.shingles), dtype=np.int64).reshape(-1, 2)
        of = np.full(len(later.firsts), -1, dtype=np.int64)
        of[later.distinct[found[:, 0]]] = earlier.distinct[found[:, 1]]
        spread = np.where(later.firsts >= 0, of[later.firsts], -1)
        rows = np.flatnonzero(spread >= 0)
        others = spread[rows]
    kept = ~np.isin(rows, taken)
    return rows[kept], others[kept]


def within(contents: Contents, labels: pl.Series | None) -> list[Listing]:
    """The listings of one sheet."""
    found = [
        _listing("copies", contents, repeated(contents)),
        _listing("near_copies", contents, nearly_repeated(contents)),
    ]
    if labels is not None:
        rows, others, _ = conflicting(contents, labels)
        found.append(_listing("conflicts", contents, (rows, others)))
    return [listing for listing in found if len(listing)]


def between(sheets: Sequence[Contents]) -> list[Listing]:
    """The listings of every pair of sheets."""
    found = []
    for at, later in enumerate(sheets):
        for earlier in sheets[:at]:
            exact, near = shared(earlier, later)
            found.append(_listing("leaked", later, exact, earlier))
            found.append(_listing("nearly_leaked", later, near, earlier))
    return [listing for listing in found if len(listing)]


def _listing(kind: Kind, contents: Contents, pairs: Pairs, other: Contents | None = None) -> Listing:
    sheet = contents.sheet
    return Listing(
        kind,
        sheet.name,
        "" if other is None else other.sheet.name,
        pairs[0],
        sheet.places,
        pairs[1],
        None if other is None else other.sheet.places,
    )
