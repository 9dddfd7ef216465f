"""The lower bound of epsilon holds as often as it says, and grows with what is guessed right."""

from __future__ import annotations

import numpy as np
import pytest

from troth.measures import privacy_lower_bound


def test_all_right_without_delta_is_the_binomial_bound() -> None:
    success = 0.05 ** (1 / 100)
    found = privacy_lower_bound(100, [(100, 100)], delta=0.0, confidence=0.95)
    assert found == pytest.approx(np.log(success / (1 - success)), abs=1e-3)


def test_chance_and_no_guesses_refute_nothing() -> None:
    assert privacy_lower_bound(1000, [(1000, 500)], delta=1e-5, confidence=0.95) == 0
    assert privacy_lower_bound(1000, [], delta=1e-5, confidence=0.95) == 0
    assert privacy_lower_bound(1000, [(100, 0)], delta=0.0, confidence=0.95) == 0


def test_it_grows_with_right_guesses_and_falls_with_delta_and_confidence() -> None:
    plain = privacy_lower_bound(1000, [(200, 180)], delta=1e-5, confidence=0.95)
    assert privacy_lower_bound(1000, [(200, 190)], delta=1e-5, confidence=0.95) > plain
    assert privacy_lower_bound(1000, [(200, 180)], delta=1e-3, confidence=0.95) < plain
    assert privacy_lower_bound(1000, [(200, 180)], delta=1e-5, confidence=0.99) < plain
    several = privacy_lower_bound(1000, [(200, 180), (1000, 500)], delta=1e-5, confidence=0.95)
    assert 0 < several < plain


@pytest.mark.parametrize("epsilon", [0.0, 1.0, 3.0])
def test_randomised_response_is_bounded_rightly(epsilon: float) -> None:
    """The mechanism that theorem 5.2 is tight for: each coin is told rightly with e^ε / (1 + e^ε)."""
    draw = np.random.default_rng(7)
    right = draw.binomial(500, 1 / (1 + np.exp(-epsilon)), size=300)
    bounds = np.array([privacy_lower_bound(500, [(500, int(k))], delta=0.0, confidence=0.9) for k in right])
    assert (bounds > epsilon).mean() < 0.1 + 3 * (0.09 / 300) ** 0.5
    assert bounds.mean() > epsilon - 0.6
