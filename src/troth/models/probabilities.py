"""Probabilities from outside, looked at before they count as probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError

TOLERANCE = 0.01
"""How far the sum of a row may be from 1: probabilities written with two decimals for several labels stray this
much."""


def check_rows(values: NDArray[Any], rows: int, labels: int, *, where: str) -> NDArray[np.float32]:
    """`values` as float32 [rows, labels] whose rows sum to exactly 1 (to rounding); raises ModelError naming the
    first bad row."""
    if values.shape != (rows, labels):
        raise ModelError(
            f"probabilities of shape {values.shape} for {rows} inputs and {labels} labels",
            where=where,
            remedy="Give one row an input and one column a label.",
        )
    wide = np.asarray(values, dtype=np.float64)
    sums = wide.sum(axis=1)
    bad = ~np.isfinite(wide).all(axis=1) | (wide < 0).any(axis=1) | (np.abs(sums - 1) > TOLERANCE)
    if bad.any():
        row = int(bad.argmax())
        shown = ", ".join(f"{value:.4g}" for value in wide[row][:6]) + (" …" if labels > 6 else "")
        raise ModelError(
            f"row {row + 1}: {shown} are not probabilities that sum to 1 (they sum to {sums[row]:.4g})",
            where=where,
            remedy="Give probabilities, not scores: every value 0 or more, every row 1 in sum.",
        )
    return np.asarray(wide / sums[:, None], dtype=np.float32)
