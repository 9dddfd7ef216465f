"""Labels that are probably wrong, by what models say of rows that they did not learn from; and how many there are.

Which: confident learning. A label counts as another one's where the model gives that other at least the probability
it gives it on average to rows of that label; so many rows of each pair of labels, those with the widest margin, are
suspected. C. G. Northcutt, L. Jiang and I. L. Chuang (2021), Confident Learning: Estimating Uncertainty in Dataset
Labels, JAIR 70:1373–1411.

How many: without a second look at the rows nothing tells a wrong label from a row that is unlike others of its label,
so the interval has an assumption at either end, beside the sampling error. Not more labels are wrong than the model
contradicts, and a quarter as many again: so many it may repeat, as it learned from wrong labels too. And not fewer
than those contradictions that do not fade however sure the model is (see `lapses`), less a quarter of all others: so
many of a model's own mistakes may be ones that it is sure of. What is labelled wrongly everywhere alike is learned,
and seen by nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from troth.measures.lapses import lapse_bound
from troth.measures.proportion import EXACT, Floats, upper_rate
from troth.measures.table import Integers
from troth.standard import Estimate, NotMeasured

SURE = 0.25
"""Of the model's own mistakes, the share that may be ones it is as sure of as of anything."""

REPEATED = 0.25
"""Wrong labels that the model repeats, beside one that it contradicts."""

ROWS = 500
"""Fewest rows for which coverage was shown; see tests/measures/test_wrong_labels.py."""


@dataclass(frozen=True, slots=True)
class WrongLabels:
    """What was found of N rows under K labels.

    share: of labels that are wrong. suspects: rows, the most suspicious first. margins: [N] the probability of the
    given label less that of the likeliest other one. likeliest: [N] codes of the model's labels. joint: [K, K] rows by
    given label and by what they are thought to be.
    """

    share: Estimate
    suspects: Integers
    margins: Floats
    likeliest: Integers
    joint: Floats


def wrong_labels(
    probabilities: npt.ArrayLike, given: npt.ArrayLike, *, confidence: float, certain: int = 0
) -> WrongLabels | NotMeasured:
    """Wrong labels by probabilities [N, K] of models that did not learn from the row.

    given: [N] codes of the labels. certain: how many must be wrong whatever the model says, as the same content has
    several labels.
    """
    shares, labels = np.asarray(probabilities, dtype=float), np.asarray(given, dtype=np.int64)
    if len(labels) < 2 or shares.shape[1] < 2:
        return NotMeasured("there are not two rows and two labels", {"n": len(labels)})
    joint = confident_joint(shares, labels)
    margins, likeliest = _margins(shares, labels), shares.argmax(1).astype(np.int64)
    contradicted = int((likeliest != labels).sum())
    tail = (1 - confidence) / 2
    lasting = lapse_bound(shares, labels, tail)
    low = max(lasting - SURE * max(contradicted / len(labels) - lasting, 0.0), certain / len(labels), 0.0)
    sure = certain / len(labels)
    high = max(min(1.0, (1 + REPEATED) * float(upper_rate(contradicted, len(labels), 1 - tail))), sure)
    # where a label is rarely told with confidence, the joint scales a few rows up to more than the model contradicts
    value = max(min(float(1 - np.trace(joint) / joint.sum()), contradicted / len(labels)), sure)
    share = Estimate(
        value,
        min(low, value),
        high,
        confidence,
        f"confident learning; from contradictions that do not fade to all of them and a quarter more, {EXACT}",
        {"n": len(labels), "contradicted": contradicted},
        thin=f"{len(labels)} rows; its interval is shown to hold from {ROWS} on" if len(labels) < ROWS else None,
    )
    return WrongLabels(share, _suspects(shares, labels, joint, margins), margins, likeliest, joint)


def confident_joint(probabilities: Floats, given: Integers) -> Floats:
    """Rows by given label and by confident label, made to sum to the rows of each given label: [K, K]."""
    many = probabilities.shape[1]
    counts = np.bincount(given, minlength=many)
    own = probabilities[np.arange(len(given)), given]
    threshold = np.bincount(given, weights=own, minlength=many) / np.maximum(counts, 1)
    threshold[counts == 0] = np.inf
    above = np.where(probabilities >= threshold, probabilities, -1.0)
    confident = above.max(1) >= 0
    joint = np.zeros((many, many))
    np.add.at(joint, (given[confident], above.argmax(1)[confident]), 1.0)
    unseen = joint.sum(1) == 0
    joint[unseen, unseen] = 1.0
    scaled: Floats = joint / joint.sum(1, keepdims=True) * counts[:, None]
    return scaled


def _margins(probabilities: Floats, given: Integers) -> Floats:
    rows = np.arange(len(given))
    own = probabilities[rows, given]
    others = probabilities.copy()
    others[rows, given] = -1.0
    margins: Floats = own - others.max(1)
    return margins


def _suspects(probabilities: Floats, given: Integers, joint: Floats, margins: Floats) -> Integers:
    """Pruning by noise rate: of each pair of labels as many rows as the joint has, those of the widest margin."""
    chosen = np.zeros(len(given), dtype=bool)
    for label in np.flatnonzero(np.bincount(given, minlength=len(joint))).tolist():
        rows = np.flatnonzero(given == label)
        for other in range(len(joint)):
            many = round(float(joint[label, other]))
            if other != label and many:
                apart = probabilities[rows, other] - probabilities[rows, label]
                chosen[rows[np.argsort(-apart, kind="stable")[:many]]] = True
    found = np.flatnonzero(chosen & (margins < 0))
    return found[np.argsort(margins[found], kind="stable")]
