"""Tabular classification: from a data set with named columns to a model folder of scikit-learn, saved by skops.

The columns are learned from the training split, the model by `boosting`, which tunes on the validation split, and how
it decides by `governed_table`; the rows of the test split are never looked at.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from troth.errors import TrainingError
from troth.models import FeatureColumn, base_digest, digest_of, encode_columns, learn_columns, one_thread
from troth.progress import Progress, silent
from troth.standard import TABLE
from troth.training.boosting import (
    CANDIDATES,
    PATIENCE,
    Grown,
    Matrix,
    Plan,
    search,
    temperature_of,
    together,
)
from troth.training.constraints.frontier import Frontier, refuse_frontier
from troth.training.cross_fitting import Watched
from troth.training.fairness.balance import resampled, weights_of
from troth.training.fairness.choice import Fairness, fairness_of, told_of
from troth.training.fairness.table_methods import other_method
from troth.training.governed_table import Governed, Watching, frontier_of, govern
from troth.training.held_out import Ungoverned
from troth.training.interruption import Interruption
from troth.training.private.plan import not_private
from troth.training.table_folder import Card, save
from troth.training.table_rules import TableRules, table_rules
from troth.training.values import Epoch, Trained

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from troth.data import Dataset, Split
    from troth.standard import Charter

LEARNER = "scikit-learn HistGradientBoostingClassifier"


def train(
    charter: Charter, dataset: Dataset, *, folder: Path, work: Path, seed: int, progress: Progress = silent
) -> Trained:
    """Train on the dataset's training split and leave a finished model folder at `folder`.

    The same dataset, charter and seed give the same bytes. An interrupted training leaves nothing at `folder`.
    Raises TrainingError when there is nothing to learn from.
    """
    started = time.monotonic()
    fairness = fairness_of(charter, dataset)
    with _interruptible(progress) as (watched, watching):
        if fairness is not None and fairness.method == "resampling":
            dataset = resampled(fairness, dataset, seed)
        fitted = fit(charter, dataset, seed, watched, fairness)
        governed = _governed(charter, dataset, fitted, seed, watching, fairness)
    save(folder, work, {"model.skops": fitted.model.estimator, **governed.estimators}, _card(charter, fitted, governed))
    settings = _settings(charter, fitted) | fitted.rules.settings() | {"constraints": governed.constraints}
    settings |= {} if fairness is None else {"fairness": fairness.method}
    notes = (*told_of(charter, fairness), *fitted.notes, *governed.notes, *not_private(charter))
    score = fitted.score if governed.score is None else governed.score
    return Trained(
        path=folder,
        digest=digest_of(folder),
        base_digest=_base(charter),
        history=fitted.history,
        settings=settings,
        seconds=time.monotonic() - started,
        notes=notes,
        score=None if score is None else ("accuracy", score),
    )


def frontier(charter: Charter, dataset: Dataset, *, seed: int, progress: Progress = silent) -> Frontier:
    """What each fairness clause costs at other limits, from one fit; no model is kept.

    The point of the charter's own limits is that of the model that `train` makes with the same seed. Raises
    TrainingError where there is no fairness clause that can be trained for.
    """
    with _interruptible(progress) as (watched, watching):
        fitted = fit(charter, dataset, seed, watched)
        found = frontier_of(charter, dataset, fitted.model, seed, watching)
    if found is None:
        refuse_frontier()
    return found


@contextmanager
def _interruptible(progress: Progress) -> Iterator[tuple[Progress, Watching]]:
    """Progress that raises KeyboardInterrupt when asked to, whole and by stages; scikit-learn's loops in one thread."""
    # A plain interrupt would be lost where it falls into the C callback that setting the threads goes through.
    with Interruption() as interruption, one_thread():

        def watched(stage: str, done: int, total: int | None = None, note: str = "") -> None:
            if interruption.asked:
                raise KeyboardInterrupt
            progress(stage, done, total, note)

        def watching(stage: str) -> Watched:
            return lambda done, total: watched(stage, done, total)

        yield watched, watching


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model trained for the task alone. best: its members. score: its accuracy on the validation rows, or None."""

    model: Ungoverned
    labels: tuple[str, ...]
    columns: tuple[FeatureColumn, ...]
    best: tuple[Grown, ...]
    history: tuple[Epoch, ...]
    notes: tuple[str, ...]
    score: float | None
    rules: TableRules


def _governed(
    charter: Charter, dataset: Dataset, fitted: Fitted, seed: int, watching: Watching, fairness: Fairness | None
) -> Governed:
    """How labels are decided: under the clauses, or as another method of fairness has it."""
    if fairness is None:
        return govern(charter, dataset, fitted.model, seed, watching)
    names = [column.name for column in fitted.columns]
    return other_method(charter, dataset, fairness, fitted.model, names, seed, watching)


def fit(
    charter: Charter,
    dataset: Dataset,
    seed: int,
    progress: Progress = silent,
    fairness: Fairness | None = None,
) -> Fitted:
    """Train for the task alone. Raises TrainingError when there is nothing to learn from."""
    every = _inputs(dataset.train)
    rules = table_rules(charter, dataset.labels, every)
    inputs = rules.given(every)
    columns = learn_columns(inputs)
    learn, unseen = (matrix(columns, split, dataset.labels) for split in (dataset.train, dataset.validation))
    check = _known(unseen, learn)
    plan = _plan(charter, columns, seed, rules)
    if fairness is not None and fairness.method == "reweighing":
        plan = replace(plan, weights=weights_of(fairness, dataset))
    best, history = search(plan, _enough(learn), check, progress)
    estimator = together(best, learn)
    members = tuple(one.estimator for one in best)
    temperature = temperature_of(estimator, check)
    barred = rules.barred([every, _inputs(dataset.validation)], dataset.labels)
    model = Ungoverned(members, estimator, temperature, learn, unseen, plan.categories, len(dataset.labels), barred)
    score = model.accuracy(model.checked())
    notes = (*rules.notes, *_notes(inputs, columns, blind=not len(check.codes)))
    return Fitted(model, dataset.labels, columns, tuple(best), tuple(history), notes, score, rules)


def _base(charter: Charter) -> str:
    """A digest to stand where a neural model has that of its base: of the learner's name."""
    return base_digest(charter.model_base, kind=TABLE)


