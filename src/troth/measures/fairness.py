"""Gaps between groups, as functions of one table; definitions for two labels and for many.

| measure | rates compared between groups | with many labels |
|---|---|---|
| demographic parity | P(prediction = l) | largest over labels l, or of `label` |
| equal opportunity | P(prediction = l given truth = l) | largest over labels l, or of `label` |
| equalized odds | P(prediction = l given truth = t) | largest over all t and l; for `label`, over t = l and t ≠ l |
| predictive parity | P(truth = l given prediction = l) | largest over labels l, or of `label` |
| accuracy | P(prediction = truth) | the same |

A gap is max − min over groups, a ratio min / max. Intervals hold for all groups at once: see `simultaneous`. A group
without rows, or without the rows a rate is out of, is not measured and named. Definitions agree with Fairlearn's for
two labels when `label` is the positive one.

M. Hardt, E. Price and N. Srebro (2016), Equality of opportunity in supervised learning, NeurIPS. A. Chouldechova
(2017), Fair prediction with disparate impact, Big Data 5:153–163.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from troth.measures.rates import rate_parts, unknown_label
from troth.measures.simultaneous import Bounds, least_ratio, spread
from troth.measures.table import Integers, Table
from troth.standard import Estimate, Evidence, NotMeasured, Part

# Up to this many kinds of rate are listed in full among an estimate's parts; beyond, only the kind with the largest
# gap.
KINDS_LISTED = 2

MELDED = "melded Clopper–Pearson bounds of every pair of groups"


@dataclass(frozen=True, slots=True)
class Rates:
    """F kinds of rate by G groups. kinds, units: rates and trials in words. successes, trials: [F, G]."""

    kinds: tuple[str, ...]
    successes: Integers
    trials: Integers
    units: tuple[str, ...] = ("rows",)


def demographic_parity_difference(table: Table, *, confidence: float, label: str | None = None) -> Evidence:
    """The largest difference between two groups in how often a label is predicted."""
    return _compared(table, confidence, label, _selection, spread)


def demographic_parity_ratio(table: Table, *, confidence: float, label: str | None = None) -> Evidence:
    """The lowest group's rate of predicting a label over the highest's: the four-fifths rule's ratio."""
    return _compared(table, confidence, label, _every_selection, least_ratio)


def equal_opportunity_difference(table: Table, *, confidence: float, label: str | None = None) -> Evidence:
    """The largest difference between two groups in recall of `label`, or of any label."""
    return _compared(table, confidence, label, _recall, spread)


def equalized_odds_difference(table: Table, *, confidence: float, label: str | None = None) -> Evidence:
    """The largest difference between two groups in P(prediction | truth), over truths and predictions.

    With a `label`: in how often it is predicted where it is true, and where any other label is.
    """
    if label is None or label not in table.labels:
        return _compared(table, confidence, label, _odds, spread)
    return gap_between(_odds_of(table, label), table.groups, confidence, spread, table.n)


def predictive_parity_difference(table: Table, *, confidence: float, label: str | None = None) -> Evidence:
    """The largest difference between two groups in precision of `label`, or of any label."""
    return _compared(table, confidence, label, _precision, spread)


def accuracy_difference(table: Table, *, confidence: float) -> Evidence:
    """The largest difference between two groups in accuracy."""
    return _compared(table, confidence, None, _accuracy, spread)


def class_recall_difference(table: Table, *, confidence: float) -> Evidence:
    """The largest difference in recall between two labels, over all rows."""
    hits, rows = np.diagonal(table.overall), table.overall.sum(1)
    rates = Rates(("recall",), hits[None], rows[None])
    return gap_between(rates, table.labels, confidence, spread, table.n)


