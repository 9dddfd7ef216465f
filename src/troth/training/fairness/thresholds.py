"""A threshold for each group, in place of one for all: only for models that are given the group of every row.

Of held-out rows the rates of the positive label by group are drawn together, towards a common rate, until the clause is
held with its margin; of the common rates, the one that leaves the most accuracy. No answer is drawn by lot, so that
equalized odds are equalized as far as one threshold a group can.

M. Hardt, E. Price and N. Srebro (2016), Equality of opportunity in supervised learning, NeurIPS.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.models import Toll
from troth.standard import Clause
from troth.training.cross_fitting import Codes
from troth.training.fairness.choice import Fairness
from troth.training.group_models import Grouping
from troth.training.held_out import HeldOut, Ungoverned

Floats = NDArray[np.float64]

WITHIN = 0.5  # of a clause's limit that is aimed at: the audit's interval takes the rest
STEPS = 101  # common rates that are tried
OF_TRUTH = ("equal_opportunity_difference", "equalized_odds_difference")
FILE = "groups-1.skops"


def thresholds_of(scores: Floats, groups: Codes, truth: Codes, clauses: tuple[Clause, ...]) -> Floats:
    """The threshold of each group on the positive label's probability, [G].

    scores: [n] probabilities. groups: [n], -1 for none. truth: [n], 1 where the label is truly there.
    """
    limit = min((clause.limit for clause in clauses if clause.operator == "<="), default=0.1) * WITHIN
    among = truth == 1 if any(one.measure.name in OF_TRUTH for one in clauses) else np.ones(len(truth), bool)
    count = int(groups.max()) + 1
    parts = [np.sort(scores[(groups == group) & among]) for group in range(count)]
    rates = np.array([float((part > 0.5).mean()) if len(part) else 0.5 for part in parts])
    spread = rates.max() - rates.min()
    keep = min(1.0, limit / spread) if spread > 0 else 1.0
    best, found = -1.0, np.full(count, 0.5)
    for common in np.linspace(0, 1, STEPS):
        tried = np.array([_cut(part, common + keep * (rate - common)) for part, rate in zip(parts, rates, strict=True)])
        inside = groups >= 0
        right = float(((scores > tried[groups])[inside] == (truth == 1)[inside]).mean())
        if right > best:
            best, found = right, tried
    return found


def _cut(part: Floats, rate: float) -> float:
    """Above which so large a share of sorted scores lies."""
    if not len(part):
        return 0.5
    place = round((1 - rate) * len(part))
    if place <= 0:
        return max(float(part[0]) - 1e-6, 0.0)
    return float(part[-1]) if place >= len(part) else float((part[place - 1] + part[place]) / 2)


def by_group(
    fairness: Fairness, grouping: Grouping, held: HeldOut, model: Ungoverned, positive: int, places: tuple[int, ...]
) -> tuple[Toll, dict[str, Any]]:
    """The toll that decides by these thresholds, and what reads the group off the features, by its file.

    positive: code of the label; the other of the two is the other. places: of the group columns among the features.
    """
    cuts = thresholds_of(
        held.scores[:, positive], grouping.codes, (held.truth == positive).astype(int), fairness.clauses
    )
    costs = np.zeros((len(cuts), 2, 2))
    costs[:, :, positive] = (2 * cuts - 1)[:, None]  # the label is given where p - cost > 1 - p
    return Toll(fairness.columns, grouping.names, costs, FILE), {FILE: reader_of(grouping, model, places)}


def reader_of(grouping: Grouping, model: Ungoverned, places: tuple[int, ...]) -> Any:
    """A tree that reads the group off its columns: all others are held at one value, so that it cannot look at them."""
    from sklearn.tree import DecisionTreeClassifier

    features = np.zeros((len(model.learn.codes), model.learn.features.shape[1] + 1))
    own = model.learn.features[:, places]
    features[:, places] = own
    known = np.isfinite(own).all(axis=1)
    codes = np.where(grouping.learn < 0, len(grouping.names), grouping.learn)
    return DecisionTreeClassifier(random_state=0).fit(features[known], codes[known])
