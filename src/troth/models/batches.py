"""Batches of inputs of nearly one length, so that little is padded.

Longest first: what does not fit in memory fails at once, and progress only gets faster. The order depends on the
lengths alone, so the same inputs always meet in the same batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

PIECES = 2048
"""Padded pieces a batch holds: enough to fill the matrix units of two cores, small enough for their caches."""


def batches(lengths: Sequence[int], pieces: int = PIECES) -> Iterator[NDArray[np.int64]]:
    """Indices of the inputs of each batch; every input is in exactly one, and one too long for `pieces` is alone."""
    sizes = np.asarray(lengths, dtype=np.int64)
    order = np.argsort(-sizes, kind="stable")
    start = 0
    while start < len(order):
        count = max(1, pieces // max(1, int(sizes[order[start]])))
        yield order[start : start + count]
        start += count
