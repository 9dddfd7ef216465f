"""Values of a description: rows that were found, by their places and never by what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from troth.data.places import Places

Rows = NDArray[np.int64]

SHOWN = 5
"""Places that a finding names."""

Kind = Literal[
    "copies", "near_copies", "conflicts", "leaked", "nearly_leaked", "suspects", "odd", "formulas", "outliers",
    "without_content", "without_label", "tied", "spellings",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """One row that was found. other: the row that it repeats or contradicts. score: what it was ranked by."""

    place: str
    other: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """All rows of one kind in one sheet.

    sheet: its name. of: the column, or the other sheet, that it is about. rows: of the sheet. others: of each the row
    it repeats or contradicts, among `other_places`. scores: of each, what the rows are in the order of.
    """

    kind: Kind
    sheet: str
    of: str
    rows: Rows
    places: Places
    others: Rows | None = None
    other_places: Places | None = None
    scores: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Listed]:
        return self.first(len(self))

    def first(self, count: int) -> Iterator[Listed]:
        """The first so many."""
        against = self.other_places or self.places
        for at, row in enumerate(self.rows[:count].tolist()):
            other = None if self.others is None else against.of(int(self.others[at]))
            score = None if self.scores is None else round(float(self.scores[at]), 4)
            yield Listed(self.places.of(row), other, score)

    @property
    def examples(self) -> tuple[str, ...]:
        """The first few as a finding names them."""
        return tuple(one.place if one.other is None else f"{one.place} = {one.other}" for one in self.first(SHOWN))
