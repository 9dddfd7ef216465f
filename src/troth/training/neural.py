"""Text and token classification: from a base and a data set to a model folder of safetensors and JSON.

The steps are those of `train`: look at the base and the data, set up the network, measure which precision is faster
here, run the course, save. The test split is never looked at.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from troth.data import Dataset
from troth.errors import ModelError
from troth.models import digest_of, export
from troth.progress import Progress, silent
from troth.standard import Charter
from troth.training import checkpoint, precision
from troth.training.course import Course, Examined, Lesson, in_parts
from troth.training.curves import open_curves
from troth.training.examples import batches
from troth.training.folder import save_folder
from troth.training.governing.governor import LOOKS, Governor
from troth.training.governing.summary import account_of, notes_of
from troth.training.interruption import Interruption
from troth.training.losses import Objective
from troth.training.precision import Choices
from troth.training.private.start import make_private
from troth.training.private.steps import PrivateSteps
from troth.training.setup import (
    Setup,
    check_unchanged,
    documents_of,
    inputs_of,
    made_for,
    network_settings,
    prepare,
    steps_for,
)
from troth.training.validation import Checked, decided, measured, scores_of, temperature_of
from troth.training.values import Epoch, Trained
from troth.training.weights import merge_low_rank
from troth.training.workers import Loss, Workers, shares

LOOKED_AT = 1.0  # pieces of the validation split that clauses are looked at by, for one that an epoch trains on: to
# answer is a third of the work of learning, so that an epoch takes a third longer at most
CHECKED_ON = 1000  # rows that the exports are compared with the original on: enough to see a disagreement of a percent


def train(
    charter: Charter, dataset: Dataset, *, folder: Path, work: Path, seed: int, progress: Progress = silent
) -> Trained:
    """Adapt the charter's base to the training split and leave a model folder at `folder`.

    work: where checkpoints are kept; called again with the same charter, dataset and seed, it goes on from the last
    one. The same three give the same model on the same machine with the same `settings["choices"]`, which are measured
    once and kept in `work`. Raises TrainingError, and KeyboardInterrupt once a checkpoint is written.
    """
    setup = prepare(charter, dataset, seed)
    make_private(charter, dataset, setup, work)
    made, state, history = _taught(setup, charter, dataset, work, seed, progress)
    check_unchanged(setup.base)
    exported = _save(setup, charter, dataset, made["temperature"], folder, work)
    settings = asdict(setup.settings) | made | {"seed": seed, "torch": torch.__version__}
    score = (setup.checked.leading, state.kept) if setup.checked and state.best_epoch >= 0 else None
    account = account_of(setup.demands, state, score) if setup.demands and score else None
    settings |= {"constraints": account.settings()} if account else {}
    notes = (*setup.notes(), *state.notes, *(notes_of(account) if account else ()), *exported)
    return Trained(folder, digest_of(folder), setup.base.digest, history, settings, state.seconds, notes, score)


def _taught(
    setup: Setup, charter: Charter, dataset: Dataset, work: Path, seed: int, progress: Progress
) -> tuple[dict[str, Any], checkpoint.State, tuple[Epoch, ...]]:
    """Run the course, from its checkpoint where there is one; returns what was chosen and measured on the way."""
    kept = precision.kept(work)
    count, threads = (kept.workers, kept.threads) if kept else shares()
    with Interruption() as interruption, Workers(count, threads) as workers:
        choices = kept or _choices(setup, workers, work, seed)
        mark = made_for(setup, dataset, seed, choices)
        state, tensors = checkpoint.load(work, mark) or (checkpoint.State(mark, [], []), None)
        curves = open_curves(charter.training.log_to, charter.name, work, asdict(setup.settings))
        try:
            steps = steps_for(setup, workers, half=choices.half)
            if isinstance(steps, PrivateSteps) and setup.private:
                setup.private.check(steps, setup)
            course = Course(
                _lesson(setup, charter, dataset, workers, half=choices.half),
                steps,
                workers,
                setup.settings,
                state=state,
                tensors=tensors,
                seed=setup.private.seed if setup.private else seed,
                work=work,
                curves=curves,
                progress=progress,
            )
            history = course.run(interruption)
        finally:
            for curve in curves:
                curve.close()
        temperature = _temperature(setup, workers, half=choices.half)
    made: dict[str, Any] = {"choices": asdict(choices), "temperature": temperature}
    if isinstance(steps, PrivateSteps) and setup.private:
        made["privacy"] = setup.private.ledger(steps, state.steps)
    return made, state, history


def _choices(setup: Setup, workers: Workers, work: Path, seed: int) -> Choices:
    """Precision, by the gradients of one batch: nothing moves."""
    draw = np.random.default_rng(seed)
    rows, lengths = setup.examples.rows(draw)
    first = batches(rows, lengths, setup.settings.batch_pieces, draw)[0]
    parts = [setup.examples.batch(part, draw) for part in in_parts(first, workers.count)]
    objective = _loss(setup)
    steps = {half: steps_for(setup, workers, half=half) for half in (True, False)}
    return precision.measure(
        work, workers.count, workers.threads, lambda half: steps[half].gradients(parts, objective, 0)
    )


def _lesson(setup: Setup, charter: Charter, dataset: Dataset, workers: Workers, *, half: bool) -> Lesson:
    """What the course teaches: the examples, the loss, and how the validation split is looked at."""
    checked, batching = setup.checked, setup.private.batching if setup.private else None
    if checked is None:
        return Lesson(setup.examples, _loss(setup), None, "", batching=batching)
    governor = _governor(setup, checked, charter, dataset, workers, half=half)

    def validate() -> Examined:
        scores = scores_of(setup.network, setup.reader, checked.units, workers, half=half)
        values = measured(checked, scores, setup.transitions())
        if governor is None:
            return Examined(values)
        return Examined(values, governor.examine(decided(checked, scores, setup.transitions()), values))

    return Lesson(setup.examples, _loss(setup, governor), validate, checked.leading, checked.count, governor, batching)


def _loss(setup: Setup, governor: Governor | None = None) -> Loss:
    if setup.private:
        return setup.private.loss(setup.network, setup.settings)
    return Objective(setup.network, setup.chain, setup.settings, governor.cost if governor else None)


def _governor(
    setup: Setup, checked: Checked, charter: Charter, dataset: Dataset, workers: Workers, *, half: bool
) -> Governor | None:
    """The side of the clauses, if any can be trained for."""
    if setup.demands is None:
        return None
    pieces = int(setup.examples.rows(np.random.default_rng(0))[1].sum() * LOOKED_AT / LOOKS)

    def ask(draw: np.random.Generator | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        whole = checked, np.arange(len(checked.codes))
        part, places = checked.some(pieces, draw) if draw else whole
        scores = scores_of(setup.network, setup.reader, part.units, workers, half=half)
        return places, decided(part, scores, setup.transitions())

    return Governor(setup.demands, charter, ask, audited=len(dataset.test) / len(dataset.validation))


def _temperature(setup: Setup, workers: Workers, *, half: bool) -> float:
    if setup.checked is None:
        return 1.0
    scores = scores_of(setup.network, setup.reader, setup.checked.units, workers, half=half)
    return temperature_of(scores, setup.checked.codes)


def _save(
    setup: Setup, charter: Charter, dataset: Dataset, temperature: float, folder: Path, work: Path
) -> tuple[str, ...]:
    """Write the folder with its exports; returns what a reader should know of those."""
    merge_low_rank(setup.network)
    transitions = setup.transitions()
    card = {
        "format": 1,
        "kind": dataset.kind,
        "labels": list(dataset.labels),
        "runtime": "torch",
        "name": charter.name,
        "base": {"name": setup.base.name, "digest": setup.base.digest},
        "network": network_settings(setup.settings, setup.reader.tokenizer),
        "decoding": transitions.written() if transitions else None,
        "temperature": temperature,
    }
    notes: list[str] = []
    save_folder(
        setup.network, setup.base.folder, card, folder, work, lambda draft: notes.extend(_exports(draft, dataset))
    )
    return tuple(notes)


def _exports(draft: Path, dataset: Dataset) -> tuple[str, ...]:
    """ONNX exports beside the weights, checked on validation rows (on training rows where there are none)."""
    split = dataset.validation if len(dataset.validation) else dataset.train
    inputs, documents = inputs_of(split), documents_of(split)
    try:
        return export(draft, inputs[:CHECKED_ON], documents=documents and documents[:CHECKED_ON]).notes
    except ModelError as error:
        return (f"There is no ONNX export: {error.what}.",)
