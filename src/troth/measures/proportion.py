"""One proportion, exactly: the Clopper–Pearson interval, on arrays of counts.

The interval is read off two confidence distributions of the true rate after k successes in n trials: `lower_rate`
is the quantile function of Beta(k, n − k + 1) and bounds from below, `upper_rate` that of Beta(k + 1, n − k) and bounds
from above. Counts need not be whole: an effective number of trials serves for clustered data (see `effective`).

C. J. Clopper and E. S. Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the
binomial, Biometrika 26:404–413.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]

EXACT = "Clopper–Pearson"


def lower_rate(successes: npt.ArrayLike, trials: npt.ArrayLike, probability: npt.ArrayLike) -> Floats:
    """The `probability` quantile of the distribution that bounds the rate from below; 0 where nothing succeeded."""
    k, n, u = np.broadcast_arrays(*(np.asarray(x, float) for x in (successes, trials, probability)))
    found = special.betaincinv(np.where(k > 0, k, 1.0), np.where(k > 0, n - k + 1, 1.0), u)
    result: Floats = np.where(k > 0, found, 0.0)
    return result


def upper_rate(successes: npt.ArrayLike, trials: npt.ArrayLike, probability: npt.ArrayLike) -> Floats:
    """The `probability` quantile of the distribution that bounds the rate from above; 1 where nothing failed."""
    k, n, u = (np.asarray(x, float) for x in (successes, trials, probability))
    return 1.0 - lower_rate(n - k, n, 1.0 - u)


def clopper_pearson(successes: npt.ArrayLike, trials: npt.ArrayLike, confidence: float) -> tuple[Floats, Floats]:
    """The exact two-sided interval of a rate; each side errs with probability at most (1 − confidence) / 2.

    >>> low, high = clopper_pearson(0, 50, 0.95)
    >>> round(float(low), 3), round(float(high), 3)
    (0.0, 0.071)
    """
    tail = (1.0 - confidence) / 2
    return lower_rate(successes, trials, tail), upper_rate(successes, trials, 1.0 - tail)


def wilson(successes: npt.ArrayLike, trials: npt.ArrayLike, confidence: float) -> tuple[Floats, Floats]:
    """Wilson's score interval: shorter, and only on average at its stated rate; for display, never for a verdict.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22:209–212.
    """
    k, n = np.asarray(successes, float), np.asarray(trials, float)
    z = normal_quantile(confidence)
    centre = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * np.sqrt(k * (n - k) / n + z * z / 4)
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def normal_quantile(confidence: float) -> float:
    """The z of a two-sided interval: 1.96 for 0.95."""
    return float(special.ndtri(0.5 + confidence / 2))


def kish(weights: npt.ArrayLike, axis: int = 0) -> Floats:
    """How many equal weights say as much as these: (Σw)² / Σw², and 1 where there is none.

    L. Kish (1965), Survey sampling, Wiley.
    """
    w = np.asarray(weights, float)
    return np.asarray(np.maximum(w.sum(axis) ** 2 / np.maximum((w**2).sum(axis), 1e-300), 1.0))


def student_ratio(freedom: npt.ArrayLike, tail: float) -> Floats:
    """By how much Student's quantile at a tail exceeds the normal one."""
    return np.asarray(special.stdtrit(np.maximum(freedom, 1.0), tail) / special.ndtri(tail))


def effective(
    rate: npt.ArrayLike, variance: npt.ArrayLike, least: npt.ArrayLike, most: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Successes and trials of the binomial with this rate and this variance of its estimate, to be bounded exactly.

    A proportion of clustered or otherwise not independent rows is given the Clopper–Pearson interval of
    rate·(1 − rate)/variance independent trials, held between `least` (what the design guarantees, used where the
    variance seen is zero) and `most`.

    E. L. Korn and B. I. Graubard (1998), Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data, Survey Methodology 24:193–201.
    """
    p, v = np.asarray(rate, float), np.asarray(variance, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        trials = np.where(v > 0, p * (1 - p) / v, 0.0)
    trials = np.clip(trials, least, np.maximum(most, least))
    return p * trials, trials
