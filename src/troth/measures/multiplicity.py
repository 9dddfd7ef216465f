"""Which clause is broken, when there are many: Holm's procedure, and a clause's p-value from its interval.

To say that every clause is met needs no correction (an intersection–union test). To name those that are broken does,
for with twenty clauses at 0.05 one is named by chance alone.

S. Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6:65–70.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from troth.standard import Evidence, NotMeasured

# Bounds of the bisection over 1 − confidence, and the ratio it stops at: three digits of a p-value decide no less.
SMALLEST, LARGEST, EXACT_TO = 1e-12, 0.9999, 1.001


def holm(p_values: Sequence[float], alpha: float = 0.05) -> tuple[bool, ...]:
    """Which hypotheses are rejected with a chance of at most alpha that any of them is true; in the order given.

    >>> holm([0.01, 0.04, 0.03, 0.005])
    (True, False, False, True)
    """
    p = np.asarray(p_values, float)
    order = np.argsort(p, kind="stable")
    passed = np.logical_and.accumulate(p[order] <= alpha / np.arange(len(p), 0, -1))
    rejected = np.zeros(len(p), bool)
    rejected[order] = passed
    return tuple(bool(x) for x in rejected)


def p_value(remeasure: Callable[[float], Evidence], limit: float, operator: Literal["<=", ">="]) -> float:
    """The smallest 1 − confidence at which the clause `measure operator limit` is broken; 1 where it is at none.

    remeasure: gives the evidence at a confidence; it must be deterministic, and is asked at most 17 times. Rounded up
    to three digits, and to SMALLEST. Not measured or thin evidence gives 1.
    """

    def broken(alpha: float) -> bool:
        evidence = remeasure(1 - alpha)
        if isinstance(evidence, NotMeasured) or evidence.thin is not None:
            return False
        return evidence.low > limit if operator == "<=" else evidence.high < limit

    if not broken(LARGEST):
        return 1.0
    if broken(SMALLEST):
        return SMALLEST
    low, high = np.log(SMALLEST), np.log(LARGEST)
    while high - low > np.log(EXACT_TO):
        middle = (low + high) / 2
        low, high = (low, middle) if broken(float(np.exp(middle))) else (middle, high)
    return float(np.exp(high))
