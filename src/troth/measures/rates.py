"""Rates of the whole table: accuracy, recall, precision, their means over labels, and how groups are represented.

A single rate has its exact Clopper–Pearson interval. A mean of rates over labels (balanced accuracy, macro precision)
puts the labels' exact limits together in quadrature, which keeps each label's asymmetry and has no width of zero.

R. G. Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine
17:873–890. G. Y. Zou and A. Donner (2008), Construction of confidence limits about effect measures, Statistics in
Medicine 27:1693–1702.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from troth.measures.proportion import EXACT, clopper_pearson
from troth.measures.simultaneous import lowest
from troth.measures.table import Groups, Table
from troth.standard import Estimate, Evidence, NotMeasured, Part


def accuracy(table: Table, *, confidence: float) -> Evidence:
    """The share of rows whose prediction is the truth."""
    return proportion(int(np.trace(table.overall)), table.n, confidence, "rows")


def recall(table: Table, *, confidence: float, label: str | None = None) -> Evidence:
    """Of the rows truly of `label`, the share predicted so; without a label, the mean over labels (macro)."""
    return _of_label(table, confidence, label, table.overall.sum(1), "true rows")


def precision(table: Table, *, confidence: float, label: str | None = None) -> Evidence:
    """Of the rows predicted as `label`, the share truly so; without a label, the mean over labels (macro).

    A label never predicted counts as 0 in the mean, as in scikit-learn, with the interval [0, 1].
    """
    return _of_label(table, confidence, label, table.overall.sum(0), "rows predicted")


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
    counts = {"n": groups.total} | dict(zip(groups.names, sizes.tolist(), strict=True))
    return Estimate(float(value), float(low), float(high), confidence, method, counts, parts=parts)


def proportion(successes: int, trials: int, confidence: float, of: str) -> Evidence:
    """A rate with its exact interval; not measured where there were no trials."""
    if trials == 0:
        return NotMeasured(f"no {of} to measure on", {"n": 0})
    low, high = clopper_pearson(successes, trials, confidence)
    counts = {"n": trials, "successes": successes}
    return Estimate(successes / trials, float(low), float(high), confidence, EXACT, counts)


def rate_parts(
    names: tuple[str, ...], successes: npt.ArrayLike, trials: npt.ArrayLike, confidence: float
) -> tuple[Part, ...]:
    """One part a name, each with its own exact interval; a part without trials is left out."""
    k, n = np.asarray(successes, float), np.asarray(trials, float)
    low, high = clopper_pearson(k, np.maximum(n, 1), confidence)
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


def unknown_label(table: Table, label: str) -> NotMeasured:
    """Why a label that the table does not have cannot be measured."""
    return NotMeasured(f"the data has no label {label}; it has {', '.join(table.labels)}", {"n": table.n})


def _of_label(table: Table, confidence: float, label: str | None, trials: npt.NDArray[np.int64], of: str) -> Evidence:
    hits = np.diagonal(table.overall)
    if label is None:
        return _mean(table, confidence, hits, trials, of)
    if label not in table.labels:
        return unknown_label(table, label)
    at = table.labels.index(label)
    return proportion(int(hits[at]), int(trials[at]), confidence, f"{of} of {label}")


def _mean(
    table: Table, confidence: float, hits: npt.NDArray[np.int64], trials: npt.NDArray[np.int64], of: str
) -> Evidence:
    supports = table.overall.sum(1)
    absent = [name for name, n in zip(table.labels, supports, strict=True) if n == 0]
    if absent or not table.labels:
        return NotMeasured(f"no rows of {', '.join(absent) or 'any label'} to measure on", {"n": table.n})
    rates = hits / np.maximum(trials, 1)
    low, high = clopper_pearson(hits, np.maximum(trials, 1), confidence)
    low, high = np.where(trials > 0, low, 0.0), np.where(trials > 0, high, 1.0)
    value, k = float(rates.mean()), len(rates)
    below = value - float(np.sqrt(((rates - low) ** 2).sum())) / k
    above = value + float(np.sqrt(((high - rates) ** 2).sum())) / k
    parts = rate_parts(table.labels, hits, trials, confidence)
    method = f"{EXACT} per label, combined in quadrature over {k} labels"
    counts = {"n": table.n} | dict(zip(table.labels, trials.tolist(), strict=True))
    return Estimate(value, max(below, 0.0), min(above, 1.0), confidence, method, counts, parts=parts)
