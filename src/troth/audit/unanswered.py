"""Rows that the model left unanswered: an interval that holds whatever the answers would have been.

Each measure is taken twice, with every such row answered wrong and with every one answered right, and the interval
reaches from the lower low to the higher high: a clause is met only where the worse of the two is, and broken only
where the better is. That bounds shares, which rise with every right answer. A gap is not bounded so, for its worst case
has one group's rows right and another's wrong: each group's rate can move by the share of its rows without an answer,
so a gap by the largest such share.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from troth.audit.view import Columns, View
from troth.measures import Measure, Table
from troth.standard import Estimate, Evidence

BY_TRUTH = ("equal_opportunity_difference", "equalized_odds_difference", "class_recall_difference")
"""Gaps whose rates are out of the rows of one true label."""

UNANSWERED = "left unanswered"
"""The count of them, among an estimate's counts."""

RATIO = "demographic_parity_ratio"


def bounded(
    wrong: Evidence, right: Evidence, view: View, measure: Measure, columns: Columns | None, label: str | None
) -> Evidence:
    """One estimate of two. columns: the groups that a gap is between, None for a measure that compares none."""
    if not isinstance(wrong, Estimate) or not isinstance(right, Estimate):
        return right if isinstance(wrong, Estimate) else wrong
    low, high = min(wrong.low, right.low), max(wrong.high, right.high)
    if measure.name == RATIO:
        low, high = _ratio(low, high, view, columns or (), label)
    elif columns is not None or measure.name in BY_TRUTH:
        moved = _moved(view, measure.name, columns or (), label)
        low, high = max(low - moved, 0.0), min(high + moved, 1.0)
    return replace(
        wrong,
        low=low,
        high=high,
        method=f"{wrong.method}; {view.unanswered:,} unanswered taken as wrong and as right, whichever is worse",
        counts={**wrong.counts, UNANSWERED: view.unanswered},
        thin=wrong.thin or right.thin,
    )


def _moved(view: View, name: str, columns: Columns, label: str | None) -> float:
    """By how much any rate that is compared can move, at most."""
    gone, rows = _gone(view, columns)
    if name not in BY_TRUTH and name != "predictive_parity_difference":
        gone, rows = gone.sum(1), rows.sum(1)
    elif name == "predictive_parity_difference":
        predicted = view.counted("table", columns).counts.sum(1)[:, : len(view.classes)]
        gone = np.broadcast_to(gone.sum(1)[:, None], predicted.shape)
        rows = predicted + gone
    elif name == "equal_opportunity_difference" and label in view.classes:
        gone, rows = (counts[:, view.classes.index(label)] for counts in (gone, rows))
    return float((gone / np.maximum(rows, 1)).max(initial=0.0))


def _gone(view: View, columns: Columns) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows without an answer, and all rows, by group and true label: [G, K]."""
    groups = view.split.groups(*columns) if columns else None
    table = Table.count(view.truth, (view.said < 0).astype(np.int64), view.classes, groups)
    counts = table.counts if columns else table.overall[None]
    return counts[:, :, 1], counts.sum(2)


def _ratio(low: float, high: float, view: View, columns: Columns, label: str | None) -> tuple[float, float]:
    """The least of min / max over groups, where each rate may be higher by the share that is unanswered."""
    moved = _moved(view, RATIO, columns, None)
    counts = view.supposing("wrong").counted("table", columns).counts
    rates = (counts.sum(1) / np.maximum(counts.sum((1, 2)), 1)[:, None]).max(0)[: len(view.classes)]
    if label in view.classes:
        rates = rates[[view.classes.index(label)]]
    highest = float(rates.min())
    if highest == 0:
        return 0.0, 1.0
    return low * highest / (highest + moved), min(high + moved / highest, 1.0)
