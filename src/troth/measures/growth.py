"""How an estimate's interval would shrink: its own bounds, made again from counts that are multiplied.

Rates stay where they are and denominators grow, so nothing is drawn and nothing approximated beyond what the bounds
themselves do. What the documents of a token task vary by is taken to stay, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from troth.standard import Growth


def together(size: int, bounds: Callable[[float], Sequence[Any]]) -> Growth:
    """All rows grow alike; bounds: low and high for a factor."""

    def interval(times: Sequence[float]) -> tuple[float, float]:
        low, high = bounds(times[0])
        return float(low), float(high)

    return Growth((), (int(size),), interval)


def apart(
    names: Sequence[str], sizes: npt.ArrayLike, bounds: Callable[[Any], Sequence[Any]], kind: str = "group"
) -> Growth:
    """Each group (or whatever `kind` says they are) grows by itself; bounds: low and high for their factors, [G]."""

    def interval(times: Sequence[float]) -> tuple[float, float]:
        low, high = bounds(np.asarray(times, float))
        return float(low), float(high)

    return Growth(tuple(names), tuple(int(size) for size in np.asarray(sizes)), interval, kind)
