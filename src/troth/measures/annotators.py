"""How far annotators agree beyond chance: Krippendorff's alpha for labels without an order.

1 is full agreement, 0 what chance would give, below 0 is systematic disagreement. Units may have any number of votes,
those with one vote count for nothing. The interval is a bootstrap over units, bias-corrected and accelerated; units
with the same votes are drawn together, so its cost hangs on how many kinds of votes there are, not on the rows.

K. Krippendorff (2011), Computing Krippendorff's alpha-reliability; B. Efron (1987), Better bootstrap confidence
intervals, JASA 82:171–185.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from troth.measures.proportion import Floats, upper_rate
from troth.standard import Estimate, Evidence, NotMeasured

RESAMPLES = 4000
SEED = 1
"""Of the draws: fixed, so that the same votes give the same interval."""
PART = 2_000_000
"""Numbers drawn at a time."""

UNITS, SPLIT = 100, 10
"""Fewest units, and fewest of them on which annotators differ, for which coverage was shown; see
tests/measures/test_annotators.py."""


def krippendorff_alpha(votes: npt.ArrayLike, *, confidence: float) -> Evidence:
    """Alpha of votes [units, labels], how many annotators gave each unit each label.

    Not measured where no unit has two votes, or every vote is the same label.
    """
    counts = np.asarray(votes, dtype=np.int64)
    counts = counts[counts.sum(1) >= 2]
    if not len(counts):
        return NotMeasured("no row has the votes of two annotators", {"n": 0})
    if (counts.sum(0) > 0).sum() < 2:
        return NotMeasured("every annotator gave every row the same label", {"n": len(counts)})
    kinds, sizes = np.unique(counts, axis=0, return_counts=True)
    parts = _parts(kinds)
    value = float(_alpha(sizes[None] @ parts)[0])
    split = int(sizes[(kinds > 0).sum(1) > 1].sum())
    low, high = _interval(sizes, parts, value, confidence)
    if split < SPLIT:
        low = min(low, _least(split, len(counts), counts, confidence))
        high = 1.0
    return Estimate(
        value,
        min(low, value),
        max(high, value),
        confidence,
        f"bootstrap over rows, bias-corrected and accelerated, {RESAMPLES:,} resamples",
        {"n": len(counts), "votes": int(counts.sum()), "rows without agreement": split},
        thin=_thin(len(counts), split),
        unit="rows",
    )


def _parts(kinds: npt.NDArray[np.int64]) -> Floats:
    """What a unit of each kind adds to the sums: disagreeing pairs over (votes - 1), votes, votes of each label."""
    total = kinds.sum(1, keepdims=True).astype(float)
    unlike = (total[:, 0] ** 2 - (kinds**2).sum(1)) / (total[:, 0] - 1)
    return np.concatenate([unlike[:, None], total, kinds], axis=1)


def _alpha(sums: Floats) -> Floats:
    """Alpha of samples by their sums, [samples, 2 + labels]; NaN where one label is all there is."""
    total = sums[:, 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = (total**2 - (sums[:, 2:] ** 2).sum(1)) / (total - 1)
        return np.asarray(np.where(expected > 0, 1 - sums[:, 0] / expected, np.nan))


def _interval(sizes: npt.NDArray[np.int64], parts: Floats, value: float, confidence: float) -> tuple[float, float]:
    """The BCa interval; drawn samples of one label only have no alpha and are left out."""
    rng = np.random.default_rng(SEED)
    rows, shares = int(sizes.sum()), sizes / sizes.sum()
    step = max(1, PART // len(sizes))
    drawn = [
        _alpha(rng.multinomial(rows, shares, size=min(step, RESAMPLES - start)) @ parts)
        for start in range(0, RESAMPLES, step)
    ]
    found = np.concatenate(drawn)
    found = found[np.isfinite(found)]
    if not len(found):
        return value, value
    ties = (found < value).mean() + (found == value).mean() / 2
    bias = float(special.ndtri(np.clip(ties, 0.5 / len(found), 1 - 0.5 / len(found))))
    tails = np.array([(1 - confidence) / 2, (1 + confidence) / 2])
    z = bias + special.ndtri(tails)
    moved = special.ndtr(bias + z / (1 - _acceleration(sizes, parts) * z))
    low, high = np.quantile(found, np.clip(moved, 0, 1))
    return float(low), float(high)


def _acceleration(sizes: npt.NDArray[np.int64], parts: Floats) -> float:
    """A sixth of the skewness of alpha's jackknife values."""
    left = _alpha(sizes[None] @ parts - parts)
    known = np.isfinite(left)
    weights, values = sizes[known].astype(float), left[known]
    if not len(values):
        return 0.0
    moved = np.average(values, weights=weights) - values
    scale = 6 * (weights @ moved**2) ** 1.5
    return float(weights @ moved**3 / scale) if scale > 0 else 0.0


def _least(split: int, rows: int, counts: npt.NDArray[np.int64], confidence: float) -> float:
    """The lowest alpha that so few rows without agreement allow: as many as may be, each wholly without."""
    share = float(upper_rate(split, rows, (1 + confidence) / 2))
    labels = counts.sum(0) / counts.sum()
    chance = float(1 - (labels**2).sum())
    return max(1 - share / chance, -1.0) if chance > 0 else -1.0


def _thin(rows: int, split: int) -> str | None:
    if rows < UNITS:
        return f"{rows} rows; its interval is shown to hold from {UNITS} on"
    if split < SPLIT:
        return f"annotators differ on {split} rows only; its interval is shown to hold from {SPLIT} on"
    return None
