"""Histogram gradient boosting: a small search, the best together, and honest probabilities.

A few settings are each grown until the validation split no longer gains; the best three by its log loss answer
together, and one temperature, fitted on the same split, makes their probabilities honest.

Friedman, Greedy Function Approximation (Annals of Statistics 2001); Ke et al., LightGBM (NeurIPS 2017), which
scikit-learn's HistGradientBoostingClassifier follows.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.models import temper
from troth.progress import Progress
from troth.training.values import Epoch

TOGETHER = 3  # models that answer together; five and seven gained nothing on census data and cost their time
MOST_ROUNDS = 1500  # boosting rounds at most; early stopping ends them long before
PATIENCE = 30  # rounds without gain on the validation split before growing stops
BLIND_ROUNDS = 100  # rounds when there is no validation split to stop by
TEMPERATURES = (0.5, 2.0)  # range the temperature is sought in: log-loss boosting is never further off
SMALLEST = 1e-12  # a probability below this is read as this: its logarithm must be finite


@dataclass(frozen=True, slots=True)
class Candidate:
    """One setting of the search: shrinkage, leaves a tree, ridge, and the share of columns a split may look at."""

    learning_rate: float
    leaves: int
    ridge: float
    columns: float


CANDIDATES = (
    Candidate(0.10, 15, 0.0, 1.0),
    Candidate(0.10, 7, 0.0, 1.0),
    Candidate(0.06, 31, 0.0, 1.0),
    Candidate(0.05, 15, 1.0, 0.5),
    Candidate(0.06, 31, 10.0, 0.5),
)


@dataclass(frozen=True, slots=True)
class Matrix:
    """A split as numbers: features [n, columns] (NaN missing) and label codes [n]."""

    features: NDArray[np.float64]
    codes: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plan:
    """What stays the same over a search.

    categories: which columns hold category codes. seed: any non-negative integer. rounds, patience: None for our own.
    minutes: when to stop looking, None for never; the first candidate is always grown. monotone: of each column, 1
    where the last label's probability must not fall as it goes up, -1 where it must not rise, else 0; empty for none.
    weights: of the training rows, None for 1 each.
    """

    candidates: tuple[Candidate, ...]
    categories: tuple[bool, ...]
    seed: int
    rounds: int | None = None
    patience: int | None = None
    minutes: float | None = None
    monotone: tuple[int, ...] = ()
    weights: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Grown:
    """A fitted candidate and its log loss on the validation split (0 without one)."""

    candidate: Candidate
    estimator: Any
    loss: float


def search(plan: Plan, learn: Matrix, check: Matrix, progress: Progress) -> tuple[list[Grown], list[Epoch]]:
    """Grow every candidate; the best by the validation split come back, best first, with the history of all."""
    began = time.monotonic()
    grown: list[Grown] = []
    history: list[Epoch] = []
    for number, candidate in enumerate(plan.candidates, start=1):
        if grown and plan.minutes is not None and time.monotonic() - began > 60 * plan.minutes:
            break
        progress("training", number - 1, len(plan.candidates), f"{candidate.leaves} leaves a tree")
        one, epoch = _grow(plan, number, learn, check)
        grown.append(one)
        history.append(epoch)
    progress("training", len(plan.candidates), len(plan.candidates))
    return sorted(grown, key=lambda one: one.loss)[:TOGETHER], history


def together(grown: Sequence[Grown], learn: Matrix) -> Any:
    """One estimator that answers with the mean of the probabilities."""
    if len(grown) == 1:
        return grown[0].estimator
    from sklearn.ensemble import VotingClassifier
    from sklearn.frozen import FrozenEstimator

    members = [(f"member{place}", FrozenEstimator(one.estimator)) for place, one in enumerate(grown, start=1)]
    # Frozen members are not fitted again; one row a label is enough to tell the vote the labels.
    _, first = np.unique(learn.codes, return_index=True)
    return VotingClassifier(members, voting="soft").fit(learn.features[first], learn.codes[first])


def temperature_of(estimator: Any, check: Matrix) -> float:
    """The temperature of least log loss on the validation split; 1 when there is none, or the gain is within chance.

    The split has already chosen when to stop, so it flatters the model: a gain below its own standard error is not
    believed.
    """
    if not len(check.codes):
        return 1.0
    from scipy.optimize import minimize_scalar

    probabilities = estimator.predict_proba(check.features)

    def losses(temperature: float) -> NDArray[np.float64]:
        return _log_losses(temper(probabilities, temperature), check.codes, estimator.classes_)

    found = float(minimize_scalar(lambda one: losses(one).mean(), bounds=TEMPERATURES, method="bounded").x)
    gains = losses(1.0) - losses(found)
    return round(found, 4) if gains.mean() > gains.std() / np.sqrt(len(gains)) else 1.0


def without_gaps(features: NDArray[Any]) -> NDArray[Any]:
    """The rows to learn from, a column without a single value in them made a constant, of which no split is made.

    The learner sorts a column's values into bins, and cannot where there are none: of a rare column a part of the rows
    may have none though the others do.
    """
    empty = np.isnan(features).all(axis=0)
    return np.where(empty, 0.0, features) if empty.any() else features


def accuracy_of(estimator: Any, check: Matrix) -> float:
    """The share of the rows that are answered rightly, 0 to 1."""
    answers = estimator.classes_[estimator.predict_proba(check.features).argmax(axis=1)]
    return float((answers == check.codes).mean())


def _grow(plan: Plan, number: int, learn: Matrix, check: Matrix) -> tuple[Grown, Epoch]:
    began = time.monotonic()
    candidate = plan.candidates[number - 1]
    watched: dict[str, Any] = {"X_val": check.features, "y_val": check.codes} if len(check.codes) else {}
    estimator = _learner(plan, candidate, number, blind=not watched)
    estimator.fit(without_gaps(learn.features), learn.codes, plan.weights, **watched)
    found = _validate(estimator, check)
    epoch = Epoch(number, _loss_of(estimator, learn), found, time.monotonic() - began)
    return Grown(candidate, estimator, found.get("log_loss", 0.0)), epoch


def _learner(plan: Plan, candidate: Candidate, number: int, *, blind: bool) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        learning_rate=candidate.learning_rate,
        max_leaf_nodes=candidate.leaves,
        l2_regularization=candidate.ridge,
        max_features=candidate.columns,
        max_iter=plan.rounds or (BLIND_ROUNDS if blind else MOST_ROUNDS),
        n_iter_no_change=plan.patience or PATIENCE,
        early_stopping=not blind,
        tol=0.0,
        categorical_features=list(plan.categories),
        monotonic_cst=list(plan.monotone) or None,
        random_state=(plan.seed + number) % 2**32,
    )


def _loss_of(estimator: Any, rows: Matrix) -> float:
    """Mean log loss, in nats."""
    return float(_log_losses(estimator.predict_proba(rows.features), rows.codes, estimator.classes_).mean())


def _validate(estimator: Any, check: Matrix) -> dict[str, float]:
    if not len(check.codes):
        return {}
    return {"accuracy": accuracy_of(estimator, check), "log_loss": _loss_of(estimator, check)}


def _log_losses(probabilities: NDArray[Any], codes: NDArray[np.int64], classes: NDArray[Any]) -> NDArray[np.float64]:
    """Negative logarithm of the probability given to the truth of each row, in nats."""
    places = np.searchsorted(classes, codes)
    found: NDArray[np.float64] = -np.log(np.maximum(probabilities[np.arange(len(codes)), places], SMALLEST))
    return found
