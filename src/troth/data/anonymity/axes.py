"""The quasi-identifiers as directions that a table can be cut in: what each cut leaves, and what is lost.

The loss of a set of values is the normalised certainty penalty (Xu et al., KDD 2006; generalised loss, Iyengar, KDD
2002): of numbers their range by the column's, of categories the number of values less one by the column's less one,
under a hierarchy counted at the lowest node above them. 0: as it was; 1: nothing is left.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
import polars as pl

from troth.data.anonymity.classes import Codes, codes_of
from troth.data.anonymity.hierarchy import ALL, Hierarchy
from troth.data.anonymity.spread import Numbers
from troth.errors import DataError

MISSING = "(missing)"
"""How a missing cell is told in a set of values."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Ways to cut rows in two: cut j leaves those of rank <= j on the left.

    rank: of each row. left: rows on the left of each cut. losses: of the left, of the right, by row.
    """

    rank: Codes
    left: Codes
    losses: tuple[Numbers, Numbers]


class Axis(ABC):
    """One quasi-identifier. codes: of every row, 0 where it is missing, else in the order of the values."""

    def __init__(self, column: pl.Series) -> None:
        self.name = column.name
        self.codes = codes_of(column)
        distinct = column.fill_nan(None) if column.dtype.is_float() else column
        self.values = distinct.drop_nulls().unique().sort()
        self.texts = [MISSING, *self.values.cast(pl.String).to_list()]

    @abstractmethod
    def loss(self, present: Codes) -> float:
        """What is lost where these values, in order and once each, become one."""

    @abstractmethod
    def label(self, present: Codes) -> str:
        """What is written for these values, of which there are two or more."""

    @abstractmethod
    def order(self, present: Codes, counts: Codes) -> tuple[Codes, Numbers, Numbers]:
        """A rank of each value for cuts between ranks, and what is lost on the left and on the right of each cut."""

    def written(self, present: Codes) -> str | None:
        """What is written for these values; None for a missing cell alone."""
        if len(present) == 1:
            return self.texts[int(present[0])] if present[0] else None
        return self.label(present)

    def cuts(self, codes: Codes, weights: Codes) -> tuple[float, Cuts | None]:
        """What is lost where rows of these codes become one, and the ways to cut them; None where they are alike."""
        present, at, counts = _counted(codes, weights, len(self.texts))
        if len(present) == 1:
            return 0.0, None
        rank, left_loss, right_loss = self.order(present, counts)
        by_rank = np.bincount(rank, weights=counts).astype(np.int64)
        return self.loss(present), Cuts(rank[at], np.cumsum(by_rank)[:-1], (left_loss, right_loss))


class Ordered(Axis):
    """Numbers and times: cut between two values, written as a range. Missing cells stand apart from all numbers."""

    def __init__(self, column: pl.Series) -> None:
        super().__init__(column)
        places = self.values.to_physical().cast(pl.Float64).to_numpy()
        if len(places) and not np.isfinite(places).all():
            raise DataError(f"the column {self.name!r} holds an infinite number", remedy="Leave the row out.")
        self.span = float(places[-1] - places[0]) if len(places) > 1 else 1.0
        self.places = np.concatenate([[places[0] - self.span if len(places) else 0.0], places])

    def loss(self, present: Codes) -> float:
        """Their range by the column's; all is lost where some are missing and others not."""
        return float(self._range(self.places[present[0]], self.places[present[-1]]))

    def label(self, present: Codes) -> str:
        """`17..25`; all where some are missing."""
        return f"{self.texts[int(present[0])]}..{self.texts[int(present[-1])]}" if present[0] else ALL

    def order(self, present: Codes, counts: Codes) -> tuple[Codes, Numbers, Numbers]:
        """The values as they stand."""
        places = self.places[present]
        return (
            np.arange(len(present)),
            self._range(places[0], places[:-1]),
            self._range(places[1:], places[-1]),
        )

    def _range(self, low: Numbers, high: Numbers) -> Numbers:
        return np.minimum((high - low) / self.span, 1.0)