def _inputs(split: Split) -> Mapping[str, NDArray[Any]]:
    inputs = split.inputs()
    if not isinstance(inputs, dict):
        raise TrainingError(
            "gradient boosting reads named columns, and this data is text",
            remedy="Set `task: {kind: tabular-classification}` for tables, or name another `model: {base: …}`.",
        )
    return cast("Mapping[str, NDArray[Any]]", inputs)


def matrix(columns: tuple[FeatureColumn, ...], split: Split, labels: tuple[str, ...]) -> Matrix:
    """A split as numbers."""
    places = {label: place for place, label in enumerate(labels)}
    codes = np.array([places[label] for label in split.labels()], dtype=np.int64)
    if not len(codes):
        return Matrix(np.empty((0, len(columns))), codes)
    return Matrix(encode_columns(columns, _inputs(split)), codes)


def _enough(learn: Matrix) -> Matrix:
    if len(np.unique(learn.codes)) < 2:
        raise TrainingError(
            f"the training split has {len(learn.codes)} rows of fewer than two labels: nothing to tell apart",
            remedy="Check `columns: {label: …}` and that the file holds every label.",
        )
    return learn


def _known(check: Matrix, learn: Matrix) -> Matrix:
    """The rows whose label occurs in training: on the others no candidate could be right."""
    kept = np.isin(check.codes, learn.codes)
    return Matrix(check.features[kept], check.codes[kept])


def _plan(charter: Charter, columns: tuple[FeatureColumn, ...], seed: int, rules: TableRules) -> Plan:
    """The search, with what the charter says of a candidate, of rounds, patience and minutes in place of our own."""
    wanted = charter.training
    given = {"learning_rate": "learning_rate", "leaves": "leaves", "ridge": "ridge", "column_share": "columns"}
    named = {ours: getattr(wanted, key) for key, ours in given.items() if getattr(wanted, key) is not None}
    candidates = tuple(replace(one, **named) for one in CANDIDATES)
    return Plan(
        candidates=tuple(dict.fromkeys(candidates)),
        categories=tuple(column.kind == "category" for column in columns),
        seed=seed,
        rounds=wanted.epochs,
        patience=wanted.patience,
        minutes=wanted.minutes,
        monotone=rules.signs([column.name for column in columns]),
    )


def _card(charter: Charter, fitted: Fitted, governed: Governed) -> Card:
    labels, temperature = fitted.labels, fitted.model.temperature
    made, rules = governed.tolls, fitted.rules.rules
    return Card(charter.name, labels, charter.model_base, _base(charter), fitted.columns, temperature, made, rules)


def _settings(charter: Charter, fitted: Fitted) -> dict[str, Any]:
    import sklearn

    return {
        "learner": LEARNER,
        "scikit-learn": sklearn.__version__,
        "members": [_member(one) for one in fitted.best],
        "patience": charter.training.patience or PATIENCE,
        "temperature": fitted.model.temperature,
    }


def _member(one: Grown) -> dict[str, Any]:
    return {
        "learning_rate": one.candidate.learning_rate,
        "leaves": one.candidate.leaves,
        "ridge": one.candidate.ridge,
        "columns": one.candidate.columns,
        "rounds": int(one.estimator.n_iter_),
    }


def _notes(inputs: Mapping[str, NDArray[Any]], columns: tuple[FeatureColumn, ...], *, blind: bool) -> tuple[str, ...]:
    notes = [
        f"Column {column.name!r} has more than {len(column.values)} distinct values; the rarer are read as missing."
        for column in columns
        if column.kind == "category" and len(set(inputs[column.name].tolist()) - {None}) > len(column.values)
    ]
    if blind:
        notes.append("There is no validation split: neither early stopping nor calibration could be done.")
    return tuple(notes)
