"""Tabular classification: from a data set with named columns to a model folder of scikit-learn, saved by skops.

The columns are learned from the training split, the model by `boosting`, which tunes on the validation split; the test
split is never looked at. What is saved holds no pickle: `model.skops` and `troth.json`.
"""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from troth.errors import TrainingError
from troth.models import FeatureColumn, base_digest, columns_to_json, digest_of, encode_columns, learn_columns
from troth.progress import Progress, silent
from troth.training.boosting import (
    CANDIDATES,
    PATIENCE,
    Candidate,
    Grown,
    Matrix,
    Plan,
    accuracy_of,
    one_thread,
    search,
    temperature_of,
    together,
)
from troth.training.interruption import Interruption
from troth.training.skops_file import skops_bytes
from troth.training.values import Trained

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    inputs = _inputs(dataset.train)
    columns = learn_columns(inputs)
    learn, check = (_matrix(columns, split, dataset.labels) for split in (dataset.train, dataset.validation))
    check = _known(check, learn)
    # A plain interrupt would be lost where it falls into the C callback that setting the threads goes through.
    with Interruption() as interruption, one_thread():

        def watched(stage: str, done: int, total: int | None = None, note: str = "") -> None:
            if interruption.asked:
                raise KeyboardInterrupt
            progress(stage, done, total, note)

        best, history = search(_plan(charter, columns, seed), _enough(learn), check, watched)
        estimator = together(best, learn)
        settings = _settings(charter, best, temperature_of(estimator, check))
        score = ("accuracy", accuracy_of(estimator, check)) if len(check.codes) else None
    _save(folder, work, skops_bytes(estimator), _card(charter, dataset.labels, columns, settings))
    seconds = time.monotonic() - started
    notes = _notes(inputs, columns, blind=not len(check.codes))
    return Trained(folder, digest_of(folder), _base(charter), tuple(history), settings, seconds, notes, score)


def _base(charter: Charter) -> str:
    """A digest to stand where a neural model has that of its base: of the learner's name."""
    return base_digest(charter.model_base, kind="tabular-classification")


def _inputs(split: Split) -> Mapping[str, NDArray[Any]]:
    inputs = split.inputs()
    if not isinstance(inputs, dict):
        raise TrainingError(
            "gradient boosting reads named columns, and this data is text",
            remedy="Set `task: {kind: tabular-classification}` for tables, or name another `model: {base: …}`.",
        )
    return cast("Mapping[str, NDArray[Any]]", inputs)


def _matrix(columns: tuple[FeatureColumn, ...], split: Split, labels: tuple[str, ...]) -> Matrix:
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


def _plan(charter: Charter, columns: tuple[FeatureColumn, ...], seed: int) -> Plan:
    """The search, with the charter's learning rate, rounds, patience and minutes in place of our own."""
    wanted = charter.training
    candidates: tuple[Candidate, ...] = CANDIDATES
    if wanted.learning_rate is not None:
        candidates = tuple(Candidate(wanted.learning_rate, one.leaves, one.ridge, one.columns) for one in CANDIDATES)
    return Plan(
        candidates=tuple(dict.fromkeys(candidates)),
        categories=tuple(column.kind == "category" for column in columns),
        seed=seed,
        rounds=wanted.epochs,
        patience=wanted.patience,
        minutes=wanted.minutes,
    )


def _settings(charter: Charter, best: list[Grown], temperature: float) -> dict[str, Any]:
    import sklearn

    return {
        "learner": LEARNER,
        "scikit-learn": sklearn.__version__,
        "members": [_member(one) for one in best],
        "patience": charter.training.patience or PATIENCE,
        "temperature": temperature,
    }


def _member(one: Grown) -> dict[str, Any]:
    return {
        "learning_rate": one.candidate.learning_rate,
        "leaves": one.candidate.leaves,
        "ridge": one.candidate.ridge,
        "columns": one.candidate.columns,
        "rounds": int(one.estimator.n_iter_),
    }


def _card(
    charter: Charter, labels: tuple[str, ...], columns: tuple[FeatureColumn, ...], settings: dict[str, Any]
) -> dict[str, Any]:
    return {
        "format": 1,
        "kind": "tabular-classification",
        "labels": list(labels),
        "runtime": "skops",
        "name": charter.name,
        "base": {"name": charter.model_base, "digest": _base(charter)},
        "network": None,
        "features": {"columns": columns_to_json(columns)},
        "temperature": settings["temperature"],
    }


def _save(folder: Path, work: Path, estimator: bytes, card: dict[str, Any]) -> None:
    """Write the folder in `work` and move it into place, so that a half-written one is never seen."""
    draft = work / "draft"
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        (draft / "model.skops").write_bytes(estimator)
        (draft / "troth.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(draft, folder)
    except OSError as error:
        raise TrainingError(
            f"the model cannot be written ({error.strerror})",
            where=str(folder),
            remedy="Make room, or check the rights.",
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _notes(inputs: Mapping[str, NDArray[Any]], columns: tuple[FeatureColumn, ...], *, blind: bool) -> tuple[str, ...]:
    notes = [
        f"Column {column.name!r} has more than {len(column.values)} distinct values; the rarer are read as missing."
        for column in columns
        if column.kind == "category" and len(set(inputs[column.name].tolist()) - {None}) > len(column.values)
    ]
    if blind:
        notes.append("There is no validation split: neither early stopping nor calibration could be done.")
    return tuple(notes)
