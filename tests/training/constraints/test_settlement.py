from __future__ import annotations

import numpy as np
import pytest

from troth.standard import Clause, parse_clause
from troth.training.constraints.components import Shape
from troth.training.constraints.plug_in import Population
from troth.training.constraints.settlement import NEAR, Settlement, Want, settle
from troth.training.constraints.target import target_of

PARITY = parse_clause("demographic_parity_difference(group=g) <= 0.1", article="fairness")
ODDS = parse_clause("equalized_odds_difference(group=g) <= 0.05", article="fairness")
SHAPE, ALL = Shape(("a", "b"), ("no", "yes"), "yes"), Shape((), ("no", "yes"), "yes")


class World:
    """Rows of two groups whose chances differ, and a perfect judge of both chances."""

    def __init__(self, rows: int = 8000) -> None:
        draw = np.random.default_rng(0)
        hint = draw.normal(size=rows)
        second = 1 / (1 + np.exp(-1.5 * hint))
        chance = 1 / (1 + np.exp(-(draw.normal(size=rows) * 1.5 + hint - 0.5)))
        group = (draw.random(rows) < second).astype(np.int64)
        self.truth = (draw.random(rows) < chance).astype(np.int64)
        self.scores = np.stack([1 - chance, chance], axis=1)
        belief = np.stack([1 - second, second], axis=1)[:, :, None] * self.scores[:, None]
        self.groups = Population(np.eye(2)[group], belief)
        self.whole = Population(np.ones((rows, 1)), self.scores[:, None])

    def want(self, clause: Clause, margin: float) -> Want:
        grouped = "group" in clause.measure.arguments
        shape = SHAPE if grouped else ALL
        target = target_of(clause, shape, np.full(shape.size[:2], 1000.0))
        assert target is not None
        return Want(target, margin, self.groups if grouped else self.whole)

    def settled(self, *wants: tuple[Clause, float]) -> Settlement:
        return settle(self.scores, self.truth, [self.want(*each) for each in wants])

    @property
    def accuracy(self) -> float:
        return float((self.scores.argmax(1) == self.truth).mean())


def accuracy_at_least(value: float) -> Clause:
    return parse_clause(f"accuracy >= {value:.4f}", article="performance")


def test_one_clause_costs_what_it_takes_from_the_accuracy() -> None:
    world = World()
    found = world.settled((PARITY, 0.03))
    assert found.solution.feasible
    assert found.aims == (pytest.approx(0.07),)
    assert found.costs[0] == pytest.approx(world.accuracy - found.solution.accuracy)
    assert found.conflicts == ()


def test_what_costs_nothing_says_so() -> None:
    found = World().settled((PARITY, 0.03), (accuracy_at_least(0.3), 0.01))
    assert found.costs[1] == 0.0
    assert found.costs[0] is not None
    assert found.costs[0] > 0


def test_a_margin_that_cannot_be_had_is_given_up_alone() -> None:
    world = World()
    found = world.settled((accuracy_at_least(world.accuracy - 0.002), 0.05), (PARITY, 0.0))
    assert found.conflicts == ((0, 1),)
    loose = parse_clause("demographic_parity_difference(group=g) <= 0.9", article="fairness")
    found = world.settled((accuracy_at_least(world.accuracy - 0.002), 0.05), (loose, 0.2))
    assert found.solution.feasible
    assert found.aims == (pytest.approx(world.accuracy - 0.002, abs=1e-4), pytest.approx(0.7))


def test_the_pair_that_conflicts_is_named_and_the_third_is_not() -> None:
    world = World()
    found = world.settled((PARITY, 0.02), (accuracy_at_least(world.accuracy - 0.001), 0.01), (ODDS, 0.0))
    assert (0, 1) in found.conflicts
    assert (0, 2) not in found.conflicts
    assert found.costs == (None, None, None)
    assert found.solution.excesses[0] < 0.01  # the nearest are near: what is lost is lost where it is cheapest


def test_what_cannot_be_held_even_alone_is_named_alone() -> None:
    found = World().settled((accuracy_at_least(0.99), 0.001), (PARITY, 0.0))
    assert found.conflicts == ((0,),)
    assert found.solution.excesses[1] < 0.01


def test_nothing_is_paid_for_what_cannot_be_held_even_alone() -> None:
    world = World()
    found, alone = world.settled((accuracy_at_least(0.99), 0.001), (PARITY, 0.0)), world.settled((PARITY, 0.0))
    assert (found.aims[0], found.costs[0]) == (pytest.approx(0.991), None)  # the whole margin: it was not met halfway
    assert found.solution.excesses[1] <= NEAR
    assert found.solution.accuracy == pytest.approx(alone.solution.accuracy, abs=0.002)
    assert found.prices == (None, pytest.approx(alone.prices[0], rel=0.05))  # which is known all the same
