"""Noise solved for an epsilon, and the epsilon claimed for it."""

from __future__ import annotations

import sys

import pytest

from troth.errors import TrainingError
from troth.standard import parse_clause
from troth.training.private.accounting import LEAST_NOISE, claims_of, noise_for
from troth.training.private.plan import Budget, plan_of


def test_two_accountants_agree_and_noise_is_the_least_that_does() -> None:
    claims = claims_of(1.0, 256 / 50_000, 2000, 1e-5)
    assert claims == pytest.approx((1.24, 1.25), abs=0.01)  # DEPENDENCIES: measured before
    noise = noise_for(2.0, 1e-5, 0.02, 200)
    assert max(claims_of(noise, 0.02, 200, 1e-5)) <= 2.0
    assert max(claims_of(noise * 0.98, 0.02, 200, 1e-5)) > 2.0
    assert noise_for(1e6, 1e-5, 0.02, 2) == pytest.approx(LEAST_NOISE, rel=0.01)


def test_an_epsilon_that_nothing_can_be_learned_under_is_refused_with_what_is_reachable() -> None:
    with pytest.raises(TrainingError, match=r"240 steps of 8\.33% of the rows reach 0\.\d+ at 10 times"):
        noise_for(0.01, 1e-5, 1 / 12, 240)


def test_the_plan_is_of_the_rows_there_are() -> None:
    budget = Budget(parse_clause("epsilon(delta=1e-5) <= 8", article="privacy"), 8.0, 1e-5)
    plan = plan_of([budget], 60_614, 4)
    assert (plan.epoch, plan.steps) == (59, 236)
    assert plan.expected == pytest.approx(60_614 / 59)
    assert plan.expected == pytest.approx(plan.rate * plan.rows)
    small = plan_of([budget], 100, 3)
    assert (small.epoch, small.steps) == (12, 36)
    with pytest.raises(TrainingError, match="not below 1 over the 200000 training rows"):
        plan_of([budget], 200_000, 1)


def test_without_its_packages_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opacus.accountants", None)
    with pytest.raises(TrainingError, match=r"pip install 'troth\[private\]'"):
        claims_of(1.0, 0.1, 10, 1e-5)
