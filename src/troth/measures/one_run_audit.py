"""A lower bound of epsilon from one training: rows planted by a coin each, and how often the coins are guessed right.

T. Steinke, M. Nasr and M. Jagielski (2023), Privacy Auditing with One (1) Training Run, NeurIPS. Under (ε, δ) the
number of right guesses is hardly larger than binomial with success e^ε / (1 + e^ε): their theorem 5.2, and the p-value
of their appendix D.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import special

from troth.measures.proportion import Floats

LARGEST = 64.0  # epsilon beyond which no number of guesses tells anything
EXACT_TO = 1e-4


def privacy_lower_bound(canaries: int, guessed: Sequence[tuple[int, int]], *, delta: float, confidence: float) -> float:
    """The largest epsilon, at this delta, that the guesses refute; 0 where they refute none.

    canaries: planted rows, each included with probability 1/2. guessed: pairs of guesses made and guesses right, for
    several numbers of the surest guesses, fixed beforehand; the bound holds for all of them together (Bonferroni).
    confidence: that the true epsilon is not below the bound.

    >>> round(privacy_lower_bound(100, [(100, 100)], delta=0.0, confidence=0.95), 2)
    3.49
    """
    level = (1 - confidence) / max(len(guessed), 1)
    return max((_bound(canaries, made, right, delta, level) for made, right in guessed), default=0.0)


def _bound(canaries: int, made: int, right: int, delta: float, level: float) -> float:
    low, high = 0.0, LARGEST
    if _chance(canaries, made, right, low, delta) >= level:
        return 0.0
    while high - low > EXACT_TO:
        middle = (low + high) / 2
        low, high = (middle, high) if _chance(canaries, made, right, middle, delta) < level else (low, middle)
    return low


def _chance(canaries: int, made: int, right: int, epsilon: float, delta: float) -> float:
    """At most this often are so many guesses right, or more, under (epsilon, delta)."""
    success = 1 / (1 + np.exp(-epsilon))
    steps = np.arange(1, right + 1)
    fewer = np.cumsum(_mass(right - steps, made, success))  # chance of `right - i` to `right - 1`
    spill = float((fewer / steps).max(initial=0.0))
    as_many = float(special.bdtrc(right - 1, made, success)) if right else 1.0
    return min(as_many + 2 * canaries * delta * spill, 1.0)


def _mass(right: npt.NDArray[np.int64], made: int, success: float) -> Floats:
    """The binomial's probabilities of so many right guesses of those made."""
    ways = special.gammaln(made + 1) - special.gammaln(right + 1) - special.gammaln(made - right + 1)
    found: Floats = np.exp(ways + special.xlogy(right, success) + special.xlog1py(made - right, -success))
    return found
