"""What a trained table model says of rows it did not learn from, and whose groups it can tell.

These are its training rows, answered out of fold, and the validation rows; the test split is never among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.measures import Groups, Table
from troth.models import decide, temper
from troth.training.boosting import Matrix
from troth.training.constraints.components import Floats
from troth.training.cross_fitting import Codes, Watched, folds_of, out_of_fold, spread
from troth.training.group_models import Grouping, Teller, tell

Mask = NDArray[np.bool_]

NOTHING = "(no label)"
"""What a row is answered with on which rules bar every label."""


@dataclass(frozen=True, slots=True)
class Ungoverned:
    """A table's model as it was trained for the task alone.

    members: that answer together as `estimator`. temperature: of their mean. learn, check: training and validation
    rows. categories: which columns hold category codes. labels: how many there are. barred: [n, K], the labels that
    rules keep from training rows, then validation rows; None without rules.
    """

    members: Sequence[Any]
    estimator: Any
    temperature: float
    learn: Matrix
    check: Matrix
    categories: tuple[bool, ...]
    labels: int
    barred: Mask | None = None

    def ask(self, estimator: Any, features: Floats) -> Floats:
        """Probabilities of every label by an estimator of some of them."""
        if not len(features):
            return np.zeros((0, self.labels))
        return spread(estimator.predict_proba(features), estimator.classes_, self.labels)

    def scores(self, features: Floats) -> Floats:
        """What the model answers, [n, K]."""
        found = self.ask(self.estimator, features)
        return temper(found, self.temperature) if len(found) else found

    def checked(self) -> Codes:
        """The labels that validation rows are given without constraints, by rules too; -1 where every one is barred."""
        barred = None if self.barred is None else self.barred[len(self.learn.codes) :]
        return decide(self.scores(self.check.features), [], [], barred)

    def accuracy(self, said: Codes) -> float | None:
        """Of labels given to the validation rows; None where there are none whose label could be learned."""
        known = np.isin(self.check.codes, self.learn.codes)
        return float((said == self.check.codes)[known].mean()) if known.any() else None


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Training rows, then validation rows. scores: [n, K] probabilities. truth: [n]. folds: of the training rows."""

    model: Ungoverned
    scores: Floats
    truth: Codes
    folds: Codes

    @property
    def barred(self) -> Mask | None:
        """The labels that rules keep from each row, [n, K]; None without rules."""
        return self.model.barred

    @property
    def likeliest(self) -> Codes:
        """The labels that are decided on without constraints: the most probable of those that no rule bars."""
        return decide(self.scores, [], [], self.barred)

    @property
    def unanswered(self) -> bool:
        """Whether rules leave some row without a label."""
        return self.barred is not None and bool(self.barred.all(axis=1).any())

    def table(self, codes: Codes, grouping: Grouping | None, labels: Sequence[str]) -> Table:
        """Decisions counted as an audit counts them."""
        return counted(self.truth, codes, None if grouping is None else grouping.groups(), labels)

    def told(self, grouping: Grouping, seed: int, watched: Watched) -> Teller:
        """A model of these groups, and what it says of the rows."""
        model = self.model
        return tell(
            grouping,
            model.learn,
            model.check,
            self.scores,
            self.folds,
            categories=model.categories,
            seed=seed,
            watched=watched,
        )


def counted(truth: Codes, codes: Codes, groups: Groups | None, labels: Sequence[str]) -> Table:
    """Decisions as an audit counts them: a row without a label is answered wrong, by no label of the data.

    Such rows stand in a last column of predictions, which the table has where there are any.
    """
    if not (codes < 0).any():
        return Table.count(truth, codes, labels, groups)
    return Table.count(truth, np.where(codes < 0, len(labels), codes), [*labels, NOTHING], groups, extra=1)


def hold_out(model: Ungoverned, seed: int, watched: Watched) -> HeldOut:
    """Ask a model, and refits of it, about the rows that each did not learn from."""
    learn, folds = model.learn, folds_of(model.learn.codes, seed)
    inside = out_of_fold(
        model.members, learn, folds, lambda one, places: model.ask(one, learn.features[places]), watched
    )
    scores = np.concatenate([temper(inside, model.temperature), model.scores(model.check.features)])
    return HeldOut(model, scores, np.concatenate([learn.codes, model.check.codes]), folds)
