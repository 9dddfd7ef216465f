"""Rows beside a reference population."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from troth.measures import likeness


def test_two_groups_as_the_exact_binomial_test() -> None:
    found = likeness(["a", "b"], [8, 2], [0.5, 0.5], confidence=0.95)
    assert found is not None
    assert found.p == pytest.approx(stats.binomtest(8, 10, 0.5).pvalue)
    assert found.parts[0].counts == {"n": 10, "successes": 8}
    assert found.differ == (False, False)


def test_three_groups_by_every_outcome() -> None:
    found = likeness(["a", "b", "c"], [3, 0, 0], [0.5, 0.25, 0.25], confidence=0.95)
    assert found is not None
    likely = {
        (a, b, 3 - a - b): stats.multinomial.pmf([a, b, 3 - a - b], 3, [0.5, 0.25, 0.25])
        for a in range(4)
        for b in range(4 - a)
    }
    expected = sum(p for p in likely.values() if p <= likely[3, 0, 0] * (1 + 1e-7))
    assert found.p == pytest.approx(expected)


def test_many_rows_by_chi_squared_and_rare_groups_by_their_own_tests() -> None:
    many = likeness(["a", "b"], [500_300, 499_700], [0.5, 0.5], confidence=0.95)
    assert many is not None
    assert many.p == pytest.approx(stats.chisquare([500_300, 499_700]).pvalue)
    rare = likeness(["a", "b"], [999_990, 10], [0.999999, 0.000001], confidence=0.95)
    assert rare is not None
    assert rare.p < 0.001
    assert rare.differ[1]


def test_a_group_that_the_reference_has_none_of() -> None:
    found = likeness(["a", "b"], [9, 1], [1.0, 0.0], confidence=0.95)
    assert found is not None
    assert found.p == 0


def test_no_rows() -> None:
    assert likeness(["a"], [0], [1.0], confidence=0.95) is None


def test_rows_drawn_from_the_reference_are_called_unlike_as_seldom_as_it_says() -> None:
    rng = np.random.default_rng(0)
    shares = [0.5, 0.3, 0.15, 0.05]
    found = [likeness("abcd", rng.multinomial(60, shares), shares, confidence=0.95) for _ in range(400)]
    assert sum(one is not None and one.p < 0.05 for one in found) <= 32
    assert sum(one is not None and any(one.differ) for one in found) <= 32
