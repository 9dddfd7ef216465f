"""Temperature scaling: one number that makes a classifier's probabilities honest without changing its answers.

Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks (ICML 2017), section 4.2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALLEST = 1e-12  # a probability below this is read as this: its logarithm must be finite


def temper(probabilities: NDArray[Any], temperature: float) -> NDArray[np.float64]:
    """Rows proportional to `p ** (1 / temperature)`: above 1 softens, below 1 sharpens; an exact 0 stays 0."""
    logs = np.log(np.maximum(np.asarray(probabilities, dtype=np.float64), SMALLEST)) / temperature
    powers = np.where(probabilities > 0, np.exp(logs - logs.max(axis=1, keepdims=True)), 0.0)
    tempered: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return tempered
