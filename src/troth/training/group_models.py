"""Which groups a row is likely in, told from its inputs and a truth: what deciding knows of groups it is not given.

P(group | inputs, truth) times P(truth | inputs) of the classifier is the belief that `models.decide` expects costs by.
One boosting for each set of group columns; it needs to be honest more than sharp, so it is small and stopped early.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from troth.data import Split
from troth.measures import Groups
from troth.models import belief_of
from troth.training.boosting import Matrix, without_gaps
from troth.training.cross_fitting import Codes, Floats, Watched, out_of_fold

LEAVES, RATE, RIDGE, ROUNDS, PATIENCE = 15, 0.1, 1.0, 300, 10
BLIND_ROUNDS = 50  # where there are no validation rows to stop by
MOST_CATEGORIES = 254  # that a column of the histogram learner can have: of more labels, the codes are taken as numbers


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups that training and validation rows are in.

    columns: those whose intersections `names` are. learn, check: the code of each row's group, -1 for a row in none.
    """

    columns: tuple[str, ...]
    names: tuple[str, ...]
    learn: Codes
    check: Codes

    @property
    def codes(self) -> Codes:
        """Of the training rows, then of the validation rows."""
        return np.concatenate([self.learn, self.check])

    def groups(self, first: int = 0) -> Groups:
        """As an audit counts by them, of the rows from `first` on."""
        return Groups.from_codes(self.codes[first:], self.names)

    @property
    def members(self) -> Floats:
        """[n, G], 1 where a row is in a group."""
        return np.asarray(self.codes[:, None] == np.arange(len(self.names)), dtype=np.float64)


def grouping_of(columns: tuple[str, ...], learn: Split, check: Split) -> Grouping | None:
    """The groups of some columns; None where a row is in several, as where a column holds lists."""
    found = [_codes_of(split, columns) for split in (learn, check)]
    if found[0] is None or found[1] is None:
        return None
    return Grouping(columns, learn.groups(*columns).names, found[0], found[1])


def _codes_of(split: Split, columns: tuple[str, ...]) -> Codes | None:
    groups = split.groups(*columns)
    if len(np.unique(groups.rows)) < len(groups.rows):
        return None
    codes = np.full(groups.total, -1, np.int64)
    codes[groups.rows] = groups.codes
    return codes


@dataclass(frozen=True, slots=True)
class Teller:
    """A fitted model of groups. belief: [n, G, K] of training rows it did not learn from, then of validation rows."""

    estimator: Any
    belief: Floats


def tell(
    grouping: Grouping,
    learn: Matrix,
    check: Matrix,
    scores: Floats,
    folds: Codes,
    *,
    categories: Sequence[bool],
    seed: int,
    watched: Watched,
) -> Teller:
    """Fit the model of a grouping and ask it about every row.

    scores: [n, K] of training rows, out of fold, then of validation rows. A row in no group is of a class of its own,
    one above the groups' codes.
    """
    known = _with_truth(learn, grouping.learn, len(grouping.names))
    unseen = _with_truth(check, grouping.check, len(grouping.names))
    rows = len(learn.codes)
    estimator = _fitted(known, unseen, [*categories, scores.shape[1] <= MOST_CATEGORIES], seed)

    def ask(one: Any, places: Codes) -> Floats:
        return belief_of(one, learn.features[places], scores[places], len(grouping.names))

    inside = out_of_fold([estimator], known, folds, ask, watched)
    outside = belief_of(estimator, check.features, scores[rows:], len(grouping.names))
    return Teller(estimator, np.concatenate([inside, outside]))


def _with_truth(rows: Matrix, codes: Codes, groups: int) -> Matrix:
    return Matrix(np.column_stack([rows.features, rows.codes.astype(float)]), np.where(codes < 0, groups, codes))


def _fitted(learn: Matrix, check: Matrix, categories: list[bool], seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    kept = np.isin(check.codes, learn.codes)
    watched: dict[str, Any] = {"X_val": check.features[kept], "y_val": check.codes[kept]} if kept.any() else {}
    estimator = HistGradientBoostingClassifier(
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        l2_regularization=RIDGE,
        max_iter=ROUNDS if watched else BLIND_ROUNDS,
        n_iter_no_change=PATIENCE,
        early_stopping=bool(watched),
        tol=0.0,
        categorical_features=categories,
        random_state=seed % 2**32,
    )
    return estimator.fit(without_gaps(learn.features), learn.codes, **watched)
