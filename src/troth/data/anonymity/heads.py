"""What k counts: the rows of a class, or the persons that they are about, each once however many rows they have."""

from __future__ import annotations

import numpy as np
import polars as pl

from troth.data.anonymity.classes import Codes, codes_of
from troth.data.folded import folded
from troth.errors import DataError
from troth.plural import counted

NOBODY = (
    "na",
    "n/a",
    "nan",
    "null",
    "none",
    "nil",
    "unknown",
    "anonymous",
    "missing",
    "not known",
    "未知",
    "匿名",
    "无",
    "不详",
)
"""What is written where nobody is named, folded."""


class Heads:
    """Counts distinct rows, each there `weights` times, or the persons of these rows, by number."""

    def __init__(self, weights: Codes, persons: Codes | None = None) -> None:
        self._weights, self._persons = weights, persons

    def of(self, rows: Codes) -> int:
        """How many these distinct rows are."""
        if self._persons is None:
            return int(self._weights[rows].sum())
        return len(np.unique(self._persons[rows]))

    def by_cut(self, rows: Codes, rank: Codes, left: Codes) -> tuple[Codes, Codes]:
        """How many are on the left and on the right of each cut, where cut j leaves those of rank <= j on the left.

        left: the rows on the left of each cut. A person with rows on both sides is counted on both.
        """
        if self._persons is None:
            return left, int(self._weights[rows].sum()) - left
        people, at = np.unique(self._persons[rows], return_inverse=True)
        lowest, highest = np.full(len(people), len(left), dtype=np.int64), np.zeros(len(people), dtype=np.int64)
        np.minimum.at(lowest, at, rank)
        np.maximum.at(highest, at, rank)
        first = np.cumsum(np.bincount(lowest, minlength=len(left) + 1))[:-1]
        last = np.cumsum(np.bincount(highest, minlength=len(left) + 1))[:-1]
        return first.astype(np.int64), (len(people) - last).astype(np.int64)


def sizes_of(classes: Codes, persons: Codes | None) -> Codes:
    """The size of each class, from 0: its rows, or its persons."""
    if persons is None:
        return np.bincount(classes).astype(np.int64)
    width = int(persons.max()) + 1
    pairs = np.unique(classes * width + persons)
    return np.bincount(pairs // width, minlength=int(classes.max()) + 1).astype(np.int64)


def numbered_persons(column: pl.Series | None) -> Codes | None:
    """The person of each row, by number from 0; None without a column.

    One person's name may be written in several ways (case, width, blanks, zeros before a number): it is one person.
    Raises DataError for a row that names nobody: whether it is one more of somebody's cannot be told.
    """
    if column is None:
        return None
    cells = folded(column.cast(pl.String))
    nobody = cells.is_in(["", *NOBODY]) | cells.str.contains(r"^[^\p{L}\p{N}]+$")
    if nobody.any():
        rows, named = counted(int(nobody.sum()), "row"), cells.filter(nobody).replace("", "nothing")
        raise DataError(
            f"{rows} of the column {column.name!r} name nobody ({', '.join(sorted(set(named))[:5])}), so that persons "
            "cannot be counted",
            remedy="Fill it or leave these rows out; without --person rows are counted.",
        )
    codes = codes_of(cells)
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)
