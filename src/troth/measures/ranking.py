"""How well scores rank: the area under the ROC curve, and its gap between groups.

The area's variance is DeLong's, from each row's placement among the rows of the other class; the interval is the exact
binomial one at the number of independent trials with that variance (see `proportion.effective`). That number is never
below the smaller class, which is what disjoint pairs guarantee, so a perfect ranking has an interval with width.

E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson (1988), Comparing the areas under two or more correlated receiver
operating characteristic curves, Biometrics 44:837–845. X. Sun and W. Xu (2014), Fast implementation of DeLong's
algorithm, IEEE Signal Processing Letters 21:1389–1393.
"""

from __future__ import annotations

import numpy as np

from troth.measures.denominators import denominators
from troth.measures.growth import apart, together
from troth.measures.proportion import Floats, clopper_pearson, effective
from troth.measures.scores import Scores
from troth.measures.simultaneous import spread
from troth.measures.table import Integers
from troth.measures.thin import thin, ungrouped
from troth.standard import Estimate, Evidence, NotMeasured, Part

DELONG = "DeLong variance, Clopper–Pearson at the effective number of rows"


def auc(scores: Scores, *, confidence: float, label: str | None = None) -> Evidence:
    """The chance that a row of `label` is scored above a row of another label; the mean over labels without one."""
    if (reason := _impossible(scores, label)) is not None:
        return NotMeasured(reason, {"n": len(scores.truth)})
    value, successes, trials = _area(scores, label)
    low, high = (float(x) for x in clopper_pearson(successes, trials, confidence))
    names, supports = _supports(scores, label)
    counts = denominators(len(scores.truth), names, supports)
    parts = _parts(scores, confidence) if label is None and len(scores.labels) > 2 else ()
    growth = together(len(scores.truth), lambda times: clopper_pearson(successes * times, trials * times, confidence))
    return Estimate(
        value, low, high, confidence, DELONG, counts, thin=thin(names, supports), parts=parts, growth=growth
    )


def auc_difference(scores: Scores, *, confidence: float, label: str | None = None) -> Evidence:
    """The largest difference between two groups in AUC."""
    names = scores.groups.names if scores.groups is not None else ()
    n = len(scores.truth)
    if len(names) < 2:
        return NotMeasured(f"a gap needs two groups, the data has {len(names)}", {"n": n})
    groups = [scores.group(g) for g in range(len(names))]
    for name, group in zip(names, groups, strict=True):
        if (reason := _impossible(group, label)) is not None:
            return NotMeasured(f"{name}: {reason}", {"n": n})
    areas = [_area(group, label) for group in groups]
    successes, trials = (np.array([area[i] for area in areas])[None] for i in (1, 2))
    _, low, high = (float(x) for x in spread(successes, trials, confidence))
    values = [area[0] for area in areas]
    lows, highs = clopper_pearson(successes[0], trials[0], confidence)
    parts = tuple(
        Part(name, values[i], float(lows[i]), float(highs[i]), {"n": len(groups[i].truth)})
        for i, name in enumerate(names)
    )
    few = [reason for group in groups if (reason := thin(*_supports(group, label))) is not None]
    alone = 0 if scores.groups is None or scores.groups.optional else int(np.count_nonzero(scores.groups.alone()))
    few = [reason] if (reason := ungrouped(alone, n)) is not None else few
    sizes = [len(group.truth) for group in groups]
    counts = denominators(n, names, sizes, **({"in no group": alone} if alone else {}))
    method = f"{DELONG} per group, melded over every pair of groups"
    value = max(values) - min(values)
    return Estimate(
        value, low, high, confidence, method, counts, thin=few[0] if few else None, parts=parts, compares=True,
        growth=apart(names, sizes, lambda times: spread(successes * times, trials * times, confidence)[1:]),
    )  # fmt: skip


def placements(scores: Floats, positive: Integers) -> tuple[float, Floats]:
    """The area, and each row's influence on it, which is its placement less the area, over its class's size.

    scores: [n]. positive: [n] of 0 and 1. Ties count a half. The influences' sum of squares is DeLong's variance.
    """
    _, at = np.unique(scores, return_inverse=True)
    ups = np.bincount(at, weights=positive)
    downs = np.bincount(at, weights=1 - positive)
    m, n = float(ups.sum()), float(downs.sum())
    below = (np.cumsum(downs) - downs / 2)[at] / n
    above = 1 - (np.cumsum(ups) - ups / 2)[at] / m
    area = float((below * positive).sum() / m)
    spread_up, spread_down = np.sqrt(m * max(m - 1, 1)), np.sqrt(n * max(n - 1, 1))
    return area, np.where(positive == 1, (below - area) / spread_up, (above - area) / spread_down)


def _area(scores: Scores, label: str | None) -> tuple[float, float, float]:
    """The area, and the successes and trials its interval is made from; worked out once for all confidences."""
    if label not in scores.areas:
        scores.areas[label] = _measured(scores, label)
    return scores.areas[label]


def _measured(scores: Scores, label: str | None) -> tuple[float, float, float]:
    labels = _compared_labels(scores, label)
    found = [placements(scores.probabilities[:, k], (scores.truth == k).astype(np.int64)) for k in labels]
    value = float(np.mean([area for area, _ in found]))
    influence = np.sum([rows for _, rows in found], axis=0) / len(found)
    supports = _supports(scores, label)[1]
    variance = (influence**2).sum() + sum(
        _unseen(area, float((scores.truth == k).sum()), len(scores.truth))
        for k, (area, _) in zip(labels, found, strict=True)
    ) / len(found) ** 2
    successes, trials = effective(value, variance, supports.min(), supports.sum())
    return value, float(successes), float(trials)


def _unseen(area: float, positives: float, n: int) -> float:
    """The variance half a row more in each class would bring, placed half at the top and half at the bottom.

    Few rows of a class rarely show its worst placements; without this a stated 0.95 falls to 0.76 for 20 rows of a
    class.
    """
    return 0.25 * (area**2 + (1 - area) ** 2) * (positives**-2 + (n - positives) ** -2)


def _compared_labels(scores: Scores, label: str | None) -> list[int]:
    if label is not None:
        return [scores.labels.index(label)]
    return [1] if len(scores.labels) == 2 else list(range(len(scores.labels)))


def _supports(scores: Scores, label: str | None) -> tuple[tuple[str, ...], Integers]:
    supports = np.bincount(scores.truth, minlength=len(scores.labels)).astype(np.int64)
    if label is None:
        return scores.labels, supports
    own = int(supports[scores.labels.index(label)])
    return (label, f"not {label}"), np.array([own, int(supports.sum()) - own])


def _impossible(scores: Scores, label: str | None) -> str | None:
    """Why there is no area to measure, or None."""
    if label is not None and label not in scores.labels:
        return f"the data has no label {label}; it has {', '.join(scores.labels)}"
    if len(scores.labels) < 2:
        return "ranking needs two labels"
    names, supports = _supports(scores, label)
    empty = [name for name, n in zip(names, supports.tolist(), strict=True) if n == 0]
    return f"no rows of {', '.join(empty)} to rank" if empty else None


def _parts(scores: Scores, confidence: float) -> tuple[Part, ...]:
    parts = []
    for name in scores.labels:
        value, successes, trials = _area(scores, name)
        low, high = clopper_pearson(successes, trials, confidence)
        parts.append(Part(name, value, float(low), float(high), {"n": int(_supports(scores, name)[1][0])}))
    return tuple(parts)
