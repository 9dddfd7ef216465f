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

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from troth.measures.denominators import denominators
from troth.measures.growth import apart
from troth.measures.proportion import Floats, effective, student_ratio
from troth.measures.rates import rate_parts, unknown_label
from troth.measures.simultaneous import Bounds, least_ratio, spread
from troth.measures.table import Integers, Table
from troth.measures.thin import UNITS, ungrouped
from troth.standard import Estimate, Evidence, NotMeasured, Part

# Up to this many kinds of rate are listed in full among an estimate's parts; beyond, only the kind with the largest
# gap.
KINDS_LISTED = 2

# How many cells of documents' tables are held at once.
CELLS_AT_ONCE = 2_000_000

MELDED = "melded Clopper–Pearson bounds of every pair of groups"


@dataclass(frozen=True, slots=True)
class Rates:
    """F kinds of rate by G groups. kinds, units: rates and trials in words. successes, trials: [F, G]."""

    kinds: tuple[str, ...]
    successes: Integers
    trials: Integers
    units: tuple[str, ...] = ("rows",)

    @property
    def counted(self) -> tuple[Floats, Floats]:
        """Successes and trials as they were counted."""
        return self.successes.astype(float), self.trials.astype(float)


@dataclass(frozen=True, slots=True)
class Clustered:
    """What the intervals of rates are made from where the rows of one document err together.

    bounded: successes and trials [F, G] of the binomials that vary as the rates do from document to document.
    documents: [F, G], how many have any rows a rate is out of.
    """

    bounded: tuple[Floats, Floats]
    documents: Integers

    @classmethod
    def of(cls, table: Table, rates: Rates, kind: Callable[[Table], Rates], confidence: float) -> Clustered:
        """Made from a table with clusters; kind: what made the rates. Every rate needs trials.

        The documents' variance is itself uncertain: Student's t in place of the normal (see `f1.freedom`), at the
        smallest tail that any pair of groups is bounded at. Groups that share documents are taken as independent: what
        a document has in common moves their rates the same way, which brings them closer together.
        """
        share, total = rates.successes / rates.trials, rates.trials.astype(float)
        squares, units = np.zeros((4, *share.shape)), np.zeros(share.shape, np.int64)
        for g, documents in _documents(table):
            successes, trials = kind(documents).counted
            residual = successes - share[:, g, None] * trials
            squares[:, :, g] += [(x**2).sum(1) for x in (residual, successes, trials - successes, trials)]
            units[:, g] += np.count_nonzero(trials, axis=1)
        totals = np.stack([rates.successes, rates.trials - rates.successes, rates.trials]).astype(float)
        right, wrong, whole = np.maximum(totals**2 / np.maximum(squares[1:], 1e-300), 1.0)  # as in `proportion.kish`
        pairs = share.size * (share.shape[1] - 1)
        tail = (1 - confidence) / max(pairs, 2)
        others = np.maximum(units - 1, 1)
        wider = student_ratio(np.minimum(np.minimum(right, wrong), others), tail) ** 2
        variance = squares[0] / total**2 * units / others * wider
        return cls(effective(share, variance, whole, total), units)

    def thin(self, names: tuple[str, ...]) -> str | None:
        """Why a group has too few documents, or None where each has enough."""
        few = self.documents.min(0)
        g = int(few.argmin())
        if few[g] >= UNITS:
            return None
        return f"{names[g]}: {few[g]} documents; its interval is shown to hold from {UNITS} on"


def _documents(table: Table) -> Iterator[tuple[int, Table]]:
    """Each group's documents, some at a time, as tables whose groups they are."""
    clusters = table.clusters
    if clusters is None:
        return
    step = max(CELLS_AT_ONCE // len(table.labels) ** 2, 1)
    empty = np.zeros_like(table.overall)
    for g in range(clusters.groups):
        for start in range(0, clusters.documents, step):
            some = clusters.tables(g, start, min(start + step, clusters.documents))
            yield g, Table(table.labels, (), empty, some, extra=table.extra)


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
    if label is None or label not in table.classes:
        return _compared(table, confidence, label, _odds, spread)
    return _gap(table, confidence, partial(_odds_of, label=label), spread)


def predictive_parity_difference(table: Table, *, confidence: float, label: str | None = None) -> Evidence:
    """The largest difference between two groups in precision of `label`, or of any label."""
    return _compared(table, confidence, label, _precision, spread)


def accuracy_difference(table: Table, *, confidence: float) -> Evidence:
    """The largest difference between two groups in accuracy."""
    return _compared(table, confidence, None, _accuracy, spread)


def class_recall_difference(table: Table, *, confidence: float) -> Evidence:
    """The largest difference in recall between two labels, over all rows."""
    many = len(table.classes)
    hits, rows = np.diagonal(table.overall)[:many], table.overall.sum(1)[:many]
    rates = Rates(("recall",), hits[None], rows[None])
    return gap_between(rates, table.classes, confidence, spread, table.n, rows, axis="label")


def gap_between(
    rates: Rates,
    names: tuple[str, ...],
    confidence: float,
    bounds: Callable[[Floats, Floats, float], Bounds],
    n: int,
    sizes: Integers,
    alone: int = 0,
    clustered: Clustered | None = None,
    axis: str = "group",
) -> Evidence:
    """The evidence for the largest gap (or least ratio) of these rates between the named groups.

    n: the rows counted; sizes: those of each group; alone: those that are in no group and should be. clustered: what
    the rates' intervals are made from, where rows err together. axis: what the names are of.
    """
    if len(names) < 2:
        return NotMeasured(f"a gap needs two groups, the data has {len(names)}", {"n": n})
    empty = [(f, g) for f, g in np.argwhere(rates.trials == 0).tolist()]
    if empty:
        where = ", ".join(f"{names[g]} ({rates.kinds[f]})" for f, g in empty[:3])
        rest = f" and {len(empty) - 3} more" if len(empty) > 3 else ""
        return NotMeasured(f"no rows to measure on in {where}{rest}", {"n": n})
    successes, trials = rates.counted if clustered is None else clustered.bounded
    value, low, high = (float(x) for x in bounds(successes, trials, confidence))
    if np.isnan(value):
        return NotMeasured("a label is predicted in no group, so its ratio is undefined", {"n": n})
    pairs = len(rates.kinds) * len(names) * (len(names) - 1)
    method = f"{MELDED}; lower bound Bonferroni over {pairs} ordered pairs"
    few = ungrouped(alone, n, rates.units[0].split(" ", 1)[0])
    if clustered is not None:
        method = f"{method}; at the effective number of tokens, clustered by document"
        few = few or clustered.thin(names)
    of = [name if len(rates.kinds) == 1 else f"{name}: {kind}" for kind in rates.kinds for name in names]
    counts = denominators(n, of, rates.trials.ravel(), **({"in no group": alone} if alone else {}))
    parts = _parts(rates, names, confidence, None if clustered is None else clustered.bounded)
    unit = rates.units[0] if len(set(rates.units)) == 1 else "rows"
    grow = rates.trials[0] if len(rates.kinds) == 1 else sizes
    growth = apart(names, grow, lambda times: bounds(successes * times, trials * times, confidence)[1:], axis)
    return Estimate(
        value, low, high, confidence, method, counts, thin=few, parts=parts, unit=unit, compares=True, growth=growth
    )


def _parts(
    rates: Rates, names: tuple[str, ...], confidence: float, bounded: tuple[Floats, Floats] | None
) -> tuple[Part, ...]:
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
            None if bounded is None else (bounded[0][f], bounded[1][f]),
        )
    )


