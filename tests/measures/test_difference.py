"""The interval of a mean of differences holds at its stated rate, whatever they are spread like."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binom

from troth.measures import mean_difference, more_needed
from troth.measures.difference import FEWEST
from troth.standard import Estimate, NotMeasured

AUDITS = 1000
SPREADS: dict[str, tuple[Callable[[np.random.Generator, int], np.ndarray], float]] = {
    "as wide as they can be": (lambda draw, n: draw.choice([-1.0, 1.0], n, p=[0.4, 0.6]), 0.2),
    "around a tenth": (lambda draw, n: np.clip(draw.normal(0.1, 0.2, n), -1, 1), 0.1),
    "seldom and large": (lambda draw, n: np.where(draw.random(n) < 0.05, 0.9, 0.0), 0.045),
    "skewed": (lambda draw, n: draw.beta(0.4, 2.0, n), 1 / 6),
    "nearly all": (lambda draw, n: draw.beta(20, 0.5, n), 20 / 20.5),
}


@pytest.mark.parametrize("name", SPREADS)
@pytest.mark.parametrize("n", [FEWEST, 100, 500])
def test_the_interval_holds(name: str, n: int) -> None:
    drawn, truth = SPREADS[name]
    draw = np.random.default_rng([n, *name.encode()])
    found = [mean_difference(drawn(draw, n), confidence=0.95) for _ in range(AUDITS)]
    inside = [one.low <= truth <= one.high for one in found if isinstance(one, Estimate)]
    assert np.mean(inside) >= binom.ppf(0.001, AUDITS, 0.945) / AUDITS


def test_it_is_short_enough_to_decide() -> None:
    found = mean_difference(np.random.default_rng(1).normal(0.25, 0.2, 500).clip(-1, 1), confidence=0.95)
    assert isinstance(found, Estimate)
    assert found.high - found.low < 0.05


def test_few_rows_are_thin_and_none_are_not_measured() -> None:
    few = mean_difference([0.5] * (FEWEST - 1), confidence=0.95)
    assert isinstance(few, Estimate)
    assert few.thin
    assert few.low < 0.5 < few.high
    assert isinstance(mean_difference([], confidence=0.95), NotMeasured)


def test_rows_beyond_those_looked_at_decide_nothing() -> None:
    seen = np.tile([0.0, 0.5], 60)
    limit = 0.23
    free, capped = (mean_difference(seen, confidence=0.95, most=most) for most in (None, 130))
    assert isinstance(free, Estimate)
    assert isinstance(capped, Estimate)
    assert more_needed(free, limit) is not None
    assert more_needed(capped, limit) is None
