"""Epsilon by the privacy loss distribution, against what is known in closed form and what others measured."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from troth.measures import sampled_gaussian_epsilon


def test_one_step_with_every_row_is_the_gaussian_mechanism() -> None:
    """B. Balle and Y.-X. Wang, Improving the Gaussian Mechanism (ICML 2018), theorem 8."""

    def delta_of(epsilon: float, noise: float) -> float:
        first, second = 1 / (2 * noise) - epsilon * noise, -1 / (2 * noise) - epsilon * noise
        return float(stats.norm.cdf(first) - np.exp(epsilon) * stats.norm.cdf(second))

    exact = optimize.brentq(lambda epsilon: delta_of(epsilon, 2.0) - 1e-5, 0, 20)
    found = sampled_gaussian_epsilon(2.0, 1.0, 1, 1e-5)
    assert exact <= found < exact + 0.01


def test_sampling_and_noise_lower_it_and_steps_raise_it() -> None:
    plain = sampled_gaussian_epsilon(1.0, 0.05, 100, 1e-5)
    assert sampled_gaussian_epsilon(1.0, 0.02, 100, 1e-5) < plain
    assert sampled_gaussian_epsilon(1.5, 0.05, 100, 1e-5) < plain
    assert sampled_gaussian_epsilon(1.0, 0.05, 200, 1e-5) > plain
    assert sampled_gaussian_epsilon(1.0, 256 / 50_000, 2000, 1e-5) == pytest.approx(1.240, abs=0.005)
