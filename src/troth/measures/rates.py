"""Rates of the whole table: accuracy, recall, precision, their means over labels, and how groups are represented.

A single rate has its exact Clopper–Pearson interval. A mean of rates over labels (balanced accuracy, macro precision)
has that of the number of rows whose rate would vary as much (see `proportion.effective`); joining the labels' exact
limits in quadrature instead falls to 0.88 of a stated 0.95 for many labels with few errors.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from troth.measures.denominators import denominators
from troth.measures.growth import together
from troth.measures.proportion import EXACT, Floats, clopper_pearson, effective
from troth.measures.simultaneous import lowest
from troth.measures.table import Groups, Table
from troth.standard import Estimate, Evidence, NotMeasured, Part


def accuracy(table: Table, *, confidence: float) -> Evidence:
    """The share of rows whose prediction is the truth."""
    return proportion(int(np.trace(table.overall)), table.n, confidence, "rows")


def recall(table: Table, *, confidence: float, label: str | None = None) -> Evidence:
    """Of the rows truly of `label`, the share predicted so; without a label, the mean over labels (macro)."""
    return _of_label(table, confidence, label, table.overall.sum(1), "rows of label")


def precision(table: Table, *, confidence: float, label: str | None = None) -> Evidence:
    """Of the rows predicted as `label`, the share truly so; without a label, the mean over labels (macro).

    A label never predicted counts as 0 in the mean, as in scikit-learn, with the interval [0, 1].
    """
    return _of_label(table, confidence, label, table.overall.sum(0), "rows predicted as")


def balanced_accuracy(table: Table, *, confidence: float) -> Evidence:
    """The mean over labels of recall."""
    return recall(table, confidence=confidence)


def representation(groups: Groups, *, confidence: float) -> Evidence:
    """The share of all rows that the smallest group has; rows in no group count in the whole."""
    if not groups.names:
        return NotMeasured("the data names no groups")
    if groups.total == 0:
        return NotMeasured("there are no rows", {"n": 0})
    sizes = groups.sizes()
    whole = np.full_like(sizes, groups.total)
    value, low, high = lowest(sizes, whole, confidence)
    parts = tuple(
        Part(p.name, p.value, p.low, p.high, {"n": int(size)})
        for p, size in zip(rate_parts(groups.names, sizes, whole, confidence), sizes, strict=True)
    )
    method = f"{EXACT} per group; upper bounds Bonferroni over {len(sizes)} groups"
    counts = denominators(groups.total, groups.names, sizes)
    growth = together(groups.total, lambda times: lowest(sizes * times, whole * times, confidence)[1:])
    return Estimate(float(value), float(low), float(high), confidence, method, counts, parts=parts, growth=growth)


def proportion(successes: int, trials: int, confidence: float, of: str) -> Evidence:
    """A rate with its exact interval; not measured where there were no trials."""
    if trials == 0:
        return NotMeasured(f"no {of} to measure on", {"n": 0})
    low, high = clopper_pearson(successes, trials, confidence)
    counts = {"n": trials, "successes": successes}
    growth = together(trials, lambda times: clopper_pearson(successes * times, trials * times, confidence))
    return Estimate(successes / trials, float(low), float(high), confidence, EXACT, counts, unit=of, growth=growth)


def rate_parts(
    names: tuple[str, ...],
    successes: npt.ArrayLike,
    trials: npt.ArrayLike,
    confidence: float,
    bounded: tuple[Floats, Floats] | None = None,
) -> tuple[Part, ...]:
    """One part a name, each with its own exact interval; a part without trials is left out.

    bounded: effective successes and trials for the interval, where rows are not independent.
    """
    k, n = np.asarray(successes, float), np.asarray(trials, float)
    successes, trials = (k, np.maximum(n, 1)) if bounded is None else bounded
    low, high = clopper_pearson(successes, trials, confidence)
    return tuple(
        Part(
            name,
            float(k[i] / n[i]),
            float(low[i]),
            float(high[i]),
            {"n": round(float(n[i])), "successes": round(float(k[i]))},
        )
        for i, name in enumerate(names)
        if n[i] > 0
    )


def mean_rate(successes: npt.ArrayLike, trials: npt.ArrayLike, confidence: float) -> tuple[Floats, Floats, Floats]:
    """The plain mean of independent rates, [..., K], with its interval; a rate without trials counts as 0.

    The variance is taken at (k + ½) / (n + 1), so that a rate without errors has some; without trials it is the largest
    a rate can have.
    """
    k, n = np.asarray(successes, float), np.asarray(trials, float)
    size = np.maximum(n, 1)
    value = (k / size).mean(-1)
    smooth = (k + 0.5) / (n + 1)
    variance = (smooth * (1 - smooth) / size).sum(-1) / k.shape[-1] ** 2
    low, high = clopper_pearson(*effective(value, variance, size.min(-1), size.sum(-1)), confidence)
    return value, low, high


def unknown_label(table: Table, label: str) -> NotMeasured:
    """Why a label that the table does not have cannot be measured."""
    return NotMeasured(f"the data has no label {label}; it has {', '.join(table.classes)}", {"n": table.n})


def _of_label(table: Table, confidence: float, label: str | None, trials: npt.NDArray[np.int64], of: str) -> Evidence:
    hits = np.diagonal(table.overall)
    if label is None:
        many = len(table.classes)
        return _mean(table, confidence, hits[:many], trials[:many], of)
    if label not in table.classes:
        return unknown_label(table, label)
    at = table.classes.index(label)
    return proportion(int(hits[at]), int(trials[at]), confidence, f"{of} {label}")


def _mean(
    table: Table, confidence: float, hits: npt.NDArray[np.int64], trials: npt.NDArray[np.int64], of: str
) -> Evidence:
    supports = table.overall.sum(1)
    absent = [name for name, n in zip(table.classes, supports, strict=False) if n == 0]
    if absent or not table.classes:
        return NotMeasured(f"no rows of {', '.join(absent) or 'any label'} to measure on", {"n": table.n})
    value, low, high = (float(x) for x in mean_rate(hits, trials, confidence))
    parts = rate_parts(table.classes, hits, trials, confidence)
    method = f"{EXACT} at the effective number of rows of the mean over {len(hits)} labels"
    counts = denominators(table.n, table.classes, trials)
    growth = together(table.n, lambda times: mean_rate(hits * times, trials * times, confidence)[1:])
    return Estimate(value, low, high, confidence, method, counts, parts=parts, growth=growth)
