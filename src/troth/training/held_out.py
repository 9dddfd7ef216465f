"""What a trained table model says of rows it did not learn from, and whose groups it can tell.

These are its training rows, answered out of fold, and the validation rows; the test split is never among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from troth.measures import Groups, Table
from troth.models import temper
from troth.training.boosting import Matrix
from troth.training.constraints.components import Floats
from troth.training.cross_fitting import Codes, Watched, folds_of, out_of_fold, spread
from troth.training.group_models import Grouping, Teller, tell


@dataclass(frozen=True, slots=True)
class Ungoverned:
    """A table's model as it was trained for the task alone.

    members: that answer together as `estimator`. temperature: of their mean. learn, check: training and validation
    rows. categories: which columns hold category codes. labels: how many there are.
    """

    members: Sequence[Any]
    estimator: Any
    temperature: float
    learn: Matrix
    check: Matrix
    categories: tuple[bool, ...]
    labels: int

    def ask(self, estimator: Any, features: Floats) -> Floats:
        """Probabilities of every label by an estimator of some of them."""
        if not len(features):
            return np.zeros((0, self.labels))
        return spread(estimator.predict_proba(features), estimator.classes_, self.labels)

    def scores(self, features: Floats) -> Floats:
        """What the model answers, [n, K]."""
        found = self.ask(self.estimator, features)
        return temper(found, self.temperature) if len(found) else found


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Training rows, then validation rows. scores: [n, K] probabilities. truth: [n]. folds: of the training rows."""

    model: Ungoverned
    scores: Floats
    truth: Codes
    folds: Codes

    @property
    def likeliest(self) -> Codes:
        """The labels that are decided on without constraints."""
        found: Codes = self.scores.argmax(axis=1)
        return found

    def table(self, codes: Codes, grouping: Grouping | None, labels: Sequence[str]) -> Table:
        """Decisions counted as an audit counts them."""
        groups = None if grouping is None else Groups.from_codes(grouping.codes, grouping.names)
        return Table.count(self.truth, codes, labels, groups)

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


def hold_out(model: Ungoverned, seed: int, watched: Watched) -> HeldOut:
    """Ask a model, and refits of it, about the rows that each did not learn from."""
    learn, folds = model.learn, folds_of(model.learn.codes, seed)
    inside = out_of_fold(
        model.members, learn, folds, lambda one, places: model.ask(one, learn.features[places]), watched
    )
    scores = np.concatenate([temper(inside, model.temperature), model.scores(model.check.features)])
    return HeldOut(model, scores, np.concatenate([learn.codes, model.check.codes]), folds)
