"""How honest stated probabilities are: Brier score, binned calibration error, and the bins of a reliability diagram.

The calibration error Σ w·|accuracy − confidence| over bins is biased upwards when it is taken from counts: a
perfectly calibrated model never shows 0. Here the bias of each bin's absolute value (the mean of a folded normal) is
taken off the estimate, and the bounds use the triangle inequality, so they hold whatever the true gaps are: the
observed sum exceeds the true one by at most the sum of the bins' absolute noise, and falls short of it by at most the
noise along the true signs. Each bin's noise is its exact (Clopper–Pearson) distance, so a bin without errors has
some.

G. W. Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78:1–3. C.
Guo, G. Pleiss, Y. Sun and K. Q. Weinberger (2017), On calibration of modern neural networks, ICML. A. Kumar, P. Liang
and T. Ma (2019), Verified uncertainty calibration, NeurIPS.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from troth.measures.growth import together
from troth.measures.proportion import (
    EXACT,
    Floats,
    clopper_pearson,
    effective,
    normal_quantile,
)
from troth.measures.scores import Scores
from troth.measures.thin import thin
from troth.standard import Estimate, Evidence, NotMeasured, Part

# Equal-width bins of the confidence of the predicted label, as in Guo et al.
BINS = 15

# A bin this many standard errors from calibration is taken to have the sign it shows.
SIGN_KNOWN = 4.0


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """One bin of a reliability diagram: rows whose stated confidence lies in (low, high].

    confidence: their mean stated confidence. accuracy: the share of them that is right, with its exact interval.
    """

    low: float
    high: float
    confidence: float
    accuracy: float
    accuracy_low: float
    accuracy_high: float
    n: int


def brier(scores: Scores, *, confidence: float) -> Evidence:
    """The mean over rows of the squared distance between probabilities and truth, summed over labels: 0 to 2."""
    n = len(scores.truth)
    if n == 0:
        return NotMeasured("there are no rows", {"n": 0})
    own = scores.probabilities[np.arange(n), scores.truth]
    losses = ((scores.probabilities**2).sum(1) - 2 * own + 1) / 2
    mean, variance = float(losses.mean()), float(losses.var())
    _, low, high = bounded_mean(mean, variance, n, confidence)
    method = f"{EXACT} at the effective number of rows"
    supports = np.bincount(scores.truth, minlength=len(scores.labels))
    few = thin(scores.labels, supports)
    growth = together(n, lambda times: [2 * x for x in bounded_mean(mean, variance, n * times, confidence)[1:]])
    return Estimate(2 * mean, 2 * float(low), 2 * float(high), confidence, method, {"n": n}, thin=few, growth=growth)


def calibration_error(scores: Scores, *, confidence: float) -> Evidence:
    """The debiased expected calibration error of the predicted label's probability, over 15 bins of equal width."""
    n = len(scores.truth)
    if n == 0:
        return NotMeasured("there are no rows", {"n": 0})
    stated, right, rows = _binned(scores, BINS)
    value, low, high = binned_error(stated, right, rows, confidence)
    supports = np.bincount(scores.truth, minlength=len(scores.labels))
    parts = tuple(
        Part(f"({b.low:.2f}, {b.high:.2f}]", b.accuracy, b.accuracy_low, b.accuracy_high, {"n": b.n})
        for b in calibration_bins(scores, confidence=confidence)
    )
    method = f"debiased, {EXACT} per bin, combined over {int((rows > 0).sum())} bins by the triangle inequality"
    few = thin(scores.labels, supports)
    return Estimate(float(value), float(low), float(high), confidence, method, {"n": n}, thin=few, parts=parts)


def calibration_bins(scores: Scores, *, bins: int = BINS, confidence: float = 0.95) -> tuple[CalibrationBin, ...]:
    """The bins of a reliability diagram that have rows, from the least confident up."""
    stated, right, rows = _binned(scores, bins)
    full = np.flatnonzero(rows)
    low, high = clopper_pearson(right[full], rows[full], confidence)
    return tuple(
        CalibrationBin(
            float(b / bins),
            float((b + 1) / bins),
            float(stated[b] / rows[b]),
            float(right[b] / rows[b]),
            float(low[i]),
            float(high[i]),
            int(rows[b]),
        )
        for i, b in enumerate(full)
    )


