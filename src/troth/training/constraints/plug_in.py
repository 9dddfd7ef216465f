"""Decisions under rate constraints, made from probabilities alone: nothing is trained again for another limit.

The most accurate decisions that keep every rate within its limit choose, for each row, the label of the highest
probability less what choosing it adds to the constrained rates, priced by multipliers. What it adds is expected from
the row's own probabilities of each group and truth, so that the group itself need not be known when deciding.

A. K. Menon and R. C. Williamson (2018), The cost of fairness in binary classification, PMLR 81:107–118; X. Zeng,
G. Cheng and E. Dobriban (2024), Bayes-optimal fair classification with linear disparity constraints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from troth.models import decide
from troth.standard import Clause
from troth.training.constraints.components import Component, Floats

ROUNDS = 400  # of raising and lowering multipliers; the steps shrink as 1/sqrt
FIRST_STEP = 0.05  # of every multiplier; AdaGrad (Duchi et al., JMLR 2011) shrinks the steps of each by its own excesses
INSIDE = 2e-4  # how far inside its limit a clause is aimed, so that the last steps, which are small, end on the right side

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Demand:
    """One clause over the rows that multipliers are found on.

    members: [n, G], 1 where a row is in a group. belief: [n, G, K], the probability that a row is in a group and has a
    truth, as the model can tell from its inputs.
    """

    clause: Clause
    components: tuple[Component, ...]
    members: Floats
    belief: Floats


@dataclass(frozen=True, slots=True)
class Solution:
    """Multipliers and what they come to on the rows they were found on.

    multipliers: an array for each demand, one number for each of its components, in accuracy lost for a unit of the
    clause's limit. costs: for each demand [G, K, K]: what choosing label k costs a row of group g and truth y.
    accuracy, excesses: of these decisions; an excess above zero is a violated clause.
    """

    multipliers: tuple[Floats, ...]
    costs: tuple[Floats, ...]
    accuracy: float
    excesses: tuple[float, ...]

    @property
    def feasible(self) -> bool:
        """Whether every clause holds on the rows the multipliers were found on."""
        return all(excess <= 0 for excess in self.excesses)

    @property
    def prices(self) -> tuple[float, ...]:
        """What each clause costs: accuracy lost for a unit of its limit."""
        return tuple(float(found.sum()) for found in self.multipliers)


def solve(scores: Floats, truth: Codes, demands: Sequence[Demand], rounds: int = ROUNDS) -> Solution:
    """The multipliers whose decisions hold every clause at the highest accuracy, of all that were tried.

    scores: [n, K] probabilities of rows the model did not learn from. truth: [n] codes. Where no decisions hold every
    clause, those of the smallest worst excess.
    """
    problem = _Problem(scores, truth, demands)
    multipliers = [np.zeros(len(demand.components)) for demand in demands]
    best = problem.look(multipliers)
    squares = [np.full(len(demand.components), 1e-12) for demand in demands]
    for done in range(rounds):
        excesses = [by + INSIDE for by in problem.excesses()]
        squares = [old + by**2 for old, by in zip(squares, excesses, strict=True)]
        left = FIRST_STEP * (1 - done / rounds) ** 2
        steps = [left * by / np.sqrt(square) for by, square in zip(excesses, squares, strict=True)]
        multipliers = [np.maximum(0.0, old + step) for old, step in zip(multipliers, steps, strict=True)]
        found = problem.look(multipliers)
        best = found if _better(found, best) else best
    return best


def _better(one: Solution, other: Solution) -> bool:
    if one.feasible and other.feasible:
        return one.accuracy > other.accuracy
    return one.feasible or (not other.feasible and max(one.excesses) < max(other.excesses))


class _Problem:
    """The rows, and the tables of the decisions last looked at."""

    def __init__(self, scores: Floats, truth: Codes, demands: Sequence[Demand]) -> None:
        self._scores, self._truth, self._demands = scores, truth, demands
        self._labels = np.eye(scores.shape[1])
        true = self._labels[truth]
        self._cells = [(d.members[:, :, None] * true[:, None]).reshape(len(truth), -1) for d in demands]
        self._tables: list[Floats] = []
        self._count(scores.argmax(axis=1))

    def look(self, multipliers: Sequence[Floats]) -> Solution:
        """Decide by these multipliers, from the tables of the last decisions, and count."""
        costs = tuple(
            len(self._truth) * sum((m * c.slope(table) for m, c in zip(found, demand.components, strict=True)), 0 * table)
            for found, demand, table in zip(multipliers, self._demands, self._tables, strict=True)
        )
        chosen = decide(self._scores, [demand.belief for demand in self._demands], costs)
        self._count(chosen)
        worst = tuple(float(found.max()) for found in self.excesses())
        return Solution(tuple(m.copy() for m in multipliers), costs, float((chosen == self._truth).mean()), worst)

    def excesses(self) -> list[Floats]:
        """Of every component of every demand, by the tables last counted; what has no rows is not violated."""
        return [
            np.nan_to_num(np.array([component.excess(table) for component in demand.components]), nan=0.0)
            for demand, table in zip(self._demands, self._tables, strict=True)
        ]

    def _count(self, chosen: Codes) -> None:
        said = self._labels[chosen]
        self._tables = [
            (cells.T @ said).reshape(demand.members.shape[1], *self._labels.shape)
            for cells, demand in zip(self._cells, self._demands, strict=True)
        ]