def gap_between(
    rates: Rates,
    names: tuple[str, ...],
    confidence: float,
    bounds: Callable[[Integers, Integers, float], Bounds],
    n: int,
) -> Evidence:
    """The evidence for the largest gap (or least ratio) of these rates between the named groups."""
    if len(names) < 2:
        return NotMeasured(f"a gap needs two groups, the data has {len(names)}", {"n": n})
    empty = [(f, g) for f, g in np.argwhere(rates.trials == 0).tolist()]
    if empty:
        where = ", ".join(f"{names[g]} ({rates.kinds[f]})" for f, g in empty[:3])
        rest = f" and {len(empty) - 3} more" if len(empty) > 3 else ""
        return NotMeasured(f"no rows to measure on in {where}{rest}", {"n": n})
    value, low, high = (float(x) for x in bounds(rates.successes, rates.trials, confidence))
    if np.isnan(value):
        return NotMeasured("a label is predicted in no group, so its ratio is undefined", {"n": n})
    pairs = len(rates.kinds) * len(names) * (len(names) - 1)
    method = f"{MELDED}; lower bound Bonferroni over {pairs} ordered pairs"
    counts = {"n": n} | {
        (name if len(rates.kinds) == 1 else f"{name}: {kind}"): int(rates.trials[f, g])
        for f, kind in enumerate(rates.kinds)
        for g, name in enumerate(names)
    }
    parts = _parts(rates, names, confidence)
    unit = rates.units[0] if len(set(rates.units)) == 1 else "rows"
    return Estimate(value, low, high, confidence, method, counts, parts=parts, unit=unit, compares=True)


def _parts(rates: Rates, names: tuple[str, ...], confidence: float) -> tuple[Part, ...]:
    """The groups' own rates, of every kind or, where these are many, of the kind with the largest gap."""
    kinds = range(len(rates.kinds))
    if len(rates.kinds) > KINDS_LISTED:
        observed = rates.successes / rates.trials
        kinds = range((worst := int(np.ptp(observed, axis=1).argmax())), worst + 1)
    return tuple(
        part
        for f in kinds
        for part in rate_parts(
            tuple(name if len(kinds) == len(rates.kinds) == 1 else f"{name}: {rates.kinds[f]}" for name in names),
            rates.successes[f],
            rates.trials[f],
            confidence,
        )
    )


def _compared(
    table: Table,
    confidence: float,
    label: str | None,
    kind: Callable[[Table], Rates],
    bounds: Callable[[Integers, Integers, float], Bounds],
) -> Evidence:
    if label is not None and label not in table.labels:
        return unknown_label(table, label)
    rates = kind(table)
    if label is not None:
        at = slice(i := table.labels.index(label) % len(rates.kinds), i + 1)
        rates = Rates(rates.kinds[at], rates.successes[at], rates.trials[at], rates.units[at] or rates.units)
    return gap_between(rates, table.groups, confidence, bounds, table.n)


def _every_selection(table: Table) -> Rates:
    selected = table.counts.sum(1).T
    kinds = tuple(f"predicted {name}" for name in table.labels)
    return Rates(kinds, selected, np.broadcast_to(table.counts.sum((1, 2)), selected.shape))


def _selection(table: Table) -> Rates:
    rates = _every_selection(table)
    if len(table.labels) == 2:  # the two labels' gaps are one and the same
        return Rates(rates.kinds[1:], rates.successes[1:], rates.trials[1:])
    return rates


def _recall(table: Table) -> Rates:
    kinds = tuple(f"recall of {name}" for name in table.labels)
    units = tuple(f"rows of label {name}" for name in table.labels)
    return Rates(kinds, np.diagonal(table.counts, axis1=1, axis2=2).T, table.counts.sum(2).T, units)


def _precision(table: Table) -> Rates:
    kinds = tuple(f"precision of {name}" for name in table.labels)
    units = tuple(f"rows predicted as {name}" for name in table.labels)
    return Rates(kinds, np.diagonal(table.counts, axis1=1, axis2=2).T, table.counts.sum(1).T, units)


def _odds(table: Table) -> Rates:
    k, g = len(table.labels), len(table.groups)
    shown = range(1, k) if k == 2 else range(k)  # with two labels, the other prediction's gap is the same
    kinds = tuple(f"predicted {table.labels[p]} given {truth}" for truth in table.labels for p in shown)
    successes = np.moveaxis(table.counts[:, :, list(shown)], 0, -1).reshape(-1, g)
    trials = np.repeat(table.counts.sum(2).T, len(shown), axis=0)
    return Rates(kinds, successes, trials)


def _odds_of(table: Table, label: str) -> Rates:
    at = table.labels.index(label)
    rows, predicted = table.counts.sum(2), table.counts[:, :, at]
    successes = np.stack([predicted[:, at], predicted.sum(1) - predicted[:, at]])
    trials = np.stack([rows[:, at], rows.sum(1) - rows[:, at]])
    kinds = (f"predicted {label} given {label}", f"predicted {label} given another label")
    return Rates(kinds, successes, trials)


def _accuracy(table: Table) -> Rates:
    hits = np.trace(table.counts, axis1=1, axis2=2)
    return Rates(("accuracy",), hits[None], table.counts.sum((1, 2))[None])
