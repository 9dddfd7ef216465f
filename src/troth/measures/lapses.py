"""What share of the labels a model contradicts however sure it is: contradictions that do not fade.

A model that is wrong now and then is so less often the surer it is; a wrong label does not hang on how sure the model
is. So the share of labels that agree with the model is fitted as that of answers in a test of perception, where some
are given without looking: it rises with the margin z between the model's two likeliest labels as (1 - lapse) times
logistic(a·z^c + b). The lapse is what is left at any margin.

F. A. Wichmann and N. J. Hill (2001), The psychometric function: I, Perception & Psychophysics 63:1293–1313 (lapse
rates); J. Platt (1999), Probabilistic outputs for support vector machines (the logistic of a margin).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from troth.measures.proportion import Floats

BINS = 400
"""Into which margins are put, of equally many rows: the likelihood then costs the same for any number of rows."""

SUREST = 0.8
"""Quantile of the margins beyond which all count alike: of its surest answers a model tells the least well how sure it
may be, and rows far from all others, where it is sure and wrong, are among them."""

LAPSES = np.concatenate([[0.0], np.geomspace(1e-4, 0.6, 80)])
"""Where the likelihood is worked out; between them it is taken to be straight."""

STARTS = ((0.0, 0.0, 0.0), (1.0, 0.0, -0.7))
BOUNDS = ((-6.0, 6.0), (-12.0, 12.0), (-1.6, 0.7))
"""Of log a, b and log c; c from 0.2, where sureness hardly helps, to 2."""

SMALLEST = 1e-9


def lapse_bound(probabilities: npt.ArrayLike, given: npt.ArrayLike, tail: float) -> float:
    """The least lapse rate that the labels allow, which errs with probability at most `tail`; 0 where none must be.

    probabilities: [n, labels] of models that did not learn from the row. given: [n] codes of the labels.
    """
    shares, labels = np.asarray(probabilities, dtype=float), np.asarray(given)
    margins, rows, agreeing = _binned(shares, labels)
    losses = _profile(margins, rows, agreeing, shares.shape[1])
    room = float(special.chdtri(1, 2 * tail)) / 2
    over = losses - losses.min() - room
    if over[0] <= 0:
        return 0.0
    first = int(np.flatnonzero(over <= 0)[0])
    before, after = over[first - 1], over[first]
    return float(np.interp(0.0, [-before, -after], LAPSES[first - 1 : first + 1]))


def _binned(shares: Floats, labels: npt.NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    """Mean margin, rows, and rows whose label is the model's, of each bin."""
    two = np.partition(shares, -2, axis=1)[:, -2:]
    margins = np.log(np.maximum(two[:, 1], SMALLEST)) - np.log(np.maximum(two[:, 0], SMALLEST))
    order = np.argsort(margins, kind="stable")
    parts = np.array_split(order, min(BINS, len(order)))
    right = shares.argmax(1) == labels
    sizes = np.array([len(part) for part in parts], dtype=float)
    means = np.array([margins[part].mean() for part in parts])
    return np.minimum(means, np.quantile(means, SUREST)), sizes, np.array([right[part].sum() for part in parts])


def _profile(margins: Floats, rows: Floats, agreeing: Floats, labels: int) -> Floats:
    """The least negative log-likelihood for each of LAPSES, over all other numbers of the curve."""
    logs = np.log(np.maximum(margins, SMALLEST))

    def loss(numbers: Floats, lapse: float) -> tuple[float, Floats]:
        """The loss and its slopes."""
        power = np.exp(numbers[2])
        risen = np.exp(np.minimum(numbers[0] + power * logs, 700))
        sure = special.expit(risen + numbers[1])
        share = np.clip((1 - lapse) * sure + lapse * (1 - sure) / (labels - 1), 1e-12, 1 - 1e-12)
        value = -(agreeing * np.log(share) + (rows - agreeing) * np.log1p(-share)).sum()
        slope = (rows - agreeing) / (1 - share) - agreeing / share
        slope = slope * (1 - lapse - lapse / (labels - 1)) * sure * (1 - sure)
        return float(value), np.array([(slope * risen).sum(), slope.sum(), (slope * risen * power * logs).sum()])

    found = []
    nearest = [np.array(start) for start in STARTS]
    for lapse in LAPSES:
        fits = [
            optimize.minimize(loss, start, args=(lapse,), jac=True, method="L-BFGS-B", bounds=BOUNDS)
            for start in nearest
        ]
        best = min(fits, key=lambda fit: float(fit.fun))
        nearest = [best.x, np.array(STARTS[0])]
        found.append(float(best.fun))
    return np.array(found)
