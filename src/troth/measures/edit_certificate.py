"""What a vote of copies with deleted words proves: that no few edits of the words change its outcome.

Let each word of a text be deleted with chance p, and let the smoothed classifier give the label that a classifier gives
most of what is left. Two texts within k edits (a word inserted, deleted or exchanged) share a sequence of all their
words but a of the one and b of the other, a and b at most k. All a are deleted with chance p^a; then what is left is as
if drawn from the shared sequence, and so for the other with p^b. Hence a label with chance P for the one text has at
least p^b (P - 1 + p^a) / p^a for the other, which is least for k exchanges: P - 1 + p^k. Above a half it has the most
votes there too, whatever the number of labels.

Z. Huang et al. (2023), RS-Del: edit distance robustness certificates for sequence classifiers via randomized deletion,
NeurIPS. That the chance is bounded exactly from votes, and the error of it: J. Cohen, E. Rosenfeld and J. Z. Kolter
(2019), Certified adversarial robustness via randomized smoothing, ICML.
"""

from __future__ import annotations

import numpy as np

from troth.measures.proportion import EXACT, clopper_pearson, lower_rate
from troth.standard import Estimate, MeasureCall, NotMeasured

ALLOWED = 0.001
"""The chance that a row is called certified and is not: that of Cohen et al."""

SHARE = 0.8
"""p^k where no p is chosen: more than seven votes in ten then certify, were there any number of copies."""


def rate_for(edits: int) -> float:
    """The chance at which words are deleted, where none is chosen.

    >>> [round(rate_for(edits), 3) for edits in (1, 2, 5)]
    [0.8, 0.894, 0.956]
    """
    return float(SHARE ** (1 / edits))


def edits_and_rate(call: MeasureCall) -> tuple[int, float]:
    """How many edits `certified_accuracy` is about, and the chance at which words are deleted for it."""
    edits, chosen = int(str(call.arguments["edits"])), call.arguments.get("deleted")
    return edits, rate_for(edits) if chosen is None else float(str(chosen))


def least_chance(rate: float, edits: int) -> float:
    """Above which chance of a label no `edits` edits take its majority; 1 or more where none does."""
    return 1.5 - rate**edits


def votes_needed(copies: int, rate: float, edits: int) -> int | None:
    """Of so many copies the fewest that certify, with an error of ALLOWED; None where not even all would.

    >>> votes_needed(200, 0.8, 1), votes_needed(200, 0.5, 1)
    (160, None)
    """
    bounds = lower_rate(np.arange(copies + 1), copies, ALLOWED)
    enough = np.flatnonzero(bounds > least_chance(rate, edits))
    return int(enough[0]) if len(enough) else None


def certified_share(certified: int, rows: int, copies: int, confidence: float) -> Estimate | NotMeasured:
    """The share of rows that are certified, its low end lower by the share that may be so by error."""
    if not rows:
        return NotMeasured("there are no rows")
    low, high = (float(bound) for bound in clopper_pearson(certified, rows, confidence))
    method = f"{EXACT}; {copies} copies of each row, certified with an error of {ALLOWED:g}"
    low = max(low - ALLOWED, 0.0)
    return Estimate(certified / rows, low, high, confidence, method, {"n": rows, "successes": certified})