class Sets(Axis):
    """Categories without an order: cut between the commoner and the rarer, written as the set of values."""

    def __init__(self, column: pl.Series) -> None:
        super().__init__(column)
        self.most = max(len(self.values) + column.has_nulls() - 1, 1)

    def loss(self, present: Codes) -> float:
        """Their number less one by the column's less one."""
        return (len(present) - 1) / self.most

    def label(self, present: Codes) -> str:
        """`Berne|Chur`, or all."""
        if len(present) > self.most:
            return ALL
        return "|".join(self.texts[int(code)] for code in present)

    def order(self, present: Codes, counts: Codes) -> tuple[Codes, Numbers, Numbers]:
        """The commonest first."""
        number = len(present)
        rank = np.empty(number, dtype=np.int64)
        rank[np.lexsort((present, -counts))] = np.arange(number)
        left = np.arange(number - 1) / self.most
        return rank, left, left[::-1]


class Tree(Axis):
    """Categories under a hierarchy: cut between the branches below the lowest node above all, written as that node."""

    def __init__(self, column: pl.Series, hierarchy: Hierarchy) -> None:
        super().__init__(column)
        paths = hierarchy.paths([*([MISSING] if self.codes.min() == 0 else []), *self.texts[1:]], self.name)
        filler = [] if self.codes.min() == 0 else [paths[0]]
        self.paths = [*filler, *paths]
        nodes = sorted({node for path in self.paths for node in enumerate(path)})
        numbers = {node: number for number, node in enumerate(nodes)}
        self.nodes = np.array([[numbers[node] for node in enumerate(path)] for path in self.paths])
        self.penalty = np.array([hierarchy.penalty(depth, name) for depth, name in nodes])

    def loss(self, present: Codes) -> float:
        """The share of the hierarchy's leaves below the lowest node above all."""
        depth = self._depth(present)
        return 0.0 if len(present) == 1 else float(self.penalty[self.nodes[present[0], depth - 1]])

    def label(self, present: Codes) -> str:
        """The lowest node above all."""
        return self.paths[int(present[0])][self._depth(present) - 1]

    def order(self, present: Codes, counts: Codes) -> tuple[Codes, Numbers, Numbers]:
        """The commonest branch first; only a branch that is alone loses less than all together."""
        branches, at = np.unique(self.nodes[present, self._depth(present)], return_inverse=True)
        sizes = np.bincount(at, weights=counts)
        order = np.lexsort((branches, -sizes))
        rank = np.empty(len(branches), dtype=np.int64)
        rank[order] = np.arange(len(branches))
        together = self.loss(present)
        left, right = np.full(len(branches) - 1, together), np.full(len(branches) - 1, together)
        left[0], right[-1] = self.penalty[branches[order[0]]], self.penalty[branches[order[-1]]]
        return rank[at], left, right

    def _depth(self, present: Codes) -> int:
        """How many levels from the top these values share."""
        nodes = self.nodes[present]
        alike = (nodes == nodes[0]).all(axis=0)
        return int(alike.argmin()) if not alike.all() else alike.size


def axis_of(column: pl.Series, hierarchy: Hierarchy | None = None) -> Axis:
    """What cuts a column: its hierarchy where there is one, its order where it has one, else sets of values."""
    if hierarchy is not None:
        return Tree(column.cast(pl.String), hierarchy)
    ordered = column.dtype.is_numeric() or column.dtype.is_temporal()
    return Ordered(column) if ordered else Sets(column.cast(pl.String))


def _counted(codes: Codes, weights: Codes, width: int) -> tuple[Codes, Codes, Codes]:
    """The codes that are there, in order; which of them each row has; and the rows of each."""
    if width > 4 * len(codes):
        present, at = np.unique(codes, return_inverse=True)
        return present, at, np.bincount(at, weights=weights).astype(np.int64)
    counts = np.bincount(codes, weights=weights, minlength=width).astype(np.int64)
    present = np.flatnonzero(counts)
    numbers = np.empty(width, dtype=np.int64)
    numbers[present] = np.arange(len(present))
    return present, numbers[codes], counts[present]