def bounded_mean(
    mean: npt.ArrayLike, variance: npt.ArrayLike, n: float, confidence: float
) -> tuple[Floats, Floats, Floats]:
    """The mean of n independent losses in [0, 1] with its interval; variance: of the losses seen.

    Half a loss more, half of it 0 and half 1, stands for rare losses not seen; there are at least n trials, since no
    loss in [0, 1] varies more than one that is 0 or 1.
    """
    m, v = np.asarray(mean, float), np.asarray(variance, float)
    of_mean = (n * v + 0.25 * (m**2 + (1 - m) ** 2)) / (n * max(n - 1, 1))
    low, high = clopper_pearson(*effective(m, of_mean, n, np.inf), confidence)
    return m, low, high


def binned_error(stated: Floats, right: Floats, rows: Floats, confidence: float) -> tuple[Floats, Floats, Floats]:
    """The debiased error and its interval from bins' sums, [..., B]: stated confidences, rows that were right, rows."""
    z = normal_quantile(confidence)
    size = np.maximum(rows, 1)
    weight = rows / np.maximum(rows.sum(-1, keepdims=True), 1)
    accuracy, mean = right / size, stated / size
    low, high = clopper_pearson(right, size, confidence)
    noise = weight * np.maximum(accuracy - low, high - accuracy) / z  # of each bin's gap, as a standard error
    gap = weight * np.abs(accuracy - mean)
    total = gap.sum(-1)
    between = np.maximum((gap**2 / np.maximum(weight, 1e-12)).sum(-1) - total**2, 0) / np.maximum(rows.sum(-1), 1)
    folded = _folded_excess(gap, weight * np.sqrt(accuracy * (1 - accuracy) / size + 0.25 / size**2))
    lower = total - _folded_quantile(gap, noise, between, z)
    upper = total + z * np.sqrt((noise**2).sum(-1) + between)
    value = np.maximum(gap - folded, 0.0).sum(-1)
    lower, upper = np.clip(lower, 0.0, 1.0), np.clip(upper, 0.0, 1.0)
    return np.clip(value, lower, upper), lower, upper


def _folded_excess(gap: Floats, noise: Floats) -> Floats:
    """By how much the mean of |N(gap, noise²)| exceeds the gap."""
    ratio = gap / np.maximum(noise, 1e-12)
    mean = noise * np.sqrt(2 / np.pi) * np.exp(-(ratio**2) / 2) + gap * (1 - 2 * special.ndtr(-ratio))
    return np.asarray(np.maximum(mean - gap, 0.0))


def _folded_quantile(gap: Floats, noise: Floats, between: Floats, z: float) -> Floats:
    """The upper quantile of Σ noise·|Z|, with Z in place of |Z| where a bin's sign is known, by Cornish–Fisher."""
    known = gap > SIGN_KNOWN * noise
    folded = np.where(known, 0.0, noise)
    mean = folded.sum(-1) * np.sqrt(2 / np.pi)
    variance = ((noise * known) ** 2).sum(-1) + (folded**2).sum(-1) * (1 - 2 / np.pi) + between
    third = (folded**3).sum(-1) * np.sqrt(2 / np.pi) * (4 / np.pi - 1)
    deviation = np.sqrt(np.maximum(variance, 1e-300))
    return np.asarray(mean + deviation * (z + third / deviation**3 * (z * z - 1) / 6))


def _binned(scores: Scores, bins: int) -> tuple[Floats, Floats, Floats]:
    predicted = scores.probabilities.argmax(1)
    stated = scores.probabilities.max(1)
    at = np.clip(np.ceil(stated * bins).astype(np.int64) - 1, 0, bins - 1)
    right = (predicted == scores.truth).astype(float)
    sums = (np.bincount(at, x, bins).astype(float) for x in (stated, right, np.ones(len(at))))
    return next(sums), next(sums), next(sums)
