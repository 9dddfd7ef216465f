"""What noise promises, by arithmetic that is known in closed form."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from training.federated.made import plan
from troth.training.federated.ledger import epsilon_of, ledger_of


def exact(noise: float, rounds: int, delta: float) -> float:
    """Balle and Wang, Improving the Gaussian mechanism, ICML 2018, theorem 8, of one mechanism with less noise."""
    scale = noise / rounds**0.5

    def over(epsilon: float) -> float:
        first = norm.cdf(1 / (2 * scale) - epsilon * scale)
        second = norm.logcdf(-1 / (2 * scale) - epsilon * scale) + epsilon
        return float(first - exp(second) - delta)

    return float(brentq(over, 0, 500))


@pytest.mark.parametrize(("noise", "rounds"), [(1.0, 1), (2.0, 11), (5.0, 40)])
def test_epsilon_is_that_of_one_gaussian_mechanism_of_less_noise(noise: float, rounds: int) -> None:
    known = exact(noise, rounds, 1e-5)
    assert known <= epsilon_of(noise, rounds, 1e-5) <= known * 1.02 + 0.05


def test_a_ledger_counts_all_planned_rounds_and_that_of_the_head() -> None:
    noisy = replace(plan(), noise=2.0, clip=1.0, rounds=4)
    ledger = ledger_of(noisy, 3)
    assert ledger is not None
    assert (ledger["rounds"], ledger["rounds_done"]) == (5, 3)
    assert ledger["epsilon"] == epsilon_of(2.0, 5, noisy.delta)
    assert ledger_of(plan(), 3) is None
