"""How updates become one, with a few of them lying."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.training.federated.aggregate import RULES, mixed, put_together

ONES = np.ones(10)


def honest(seed: int, count: int = 9, spread: float = 1.0) -> list[np.ndarray]:
    draw = np.random.default_rng(seed)
    return [(1.0 + spread * draw.normal(size=200)).astype(np.float32) for _ in range(count)]


def test_the_mean_weighs() -> None:
    found = put_together("mean", [np.float32([1, 0]), np.float32([0, 1])], np.array([3.0, 1.0]))
    assert found.tolist() == [0.75, 0.25]


@pytest.mark.parametrize("rule", RULES)
@settings(deadline=None)
@given(seed=st.integers(0, 2**20), lie=st.sampled_from(["far", "opposite", "zero", "one of them"]))
def test_one_that_lies_moves_a_robust_rule_less_than_one_that_is_missing_might(rule: str, seed: int, lie: str) -> None:
    updates = honest(seed)
    mean = np.mean(updates, axis=0)
    lies = {"far": 1e3 * np.ones(200), "opposite": -mean, "zero": 0 * mean, "one of them": updates[0]}
    found = put_together(rule, [*updates, lies[lie].astype(np.float32)], ONES, tolerate=1)
    spread = np.linalg.norm(np.std(updates, axis=0))
    assert np.linalg.norm(found - mean) <= spread


@pytest.mark.parametrize("rule", RULES)
@settings(deadline=None)
@given(seed=st.integers(0, 2**20))
def test_a_rule_does_not_look_at_the_order(rule: str, seed: int) -> None:
    updates = honest(seed, 10)
    order = np.random.default_rng(seed).permutation(10)
    first = put_together(rule, updates, ONES, 2)
    assert np.allclose(first, put_together(rule, [updates[place] for place in order], ONES, 2), atol=1e-6)


@pytest.mark.parametrize("rule", ["mean", *RULES])
def test_like_updates_stay_what_they_are(rule: str) -> None:
    assert np.allclose(put_together(rule, [np.float32([1, -2, 3])] * 5, np.ones(5), 1), [1, -2, 3])


def test_what_one_lies_does_not_reach_any_mixture_of_honest_ones() -> None:
    updates = np.stack([*honest(0, 9, 0.1), np.full(200, 1e6, np.float32)]).astype(np.float64)
    assert np.abs(mixed(updates, 1)[:9]).max() < 2


def test_a_rule_does_with_the_few_there_are() -> None:
    assert np.isfinite(put_together("krum", honest(1, 2), np.ones(2), 3)).all()
