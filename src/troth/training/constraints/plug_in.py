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
from troth.training.constraints.inequalities import Inequalities

ROUNDS = 400  # of raising and lowering multipliers; the steps shrink to nothing
INSIDE = 2e-4  # how far inside its limit a clause is aimed: the last steps, which are small, end on the right side
ATTEMPTS = ((0.05, 1, INSIDE), (0.05, 3, 5e-4), (0.5, 3, 1e-3))
# The first step of every multiplier, how many times ROUNDS, and how far inside, until all clauses hold: where some
# stand nearly against each other, the way along the valley between them is long, and prices are high.
# AdaGrad (Duchi et al., JMLR 2011) shrinks the steps of each multiplier by its own excesses.
SHAKEN, STEADY = (0.98, 1.02), 0.01  # decisions are steady where costs other by so little change no excess by more

Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """The rows that multipliers are found on, by group.

    members: [n, G], 1 where a row is in a group. belief: [n, G, K], the probability that a row is in a group and has a
    truth, as the model can tell from its inputs.
    """

    members: Floats
    belief: Floats


@dataclass(frozen=True, slots=True)
class Demand:
    """One clause over a population."""

    clause: Clause
    components: tuple[Component, ...]
    population: Population


@dataclass(frozen=True, slots=True)
class Solution:
    """Multipliers and what they come to on the rows they were found on.

    multipliers: an array for each demand, one number for each of its components, in accuracy lost for a unit of the
    clause's limit. costs: for each population [G, K, K]: what choosing label k costs a row of group g and truth y.
    codes: the labels decided on. accuracy, excesses: of these; an excess above zero is a violated clause.
    """

    multipliers: tuple[Floats, ...]
    costs: tuple[Floats, ...]
    codes: Codes
    accuracy: float
    excesses: tuple[float, ...]

    @property
    def feasible(self) -> bool:
        """Whether every clause holds on the rows the multipliers were found on."""
        return self.shortfall <= 0

    @property
    def shortfall(self) -> float:
        """By how much the clauses are violated, all in all."""
        return float(sum(max(excess, 0.0) for excess in self.excesses))

    @property
    def prices(self) -> tuple[float, ...]:
        """What each clause costs: accuracy lost for a unit of its limit."""
        return tuple(float(found.sum()) for found in self.multipliers)


def populations_of(demands: Sequence[Demand]) -> tuple[Population, ...]:
    """The populations of some demands, each once: what `Solution.costs` are of."""
    return tuple(dict.fromkeys(demand.population for demand in demands))


def solve(
    scores: Floats,
    truth: Codes,
    demands: Sequence[Demand],
    rounds: int = ROUNDS,
    *,
    steady: bool = True,
    barred: Mask | None = None,
) -> Solution:
    """The multipliers whose decisions hold every clause at the highest accuracy, of all that were tried.

    scores: [n, K] probabilities of rows the model did not learn from. truth: [n] codes. Where no decisions hold every
    clause, those of the smallest shortfall. steady: whether a little more or less of the costs must leave the excesses
    as they are. Where only a lottery holds a clause exactly (Hardt, Price and Srebro 2016, section 3.2), multipliers
    end where all labels of a group are worth the same to it; what they fall to is chance, and other on other rows.
    barred: [n, K], the labels that rules keep from each row; a row that is left none is no part of any rate.
    """
    problem = _Problem(scores, truth, demands, steady, barred)
    best = problem.start()
    for step, times, inside in ATTEMPTS:
        best = best if best.feasible else _better(problem.climb(step, times * rounds, inside), best)
    return best


def _better(one: Solution, other: Solution) -> Solution:
    if one.feasible and other.feasible:
        return one if one.accuracy > other.accuracy else other
    return one if one.shortfall < other.shortfall else other


class _Problem:
    """The rows, and the tables of the decisions last looked at."""

    def __init__(
        self, scores: Floats, truth: Codes, demands: Sequence[Demand], steady: bool, barred: Mask | None
    ) -> None:
        self._scores, self._truth, self._steady, self._barred = scores, truth, steady, barred
        self._populations = populations_of(demands)
        self._inequalities = [Inequalities.of(demand.components) for demand in demands]
        self._places = [self._populations.index(demand.population) for demand in demands]
        self._labels = np.eye(scores.shape[1])
        self._said = np.vstack([self._labels, np.zeros_like(self._labels[:1])])  # of -1 the last: no label at all
        true = self._labels[truth]
        self._cells = [(p.members[:, :, None] * true[:, None]).reshape(len(truth), -1) for p in self._populations]
        self._tables: list[Floats] = []

    def start(self) -> Solution:
        """The most probable labels: nothing is paid."""
        self._tables = self._counted(decide(self._scores, [], [], self._barred))
        return self._look([np.zeros(len(each)) for each in self._inequalities])

    def climb(self, first: float, rounds: int, inside: float) -> Solution:
        """Raise the multipliers of what is violated and lower the others, from none; the best that was met."""
        best = self.start()
        multipliers = [np.zeros(len(each)) for each in self._inequalities]
        squares = [np.full(len(each), 1e-12) for each in self._inequalities]
        for done in range(rounds):
            excesses = [by + inside for by in self._excesses_of(self._tables)]
            squares = [old + by**2 for old, by in zip(squares, excesses, strict=True)]
            left = first * (1 - done / rounds) ** 2
            steps = [left * by / np.sqrt(square) for by, square in zip(excesses, squares, strict=True)]
            multipliers = [np.maximum(0.0, old + step) for old, step in zip(multipliers, steps, strict=True)]
            found = self._look(multipliers)
            if _better(found, best) is found and (not self._steady or self._is_steady(found)):
                best = found
        return best

    def _is_steady(self, found: Solution) -> bool:
        """Whether a little more or less of the costs leaves the excesses nearly as they are."""
        for factor in SHAKEN:
            tables = self._counted(self._decided([factor * cost for cost in found.costs]))
            excesses = [float(by.max()) for by in self._excesses_of(tables)]
            if max(abs(by - old) for by, old in zip(excesses, found.excesses, strict=True)) > STEADY:
                return False
        return True

    def _look(self, multipliers: Sequence[Floats]) -> Solution:
        """Decide by these multipliers, from the tables of the last decisions, and count."""
        costs = [np.zeros(table.shape) for table in self._tables]
        for place, each, found in zip(self._places, self._inequalities, multipliers, strict=True):
            costs[place] = costs[place] + len(self._truth) * each.slope(self._tables[place], found)
        chosen = self._decided(costs)
        self._tables = self._counted(chosen)
        worst = tuple(float(found.max()) for found in self._excesses_of(self._tables))
        accuracy = float((chosen == self._truth).mean())
        return Solution(tuple(multipliers), tuple(costs), chosen, accuracy, worst)

    def _decided(self, costs: Sequence[Floats]) -> Codes:
        return decide(self._scores, [population.belief for population in self._populations], costs, self._barred)

    def _excesses_of(self, tables: Sequence[Floats]) -> list[Floats]:
        """Of every component of every demand, by a table for each population."""
        return [each.excesses(tables[place]) for place, each in zip(self._places, self._inequalities, strict=True)]

    def _counted(self, chosen: Codes) -> list[Floats]:
        """The table of each population."""
        said = self._said[chosen]
        return [
            (cells.T @ said).reshape(population.members.shape[1], *self._labels.shape)
            for cells, population in zip(self._cells, self._populations, strict=True)
        ]
