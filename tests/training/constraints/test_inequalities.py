from __future__ import annotations

import numpy as np
import pytest

from troth.standard import parse_clause
from troth.training.constraints import inequalities
from troth.training.constraints.components import Component, Shape, components_of
from troth.training.constraints.inequalities import Inequalities, Stacked

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
    clauses = [Stacked(parts(text), first) for text, first in zip(CLAUSES, firsts, strict=True)]
    flat = [component for clause in clauses for component in clause.components]
    owners = [first for clause, first in zip(clauses, firsts, strict=True) for _ in clause.components]
    return Inequalities(clauses, 4, 3), flat, table, owners


def own(table: np.ndarray, component: Component, first: int) -> np.ndarray:
    found: np.ndarray = table[first:][: len(component.more.of)]
    return found


def test_they_are_the_components_one_by_one() -> None:
    ours, flat, table, firsts = stacked()
    expected = [one.excess(own(table, one, first)) for one, first in zip(flat, firsts, strict=True)]
    assert ours.excesses(table) == pytest.approx(expected)
    assert ours.worst(ours.excesses(table))[5] == pytest.approx(max(expected[-1:]))
    assert np.bincount(ours.owner).tolist() == [len(parts(text)) for text in CLAUSES]


def test_their_slope_is_the_sum_of_slopes() -> None:
    ours, flat, table, firsts = stacked(1)
    weights = np.random.default_rng(2).random(len(flat))
    expected = np.zeros(table.shape)
    for weight, one, first in zip(weights, flat, firsts, strict=True):
        slope = one.slope(own(table, one, first))
        expected[first : first + len(slope)] += weight * slope
    assert ours.slope(table, weights) == pytest.approx(expected)


@pytest.mark.parametrize("text", [text for text in CLAUSES if "group" in text])
def test_of_one_clause_alone_they_are_the_same(text: str) -> None:
    components, draw = parts(text), np.random.default_rng(4)
    table, multipliers = draw.integers(1, 40, SHAPE.size).astype(float), draw.random(len(components))
    alone = Inequalities.of(components)
    assert len(alone) == len(components)
    np.testing.assert_allclose(alone.excesses(table), [one.excess(table) for one in components], atol=1e-12)
    slope = sum(m * one.slope(table) for m, one in zip(multipliers, components, strict=True))
    np.testing.assert_allclose(alone.slope(table, multipliers), slope, atol=1e-12)


def test_large_matrices_are_sparse_and_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    dense, flat, table, _ = stacked(3)
    monkeypatch.setattr(inequalities, "SMALL", 0)
    sparse = stacked(3)[0]
    weights = np.random.default_rng(2).random(len(flat))
    np.testing.assert_allclose(sparse.excesses(table), dense.excesses(table), atol=1e-12)
    np.testing.assert_allclose(sparse.slope(table, weights), dense.slope(table, weights), atol=1e-12)


def test_a_clause_without_components_has_none() -> None:
    with pytest.raises(ValueError, match="no inequalities"):
        Inequalities.of(())


def test_a_group_of_few_rows_leans_on_the_others() -> None:
    component = parts("worst_group(accuracy, group=g) >= 0.8")
    ours = Inequalities([Stacked(component, 0)], 3, 3, doubt=10)
    table = np.zeros((3, 3, 3))
    table[:, 0, 0], table[2] = 90, 0
    table[:2, 0, 1] = 10
    table[2, 0, 1] = 2  # two rows, both wrong
    few, many = ours.excesses(table), ours.excesses(100 * table)
    assert few[2] == pytest.approx(0.8 - 10 * (180 / 202) / 12)
    assert many[2] == pytest.approx(0.8, abs=0.05)
    assert few[:2] == pytest.approx([-0.1, -0.1], abs=0.01)


def test_what_has_no_rows_is_not_violated_and_costs_nothing() -> None:
    components = parts(CLAUSES[0])
    table = np.ones(SHAPE.size)
    table[1] = 0
    together = Inequalities.of(components)
    of_b = np.array([" in b" in one.name for one in components])
    assert (together.excesses(table)[of_b] == 0).all()
    assert np.isfinite(together.slope(table, np.ones(len(components)))).all()
    assert (together.slope(table, of_b.astype(float))[1] == 0).all()


def test_what_has_no_rows_pulls_nowhere() -> None:
    ours = Inequalities.of(parts("accuracy_difference(group=g) <= 0.1"))
    table = np.random.default_rng(0).integers(1, 60, (3, 3, 3)).astype(float)
    table[2] = 0
    assert np.count_nonzero(ours.excesses(table)) == 2
    assert np.isfinite(ours.slope(table, np.ones(6))).all()
    assert not ours.slope(table, np.ones(6))[2].any()


def test_chance_and_share_are_those_of_the_smaller_rate() -> None:
    ours = Inequalities.of(parts("accuracy_difference(group=g) <= 0.1"))
    table = np.zeros((3, 3, 3))
    table[0, 0, 0], table[1, 0, 0], table[2, 0, 0] = 100, 25, 400
    assert ours.shares(table, 525)[0] == pytest.approx(25 / 525)
    assert ours.chance(table)[0] == pytest.approx((0.25 / 100 + 0.25 / 25) ** 0.5)
