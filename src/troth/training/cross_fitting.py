"""Probabilities of the training rows from estimators that did not learn from them.

What an estimator says of its own training rows is too sure of itself; rates counted there would not hold on others.
So each row is answered by a refit on the four fifths that it is not in, of as many rounds as the estimator itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.training.boosting import Matrix, without_gaps

FOLDS = 5

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Watched = Callable[[int, int | None], None]
"""Told how much of how much is done; None where that is not known."""


def folds_of(codes: Codes, seed: int, count: int = FOLDS) -> Codes:
    """The fold of each row, 0 to count - 1: drawn, and every code spread over the folds as evenly as can be."""
    drawn = np.random.default_rng(seed).permutation(len(codes))
    order = drawn[np.argsort(codes[drawn], kind="stable")]
    folds = np.empty(len(codes), np.int64)
    folds[order] = np.arange(len(codes)) % count
    return folds


def out_of_fold(
    estimators: Sequence[Any],
    learn: Matrix,
    folds: Codes,
    ask: Callable[[Any, Codes], Floats],
    watched: Watched,
) -> Floats:
    """The mean answer of refitted estimators about each row.

    learn: what they learned from. ask: the answer of a fitted estimator about the rows of these places, an array whose
    first axis is theirs.
    """
    parts: list[tuple[Codes, Floats]] = []
    for fold in range(FOLDS):
        places = np.flatnonzero(folds == fold)
        others = folds != fold
        answers = []
        for number, estimator in enumerate(estimators):
            watched(fold * len(estimators) + number, FOLDS * len(estimators))
            answers.append(ask(_refitted(estimator, learn.features[others], learn.codes[others]), places))
        parts.append((places, np.mean(answers, axis=0)))
    watched(FOLDS * len(estimators), FOLDS * len(estimators))
    made = np.empty((len(folds), *parts[0][1].shape[1:]))
    for places, answer in parts:
        made[places] = answer
    return made


def spread(probabilities: Floats, classes: Codes, labels: int) -> Floats:
    """Probabilities of some classes as those of all labels, [n, labels]; of the others they are 0."""
    whole = np.zeros((len(probabilities), labels))
    whole[:, np.asarray(classes, dtype=np.int64)] = probabilities
    return whole


def _refitted(estimator: Any, features: Floats, codes: Codes) -> Any:
    """The same learner on other rows; where these are of one class only, an estimator that always says so."""
    from sklearn.base import clone
    from sklearn.dummy import DummyClassifier

    if len(np.unique(codes)) < 2:
        return DummyClassifier().fit(features, codes)
    again = clone(estimator).set_params(max_iter=max(int(estimator.n_iter_), 1), early_stopping=False)
    return again.fit(without_gaps(features), codes)
