from __future__ import annotations

import numpy as np
import pytest

from troth.models import decide
from troth.standard import parse_clause
from troth.training.constraints.components import Shape, components_of, excess
from troth.training.constraints.plug_in import SHAKEN, STEADY, Demand, Population, Solution, solve

SHAPE = Shape(("a", "b"), ("no", "yes"), "yes")
PARITY = parse_clause("demographic_parity_difference(group=g) <= 0.1", article="fairness")
ODDS = parse_clause("equalized_odds_difference(group=g) <= 0.05", article="fairness")


class World:
    """Rows of two groups whose chances differ, and a perfect judge of both chances."""

    def __init__(self, rows: int = 40_000, seed: int = 0) -> None:
        draw = np.random.default_rng(seed)
        hint = draw.normal(size=rows)
        second = 1 / (1 + np.exp(-1.5 * hint))
        chance = 1 / (1 + np.exp(-(draw.normal(size=rows) * 1.5 + hint - 0.5)))
        self.group = (draw.random(rows) < second).astype(np.int64)
        self.truth = (draw.random(rows) < chance).astype(np.int64)
        self.scores = np.stack([1 - chance, chance], axis=1)
        groups = np.stack([1 - second, second], axis=1)
        self.belief = groups[:, :, None] * self.scores[:, None]
        self.population = Population(np.eye(2)[self.group], self.belief)

    def demand(self, clause: object = PARITY, aim: float | None = None) -> Demand:
        components = components_of(clause, SHAPE, aim=aim)  # type: ignore[arg-type]
        assert components is not None
        return Demand(clause, components, self.population)  # type: ignore[arg-type]

    def excess(self, found: Solution, clause: object = PARITY) -> float:
        chosen = decide(self.scores, [self.belief] * len(found.costs), found.costs)
        table = np.zeros(SHAPE.size)
        np.add.at(table, (self.group, self.truth, chosen), 1)
        components = components_of(clause, SHAPE)  # type: ignore[arg-type]
        assert components is not None
        return excess(components, table)


def test_without_need_nothing_is_paid() -> None:
    world = World()
    found = solve(world.scores, world.truth, [world.demand(aim=0.9)])
    assert found.prices == (0.0,)
    assert found.accuracy == (world.scores.argmax(1) == world.truth).mean()


@pytest.mark.parametrize("clause", [PARITY, ODDS])
def test_the_clause_holds_on_rows_never_seen(clause: object) -> None:
    world, fresh = World(), World(seed=1)
    found = solve(world.scores, world.truth, [world.demand(clause)])
    assert found.feasible
    assert fresh.excess(found, clause) < 0.015  # chance alone moves it so far


def test_both_clauses_hold_together() -> None:
    world = World()
    both = [world.demand(PARITY), world.demand(ODDS, aim=0.2)]
    found = solve(world.scores, world.truth, both)
    assert found.feasible
    assert len(found.costs) == 1  # of one population


def test_a_price_is_what_a_looser_limit_gains() -> None:
    world = World(rows=200_000)
    tight, mean, loose = (solve(world.scores, world.truth, [world.demand(aim=aim)]) for aim in (0.07, 0.1, 0.13))
    assert mean.prices[0] == pytest.approx((loose.accuracy - tight.accuracy) / 0.06, rel=0.2)


def test_more_labels_and_groups() -> None:
    draw = np.random.default_rng(2)
    rows, labels, groups = 20_000, 3, 4
    group = draw.integers(groups, size=rows)
    scores = draw.dirichlet(np.ones(labels), size=rows)
    scores[:, 1] += 0.2 * group
    scores /= scores.sum(1, keepdims=True)
    truth = (scores.cumsum(1) < draw.random((rows, 1))).sum(1)
    shape = Shape(tuple("abcd"), tuple("xyz"))
    components = components_of(PARITY, shape)
    assert components is not None
    belief = np.eye(groups)[group][:, :, None] * scores[:, None]
    found = solve(scores, truth, [Demand(PARITY, components, Population(np.eye(groups)[group], belief))])
    assert found.feasible
    assert found.accuracy < (scores.argmax(1) == truth).mean()


def test_what_cannot_be_held_comes_as_near_as_it_can() -> None:
    world = World()
    high = parse_clause("worst_group(recall(label=yes), group=g) >= 0.99", article="fairness")
    precise = parse_clause("precision(label=yes) >= 0.99", article="performance")
    shape = Shape((), SHAPE.labels, "yes")
    components = components_of(precise, shape)
    assert components is not None
    whole = Demand(precise, components, Population(np.ones((len(world.truth), 1)), world.scores[:, None]))
    found = solve(world.scores, world.truth, [world.demand(high), whole])
    assert not found.feasible
    assert max(found.excesses) > 0


def test_what_is_out_of_reach_does_not_drag_the_rest_along() -> None:
    world = World()
    perfect = parse_clause("accuracy >= 0.99", article="performance")
    components = components_of(perfect, Shape((), SHAPE.labels, "yes"))
    assert components is not None
    whole = Demand(perfect, components, Population(np.ones((len(world.truth), 1)), world.scores[:, None]))
    found = solve(world.scores, world.truth, [whole, world.demand(PARITY)])
    assert found.excesses[0] > 0.1
    assert found.excesses[1] <= 0.005


def test_steady_decisions_do_not_hang_on_a_little_of_the_costs() -> None:
    draw = np.random.default_rng(5)
    group = draw.integers(2, size=6000)
    sharpness = np.array([1.5, 1.0])[group]  # outcomes of one group are told better than the other's
    chance = 1 / (1 + np.exp(-draw.normal(size=len(group)) * sharpness - group + 0.5))
    truth = (draw.random(len(group)) < chance).astype(np.int64)
    scores, members = np.stack([1 - chance, chance], axis=1), np.eye(2)[group]
    components = components_of(ODDS, SHAPE, aim=0.005)
    assert components is not None
    demand = Demand(ODDS, components, Population(members, members[:, :, None] * scores[:, None]))

    def change(found: Solution) -> float:
        worst = []
        for factor in SHAKEN:
            chosen = decide(scores, [demand.population.belief], [factor * cost for cost in found.costs])
            table = np.zeros(SHAPE.size)
            np.add.at(table, (group, truth, chosen), 1)
            worst.append(abs(excess(components, table) - found.excesses[0]))
        return max(worst)

    assert change(solve(scores, truth, [demand], rounds=100)) <= STEADY
    assert change(solve(scores, truth, [demand], rounds=100, steady=False)) > STEADY


def test_what_rules_bar_is_not_decided_and_counts_in_the_rates() -> None:
    world = World(10_000)
    barred = np.zeros((len(world.truth), 2), bool)
    barred[world.group == 1, 1] = np.random.default_rng(3).random(int((world.group == 1).sum())) < 0.5
    barred[:50] = True
    found = solve(world.scores, world.truth, [world.demand(aim=0.1)], barred=barred)
    assert found.feasible
    assert (found.codes[:50] == -1).all()
    assert not (barred[50:, 1] & (found.codes[50:] == 1)).any()
    said, group = found.codes[50:], world.group[50:]
    rates = [float((said[group == side] == 1).mean()) for side in (0, 1)]
    assert abs(rates[0] - rates[1]) - 0.1 == pytest.approx(found.excesses[0])