def _compared(
    table: Table,
    confidence: float,
    label: str | None,
    kind: Callable[[Table], Rates],
    bounds: Callable[[Floats, Floats, float], Bounds],
) -> Evidence:
    if label is not None and label not in table.classes:
        return unknown_label(table, label)
    return _gap(table, confidence, partial(_of_label, kind=kind, label=label), bounds)


def _gap(
    table: Table,
    confidence: float,
    kind: Callable[[Table], Rates],
    bounds: Callable[[Floats, Floats, float], Bounds],
) -> Evidence:
    rates = kind(table)
    clustered = None
    if table.clusters is not None and len(table.groups) > 1 and rates.trials.all():
        clustered = Clustered.of(table, rates, kind, confidence)
    sizes = table.counts.sum((1, 2))
    return gap_between(rates, table.groups, confidence, bounds, table.n, sizes, table.ungrouped, clustered)


def _of_label(table: Table, *, kind: Callable[[Table], Rates], label: str | None) -> Rates:
    rates = kind(table)
    if label is None:
        return rates
    at = slice(i := table.classes.index(label) % len(rates.kinds), i + 1)
    return Rates(rates.kinds[at], rates.successes[at], rates.trials[at], rates.units[at] or rates.units)


def _every_selection(table: Table) -> Rates:
    selected = table.counts.sum(1).T[: len(table.classes)]
    kinds = tuple(f"predicted {name}" for name in table.classes)
    return Rates(kinds, selected, np.broadcast_to(table.counts.sum((1, 2)), selected.shape), (table.unit,))


def _selection(table: Table) -> Rates:
    rates = _every_selection(table)
    if len(table.labels) == 2:  # the two labels' gaps are one and the same
        return Rates(rates.kinds[1:], rates.successes[1:], rates.trials[1:], rates.units)
    return rates


def _recall(table: Table) -> Rates:
    kinds = tuple(f"recall of {name}" for name in table.classes)
    units = tuple(f"{table.unit} of label {name}" for name in table.classes)
    return Rates(kinds, _diagonal(table), table.counts.sum(2).T[: len(kinds)], units)


def _precision(table: Table) -> Rates:
    kinds = tuple(f"precision of {name}" for name in table.classes)
    units = tuple(f"{table.unit} predicted as {name}" for name in table.classes)
    return Rates(kinds, _diagonal(table), table.counts.sum(1).T[: len(kinds)], units)


def _diagonal(table: Table) -> Integers:
    return np.diagonal(table.counts, axis1=1, axis2=2).T[: len(table.classes)]


def _odds(table: Table) -> Rates:
    k, g = len(table.classes), len(table.counts)
    shown = range(1, k) if len(table.labels) == 2 else range(k)  # with two labels, the other's gap is the same
    kinds = tuple(f"predicted {table.labels[p]} given {truth}" for truth in table.classes for p in shown)
    successes = np.moveaxis(table.counts[:, :k, list(shown)], 0, -1).reshape(-1, g)
    trials = np.repeat(table.counts.sum(2).T[:k], len(shown), axis=0)
    return Rates(kinds, successes, trials, (table.unit,))


def _odds_of(table: Table, *, label: str) -> Rates:
    at = table.classes.index(label)
    rows, predicted = table.counts.sum(2), table.counts[:, :, at]
    successes = np.stack([predicted[:, at], predicted.sum(1) - predicted[:, at]])
    trials = np.stack([rows[:, at], rows.sum(1) - rows[:, at]])
    kinds = (f"predicted {label} given {label}", f"predicted {label} given another label")
    return Rates(kinds, successes, trials, (table.unit,))


def _accuracy(table: Table) -> Rates:
    hits = np.trace(table.counts, axis1=1, axis2=2)
    return Rates(("accuracy",), hits[None], table.counts.sum((1, 2))[None], (table.unit,))
