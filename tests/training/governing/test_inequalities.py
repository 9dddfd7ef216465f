from __future__ import annotations

import numpy as np
import pytest

from troth.standard import parse_clause
from troth.training.constraints.components import Component, Shape, components_of
from troth.training.governing import inequalities
from troth.training.governing.inequalities import Demand, Inequalities

LABELS = ("x", "y", "z")
SHAPE = Shape(("a", "b", "c"), LABELS)
CLAUSES = [
    "equalized_odds_difference(group=g) <= 0.1",
    "demographic_parity_ratio(group=g) >= 0.8",
    "predictive_parity_difference(group=g) <= 0.1",
    "worst_group(recall(label=y), group=g) >= 0.6",
    "class_recall_difference <= 0.1",
    "accuracy >= 0.7",
]


def parts(text: str) -> tuple[Component, ...]:
    shape = SHAPE if "group" in text else Shape((), LABELS)
    return components_of(parse_clause(text, article="fairness"), shape) or ()


def stacked(seed: int = 0) -> tuple[Inequalities, list[Component], np.ndarray, list[int]]:
    """All clauses over a table of which the first group is everybody, and the others are a, b, c."""
    table = np.random.default_rng(seed).integers(1, 60, (4, 3, 3)).astype(float)
    firsts = [1 if "group" in text else 0 for text in CLAUSES]
    demands = [Demand(parts(text), first) for text, first in zip(CLAUSES, firsts, strict=True)]
    flat = [component for demand in demands for component in demand.components]
    owners = [first for demand, first in zip(demands, firsts, strict=True) for _ in demand.components]
    return Inequalities(demands, 4, 3), flat, table, owners


def own(table: np.ndarray, component: Component, first: int) -> np.ndarray:
    found: np.ndarray = table[first:][: len(component.more.of)]
    return found


def test_they_are_the_components_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inequalities, "ROWS_OF_DOUBT", 0.0)
    ours, flat, table, firsts = stacked()
    expected = [one.excess(own(table, one, first)) for one, first in zip(flat, firsts, strict=True)]
    assert ours.excesses(table) == pytest.approx(expected)
    assert ours.worst(ours.excesses(table))[5] == pytest.approx(max(expected[-1:]))
    assert np.bincount(ours.owner).tolist() == [len(parts(text)) for text in CLAUSES]


def test_their_pull_is_the_sum_of_slopes() -> None:
    ours, flat, table, firsts = stacked(1)
    weights = np.random.default_rng(2).random(len(flat))
    expected = np.zeros(table.shape)
    for weight, one, first in zip(weights, flat, firsts, strict=True):
        slope = one.slope(own(table, one, first))
        expected[first : first + len(slope)] += weight * slope
    assert ours.pull(table, weights) == pytest.approx(expected)


def test_a_group_of_few_rows_leans_on_the_others() -> None:
    component = parts("worst_group(accuracy, group=g) >= 0.8")
    ours = Inequalities([Demand(component, 0)], 3, 3)
    table = np.zeros((3, 3, 3))
    table[:, 0, 0], table[2] = 90, 0
    table[:2, 0, 1] = 10
    table[2, 0, 1] = 2  # two rows, both wrong
    few, many = ours.excesses(table), ours.excesses(100 * table)
    assert few[2] == pytest.approx(0.8 - 10 * (180 / 202) / 12)
    assert many[2] == pytest.approx(0.8, abs=0.05)
    assert few[:2] == pytest.approx([-0.1, -0.1], abs=0.01)


def test_what_has_no_rows_pulls_nowhere() -> None:
    ours = Inequalities([Demand(parts("accuracy_difference(group=g) <= 0.1"), 0)], 3, 3)
    table = np.random.default_rng(0).integers(1, 60, (3, 3, 3)).astype(float)
    table[2] = 0
    assert np.count_nonzero(ours.excesses(table)) == 2
    assert np.isfinite(ours.pull(table, np.ones(6))).all()
    assert not ours.pull(table, np.ones(6))[2].any()


def test_chance_and_share_are_those_of_the_smaller_rate() -> None:
    ours = Inequalities([Demand(parts("accuracy_difference(group=g) <= 0.1"), 0)], 3, 3)
    table = np.zeros((3, 3, 3))
    table[0, 0, 0], table[1, 0, 0], table[2, 0, 0] = 100, 25, 400
    assert ours.shares(table, 525)[0] == pytest.approx(25 / 525)
    assert ours.chance(table)[0] == pytest.approx((0.25 / 100 + 0.25 / 25) ** 0.5)
