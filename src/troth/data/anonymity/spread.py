"""What a class gives away of a sensitive column: how many values, how evenly, and how far from the whole table.

l-diversity: Machanavajjhala et al., l-Diversity: privacy beyond k-anonymity, ACM TKDD 1(1), 2007. t-closeness: Li, Li
and Venkatasubramanian, t-Closeness, ICDE 2007, with equal distance for categories and ordered distance for numbers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def entropy_diversity(counts: Numbers) -> Numbers:
    """The effective number of values in each class, exp of the entropy: 1 or more. counts: classes × values."""
    share = counts / counts.sum(axis=1, keepdims=True)
    logs = np.log(np.where(share > 0, share, 1.0))
    found: Numbers = np.exp(-(share * logs).sum(axis=1))
    return found


def distance(counts: Numbers, whole: Numbers, *, ordered: bool) -> Numbers:
    """The earth mover's distance of each class from the whole table, from 0 to 1.

    counts: classes × values, in order where ordered. whole: how often each value is in the whole table.
    """
    apart = counts / counts.sum(axis=1, keepdims=True) - whole / whole.sum()
    if ordered:
        moved: Numbers = np.abs(np.cumsum(apart, axis=1)).sum(axis=1) / max(counts.shape[1] - 1, 1)
        return moved
    found: Numbers = np.abs(apart).sum(axis=1) / 2
    return found
