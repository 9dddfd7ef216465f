"""Private answers spend what they say, lie near the truth, and ask for what they need."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from troth.data.anonymity import Budget, private_count, private_histogram, private_mean
from troth.errors import DataError, Refused


def test_a_budget_is_spent_and_never_overspent() -> None:
    budget = Budget("0.3")
    assert private_count(1000, budget, "0.1").epsilon == Fraction(1, 10)
    private_count(1000, budget, "0.2")
    assert budget.left == 0
    with pytest.raises(Refused, match="more than the 0"):
        private_count(1000, budget, "0.001")


@pytest.mark.parametrize("epsilon", [0.1, 0, "-1", "nan", "much", "1/0"])
def test_an_epsilon_is_exact_and_above_0(epsilon: Any) -> None:
    with pytest.raises(DataError, match="exact number above 0"):
        Budget(epsilon)


def test_answers_lie_near_the_truth() -> None:
    # Noise beyond 40 scales has a probability below 1e-17.
    budget = Budget(10)
    assert abs(private_count(500, budget, 1).value - 500) <= 40
    values = pl.Series("town", ["a"] * 300 + ["b"] * 50 + ["other"] * 5 + [None])
    found = private_histogram(values, ["a", "b", "c"], budget, 1)
    assert [abs(found[name].value - truth) <= 40 for name, truth in (("a", 300), ("b", 50), ("c", 0))] == [True] * 3
    ages = pl.Series("age", [20, 40, None, 1000, float("nan")] * 20_000, strict=False)
    assert private_mean(ages, 0, 60, budget, 1).value == pytest.approx(40, abs=0.1)
    assert budget.spent == 3


def test_a_mean_stays_inside_its_bounds() -> None:
    for _ in range(50):
        assert 0 <= private_mean(pl.Series("x", [1.0]), 0, 1, Budget(1), "0.01").value <= 1


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (0, float("inf")), (float("nan"), 1), (-1.7e308, 1.7e308)])
def test_a_mean_demands_bounds(low: float, high: float) -> None:
    budget = Budget(1)
    with pytest.raises(DataError, match="two finite bounds"):
        private_mean(pl.Series("x", [1.0]), low, high, budget, 1)
    assert budget.spent == 0


def test_what_cannot_be_answered_spends_nothing() -> None:
    budget = Budget(1)
    with pytest.raises(DataError, match="no numbers"):
        private_mean(pl.Series("x", ["a"]), 0, 1, budget, 1)
    for categories in ([], ["a", "a"]):
        with pytest.raises(DataError, match="categories"):
            private_histogram(pl.Series("x", ["a"]), categories, budget, 1)
    assert budget.spent == 0
