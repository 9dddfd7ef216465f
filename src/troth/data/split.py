"""Splitting rows off, the same on every machine: by the hash of a seed and what is in the row.

What belongs together stays together: a document or a subject where one is named, else rows of the same content, so that
no split can leak into another through copies. Within that, each stratum (label, or label and groups) gives its share.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.content import contents
from troth.data.interface import numbered
from troth.data.roles import Part
from troth.errors import DataError
from troth.plural import counted

TEST_SHARE = 0.2
VALIDATION_SHARE, VALIDATION_LEAST = 0.1, 0.05
VALIDATION_ENOUGH, VALIDATION_MOST = 500, 2_000
"""Rows: from 500 on the share falls to 5 %, as what they would teach is worth more than a surer choice of the epoch;
more than 2,000 make choosing slower, hardly better."""


@dataclass(frozen=True, slots=True)
class Units:
    """What is assigned as one: `of` is each row's unit; the others are per unit. rank: by hash. stratum: a number."""

    of: NDArray[np.int64]
    size: NDArray[np.int64]
    rank: NDArray[np.uint64]
    stratum: NDArray[np.int64]


def split_off(part: Part, name: str, seed: str, share: float, most: int | None = None) -> tuple[Part, Part]:
    """Take a share of the rows (at most `most`) as a new part; returns what is left, and the new part.

    Every stratum keeps at least one unit in what is left. DataError when nothing can be taken.
    """
    rows = part.frame.height
    units = _units(part, f"{seed}\0{name}")
    taken = _chosen(units, min(share * rows, most or rows))
    inside = taken[units.of]
    if not inside.any():
        there = f"{counted(rows, 'row')} in {counted(len(units.size), 'different unit')}"
        raise DataError(
            f"too few rows to split off a {name} set ({there})",
            where=part.places.of(0).rpartition(":")[0],
            remedy=f"Add rows, or name a file of your own as data.{name}.",
        )
    return part.take(np.flatnonzero(~inside), part.name), part.take(np.flatnonzero(inside), name)


def validation_share(rows: int) -> float:
    """The share of so many training rows that is held out to validate on, before `VALIDATION_MOST` cuts it off."""
    return min(VALIDATION_SHARE, max(VALIDATION_LEAST, VALIDATION_ENOUGH / max(rows, 1)))


def _units(part: Part, seed: str) -> Units:
    """The units of a part, numbered in order of first appearance."""
    keys = _keys(part)
    of = numbered(keys)
    first = np.unique(of, return_index=True)[1]
    return Units(of, np.bincount(of), _ranks(keys[first], seed), _strata(part)[first])


def _keys(part: Part) -> pl.Series:
    if part.roles.document:
        return part.frame[part.roles.document].cast(pl.String)
    return contents(part.frame, part.roles)


def _ranks(keys: pl.Series, seed: str) -> NDArray[np.uint64]:
    start = hashlib.sha256(seed.encode() + b"\0")

    def rank(key: str) -> bytes:
        hasher = start.copy()
        hasher.update(key.encode())
        return hasher.digest()[:8]

    return np.frombuffer(b"".join(rank(key) for key in keys.to_list()), dtype=">u8").astype(np.uint64)


def _strata(part: Part) -> NDArray[np.int64]:
    """Each row's stratum: its label with its groups; token tasks have one stratum."""
    if not part.roles.label:
        return np.zeros(part.frame.height, dtype=np.int64)
    columns = [part.frame[part.roles.label].cast(pl.String)]
    for name in part.roles.groups:
        column = part.frame[name]
        if column.dtype == pl.List:
            columns.append(column.list.join("\0"))
        elif not column.dtype.is_numeric():  # numbers make a stratum of almost every row
            columns.append(column.fill_null(""))
    table = pl.DataFrame([column.alias(str(place)) for place, column in enumerate(columns)])
    return numbered(table.select(pl.concat_str(pl.all(), separator="\1").alias("stratum"))["stratum"])


def _chosen(units: Units, target: float) -> NDArray[np.bool_]:
    """Which units are taken: within each stratum the first by rank, until its quota of rows is full."""
    rows = np.bincount(units.stratum, weights=units.size).astype(np.float64)
    quota = _quotas(rows, target)
    order = np.lexsort((units.rank, units.stratum))
    stratum, size = units.stratum[order], units.size[order]
    before = np.cumsum(size) - size
    starts = np.searchsorted(stratum, np.arange(len(rows)))
    filled = before - before[starts][stratum]
    last = np.append(starts[1:], len(order)) - 1
    # A unit is taken if more than half of it still fits; the last of a stratum always stays behind.
    take = filled + size / 2 <= quota[stratum]
    take[last] = False
    chosen = np.zeros(len(order), dtype=bool)
    chosen[order] = take
    return chosen


def _quotas(rows: NDArray[np.float64], target: float) -> NDArray[np.float64]:
    """Whole rows for each stratum, by largest remainder (Hamilton's method), earlier strata first among equals."""
    exact = rows * (target / rows.sum())
    quota: NDArray[np.float64] = np.floor(exact)
    left = round(target - quota.sum())
    quota[np.argsort(-(exact - quota), kind="stable")[: max(0, left)]] += 1
    return quota
