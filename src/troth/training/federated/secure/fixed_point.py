"""Real numbers as whole ones modulo 2^64, so that what is added and subtracted cancels to the last bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

FRACTION = 2.0**32  # parts of 1: float32 has fewer
LARGEST = 2.0**20  # of a number, so that 2^10 of them still fit


def encoded(numbers: NDArray[np.floating]) -> Words:
    """Whole numbers modulo 2^64, rounded; what is larger than LARGEST is cut to it."""
    scaled = np.clip(numbers.astype(np.float64), -LARGEST, LARGEST) * FRACTION
    return np.rint(scaled).astype(np.int64).view(np.uint64)


def decoded(words: Words) -> NDArray[np.float64]:
    """The numbers of a sum of encoded ones."""
    return words.view(np.int64).astype(np.float64) / FRACTION
