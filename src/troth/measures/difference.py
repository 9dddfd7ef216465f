"""The mean over rows of a difference of two probabilities of the same row, with its interval.

Halved and shifted, a difference in [-1, 1] is a loss in [0, 1], and its mean is bounded as that of losses is: exactly,
at the number of yes-or-no rows that would vary as much (see `calibration.bounded_mean`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from troth.measures.calibration import bounded_mean
from troth.measures.growth import together
from troth.measures.proportion import EXACT
from troth.standard import Estimate, Evidence, NotMeasured

FEWEST = 30
"""Rows from which the interval is shown to hold, whatever the differences are spread like."""


def mean_difference(differences: npt.ArrayLike, *, confidence: float, most: int | None = None) -> Evidence:
    """differences: of independent rows, each in [-1, 1]. most: how many rows are looked at, however many there are.

    >>> found = mean_difference([0.5, 0.25, 0.0, 0.25] * 25, confidence=0.95)
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (0.25, 0.212, 0.288)
    """
    seen = np.asarray(differences, float)
    n = len(seen)
    if n == 0:
        return NotMeasured("there are no rows", {"n": 0})
    mean, variance = float((seen.mean() + 1) / 2), float(seen.var() / 4)

    def bounds(times: float) -> tuple[float, float]:
        rows = n * times if most is None else max(min(n * times, most), n)
        _, low, high = bounded_mean(mean, variance, rows, confidence)
        return 2 * float(low) - 1, 2 * float(high) - 1

    low, high = bounds(1.0)
    thin = None if n >= FEWEST else f"{n:,} rows; its interval is shown to hold from {FEWEST:,} on"
    method = f"{EXACT} at the effective number of rows"
    growth = together(n, bounds)
    return Estimate(2 * mean - 1, low, high, confidence, method, {"n": n}, thin=thin, growth=growth)
