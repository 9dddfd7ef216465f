"""The components of one clause or of several as arrays over one table, so that thousands are as quick as one.

A clause on equalized odds over a dozen labels is some hundred inequalities; their rates are sums of few cells each, so
all of them are two matrices, sparse where they are large, times the table. Tables of different group columns are
stacked along the group axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from troth.training.constraints.components import Cells, Component, Floats, Rate

Matrix = Any  # of scipy, which has no types, or an array: both know @ and T

SMALL = 20_000  # cells of a matrix below which numpy's own product is the quicker one


@dataclass(frozen=True, slots=True)
class Stacked:
    """One clause's components, and where its groups begin in the table."""

    components: tuple[Component, ...]
    first: int


class Inequalities:
    """Components of all clauses, J of them, numbered through; `owner` [J]: the clause each belongs to.

    A component of which a rate has no rows is not violated, and such a rate pulls nowhere: what cannot be seen is not
    acted on.
    """

    def __init__(self, clauses: Sequence[Stacked], groups: int, labels: int, *, doubt: float = 0.0) -> None:
        """groups: of the table, [groups, labels, labels]. doubt: rows that each rate is taken together with in an
        excess, at the rate of all groups, so that a group of as many rows is listened to by half."""
        self._shape, self._doubt = (groups, labels, labels), doubt
        rates = _Rates(labels)
        components = [(number, one, each.first) for number, each in enumerate(clauses) for one in each.components]
        self.owner = np.array([number for number, _, _ in components], np.int64)
        self.clauses = len(clauses)
        self._more = np.array([rates.place(one.more, first) for _, one, first in components], np.int64)
        self._less = np.array([rates.place(one.less, first) if one.less else -1 for _, one, first in components])
        self._factor, self._times, self._bound = (
            np.array([getattr(one, name) for _, one, _ in components]) for name in ("factor", "times", "bound")
        )
        self._times[self._less < 0] = 0.0
        self._top, self._of = rates.matrices(groups * labels * labels)
        self._kind = np.array(rates.kinds, np.int64)

    @classmethod
    def of(cls, components: Sequence[Component]) -> Inequalities:
        """Of one clause, over the table of its own groups. Raises ValueError without components."""
        if not components:
            raise ValueError("a clause without components has no inequalities")
        groups, labels, _ = components[0].more.of.shape
        return cls([Stacked(tuple(components), 0)], groups, labels)

    def __len__(self) -> int:
        return len(self.owner)

    def excesses(self, table: Floats) -> Floats:
        """By how much each is violated in a table [groups, labels, labels], [J]; below zero: the slack."""
        rates = self._rates(self._top @ table.ravel(), self._of @ table.ravel())
        less = np.where(self._less < 0, 0.0, self._times * rates[self._less])  # a place of -1 is the last, unread
        found: Floats = np.nan_to_num(self._factor * rates[self._more] - less - self._bound, nan=0.0)
        return found

    def _rates(self, hits: Floats, trials: Floats) -> Floats:
        """With doubt; NaN where there are no rows."""
        known = np.where(trials > 0, trials, np.nan)
        if not self._doubt:
            bare: Floats = hits / known
            return bare
        with np.errstate(invalid="ignore"):
            pooled = np.bincount(self._kind, hits) / np.bincount(self._kind, trials)
        found: Floats = (hits + self._doubt * pooled[self._kind]) / (known + self._doubt)
        return found

    def worst(self, excesses: Floats) -> Floats:
        """The largest excess of each clause."""
        found = np.full(self.clauses, -np.inf)
        np.maximum.at(found, self.owner, excesses)
        return found

    def chance(self, table: Floats) -> Floats:
        """How far chance alone moves each excess, [J]: a standard deviation, each rate's taken as that of a half."""
        variance = 0.25 / np.maximum(self._of @ table.ravel(), 1.0)
        found: Floats = np.sqrt(self._factor**2 * variance[self._more] + self._times**2 * variance[self._less])
        return found

    def shares(self, table: Floats, rows: int) -> Floats:
        """What share of the rows the smaller of an inequality's two rates is out of, [J]."""
        of = self._of @ table.ravel() / rows
        found: Floats = np.where(self._less < 0, of[self._more], np.minimum(of[self._more], of[self._less]))
        return found

    def slope(self, table: Floats, multipliers: Floats) -> Floats:
        """How the excesses (without doubt), weighted by multipliers [J], change with each cell of the table."""
        weights = np.bincount(self._more, self._factor * multipliers, len(self._kind))
        weights -= np.bincount(np.maximum(self._less, 0), self._times * multipliers, len(self._kind))
        hits, trials = self._top @ table.ravel(), self._of @ table.ravel()
        inverse = np.divide(1.0, trials, out=np.zeros_like(trials), where=trials > 0)
        slope: Floats = self._top.T @ (weights * inverse) - self._of.T @ (weights * hits * inverse**2)
        return slope.reshape(self._shape)


class _Rates:
    """Each different rate once, by its number."""

    def __init__(self, labels: int) -> None:
        self._labels = labels
        self._places: dict[tuple[int, int], int] = {}
        self._rates: list[tuple[Rate, int]] = []
        self._known: dict[tuple[int, bytes, bytes], int] = {}
        self.kinds: list[int] = []

    def place(self, rate: Rate, first: int) -> int:
        key = (id(rate), first)
        if key not in self._places:
            self._places[key] = len(self._rates)
            self._rates.append((rate, first))
            kind = first, rate.top.any(axis=0).tobytes(), rate.of.any(axis=0).tobytes()  # the same in every group
            self.kinds.append(self._known.setdefault(kind, len(self._known)))
        return self._places[key]

    def matrices(self, cells: int) -> tuple[Matrix, Matrix]:
        """[rates, cells], 1 where a cell counts as a hit, and where as a trial."""
        return self._matrix([rate.top for rate, _ in self._rates], cells), self._matrix(
            [rate.of for rate, _ in self._rates], cells
        )

    def _matrix(self, chosen: list[Cells], cells: int) -> Matrix:
        starts = [first * self._labels**2 for _, first in self._rates]
        columns = [np.flatnonzero(one) + start for one, start in zip(chosen, starts, strict=True)]
        ends = np.cumsum([0, *(len(one) for one in columns)])
        sparse = csr_matrix((np.ones(ends[-1]), np.concatenate(columns), ends), shape=(len(chosen), cells))
        return sparse if len(chosen) * cells > SMALL else sparse.toarray()
