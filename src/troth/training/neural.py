"""Text and token classification: from a base and a data set to a model folder of safetensors and JSON.

The steps are those of `train`: look at the base and the data, set up the network, measure which precision is faster
here, run the course, save. The test split is never looked at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from troth.data import Dataset
from troth.errors import ModelError, TrainingError
from troth.models import digest_of, export, resolve_base
from troth.progress import NOTICE, Progress, silent
from troth.standard import Charter
from troth.training import checkpoint, precision
from troth.training.asking import asked
from troth.training.back_translation import Translators
from troth.training.course import Course, in_parts
from troth.training.curves import open_curves
from troth.training.ensemble import Members
from troth.training.examples import batches
from troth.training.fairness.balance import resampled
from troth.training.fairness.choice import fairness_of, told_of
from troth.training.folder import save_folder
from troth.training.governing.secrecy import chosen_only, only_chosen, secrecy_of
from troth.training.governing.summary import account_of, notes_of, share_notes
from troth.training.governing.unseen import PARTS, TRAININGS, unseen
from troth.training.interruption import Interruption
from troth.training.lesson import guide_of, lesson_of, loss_of
from troth.training.precision import Choices
from troth.training.private.plan import budgets_of
from troth.training.private.start import make_private
from troth.training.private.steps import PrivateSteps
from troth.training.pruning.plan import limit_of, plan
from troth.training.pruning.smaller import Smaller, make_smaller, sizes_of
from troth.training.self_training import self_taught
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
from troth.training.updating.older import Older
from troth.training.validation import scores_of, temperature_of
from troth.training.values import Epoch, Trained, Watch
from troth.training.weights import merge_low_rank
from troth.training.workers import Workers, shares

SMALLER, PRUNED = "smaller", "pruned"  # in the work folder: the base made smaller, and the training from it
CHECKED_ON = 1000  # rows that the exports are compared with the original on: enough to see a disagreement of a percent


def train(
    charter: Charter,
    dataset: Dataset,
    *,
    folder: Path,
    work: Path,
    seed: int,
    older: Older | None = None,
    members: Sequence[Path] = (),
    progress: Progress = silent,
    watch: Watch | None = None,
) -> Trained:
    """Adapt the charter's base, or an older release of it, to the training split and leave a model folder at `folder`.

    work: where checkpoints are kept; called again with the same charter, dataset and seed, it goes on from the last
    one. The same three give the same model on the same machine with the same `settings["choices"]`, which are measured
    once and kept in `work`. members: model folders whose answers are imitated. watch: see `Watch`. Raises
    TrainingError, and KeyboardInterrupt once a checkpoint is written.
    """
    fairness = fairness_of(charter, dataset, updating=older is not None)
    if fairness is not None and fairness.method == "resampling":
        dataset = resampled(fairness, dataset, seed)

    translators = Translators.open(charter, work, progress)

    def prepared(rows: Dataset, *more: Any) -> Setup:
        translated = translators.of(inputs_of(rows.train)) if translators else None
        return prepare(charter, rows, seed, *more, translated=translated)

    def teach(rows: Dataset, work: Path) -> tuple[Setup, dict[str, Any]]:
        taught = prepared(rows)
        return taught, _taught(taught, charter, rows, work, seed, progress)[0]

    learned = self_taught(charter, dataset, work, teach)
    dataset, work = learned.dataset, learned.work
    others, chosen = _others(charter, dataset, work, seed, progress, updating=older is not None)

    def prepared_beside(rows: Dataset, *more: Any) -> Setup:
        return _beside(prepared(rows, *more), others)

    smaller, pruned = (None, ()) if older else _smaller(charter, dataset, work, seed, progress, prepared_beside)
    setup = prepared_beside(dataset, smaller, older)
    setup.members = Members.open(members)
    make_private(charter, dataset, setup, work)
    made, state, history = _taught(setup, charter, dataset, work / PRUNED if smaller else work, seed, progress, watch)
    check_unchanged(setup.base)
    exported = save(setup, charter, dataset, made["temperature"], folder, work)
    settings = asdict(setup.settings) | made | {"seed": seed, "torch": torch.__version__}
    score = (setup.checked.leading, state.kept) if setup.checked and state.best_epoch >= 0 else None
    account = account_of(setup.demands, setup.secrecy, state, score) if score else None
    settings |= {"constraints": account.settings()} if account else {}
    settings |= {"fairness": setup.fairness.method} if setup.fairness else {}
    settings |= {"ensemble": list(setup.members.digests)} if setup.members else {}
    settings |= learned.settings()
    told = (*(notes_of(account) if account else ()), *share_notes(setup.secrecy, state, 0 if others is None else PARTS))
    notes = (
        *setup.notes(),
        *chosen,
        *learned.notes(),
        *told_of(charter, setup.fairness),
        *pruned,
        *state.notes,
        *told,
        *exported,
    )
    return Trained(folder, digest_of(folder), setup.base.digest, history, settings, state.seconds, notes, score)


def _others(
    charter: Charter, dataset: Dataset, work: Path, seed: int, progress: Progress, *, updating: bool
) -> tuple[NDArray[np.float32] | None, tuple[str, ...]]:
    """What networks say of training rows that they did not learn from, where a clause on telling these is trained for;
    and a sentence where it is not."""
    secrecy, _ = secrecy_of(charter, dataset)
    if secrecy is None:
        return None, ()
    why = chosen_only(charter, updating=updating)
    if why is not None:
        return None, (only_chosen(secrecy.clause, why),)
    base = resolve_base(charter.model_base).digest
    return unseen(charter, dataset, base, work, seed, progress, _taught), ()


def _beside(setup: Setup, others: NDArray[np.float32] | None) -> Setup:
    """The same, with what others say of its training rows, and its part of the time that all of them share."""
    if others is not None:
        setup.unseen, minutes = others, setup.settings.minutes
        setup.settings = replace(setup.settings, minutes=minutes and minutes / TRAININGS)
    return setup


def _smaller(
    charter: Charter,
    dataset: Dataset,
    work: Path,
    seed: int,
    progress: Progress,
    prepared: Callable[[Dataset], Setup],
) -> tuple[Smaller | None, tuple[str, ...]]:
    """The smaller base that a clause on size asks for, made of the whole network once it is taught; and a sentence."""
    limit, folder = limit_of(charter), work / SMALLER
    if limit is None:
        return None, ()
    setup = prepared(dataset)
    tokenizer = json.loads((setup.base.folder / "tokenizer.json").read_text(encoding="utf-8"))
    sizes = sizes_of(setup.network, tokenizer)
    wanted = plan(sizes, limit)
    if wanted is None:
        return None, ()
    if budgets_of(charter):
        raise TrainingError(
            "a clause on epsilon and one on parameters that asks for less than the base has cannot both be trained "
            "for: the network that would teach the smaller one is not private",
            remedy="Name a smaller base, or leave one of the two out.",
        )
    left = f"{len(wanted.layers)} of {sizes.layers} layers and {wanted.pieces:,} of {sizes.pieces:,} pieces"
    note = (
        f"Made as small as its clause asks: {left} were kept of the whole network, which was trained first and taught "
        "the smaller one."
        if setup.unseen is None
        else f"Made as small as its clause asks: {left} were kept of the whole network, which was trained first."
    )
    kept = precision.kept(work)
    found = Smaller.open(folder, made_for(setup, dataset, seed, kept)) if kept else None
    if found is None:
        made, _, _ = _taught(setup, charter, dataset, work, seed, progress)
        merge_low_rank(setup.network)
        choices = Choices(**made["choices"])
        units, scores = asked(setup, dataset.train, choices)
        read = [unit.pieces.tolist() for unit in units]
        mark = made_for(setup, dataset, seed, choices)
        found = make_smaller(setup.network, tokenizer, wanted, (read, scores), folder, mark)
        precision.keep(work / PRUNED, choices)
    return found, (note,)


def _taught(
    setup: Setup,
    charter: Charter,
    dataset: Dataset,
    work: Path,
    seed: int,
    progress: Progress,
    watch: Watch | None = None,
) -> tuple[dict[str, Any], checkpoint.State, tuple[Epoch, ...]]:
    """Run the course, from its checkpoint where there is one; returns what was chosen and measured on the way."""
    kept = precision.kept(work)
    count, threads = (kept.workers, kept.threads) if kept else shares()
    with Interruption() as interruption, Workers(count, threads) as workers:
        choices = kept or choices_for(setup, workers, work, seed)
        mark = made_for(setup, dataset, seed, choices)
        state, tensors = checkpoint.load(work, mark) or (checkpoint.State(mark, [], []), None)
        if tensors is not None:
            progress(NOTICE, 0, note=checkpoint.told(state, setup.settings.epochs))
        curves = open_curves(charter.training.log_to, charter.name, work, asdict(setup.settings))
        try:
            steps = steps_for(setup, workers, half=choices.half)
            if isinstance(steps, PrivateSteps) and setup.private:
                setup.private.check(steps, setup)
            guide = guide_of(setup, dataset, workers, half=choices.half)
            course = Course(
                replace(lesson_of(setup, charter, dataset, workers, seed, half=choices.half, guide=guide), watch=watch),
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
        temperature = temperature_for(setup, workers, half=choices.half)
    made: dict[str, Any] = {"choices": asdict(choices), "temperature": temperature}
    if isinstance(steps, PrivateSteps) and setup.private:
        made["privacy"] = setup.private.ledger(steps, state.steps)
    return made, state, history


def choices_for(setup: Setup, workers: Workers, work: Path, seed: int) -> Choices:
    """Precision, by the gradients of one batch: nothing moves."""
    draw = np.random.default_rng(seed)
    rows, lengths = setup.examples.rows(draw)
    first = batches(rows, lengths, setup.settings.batch_pieces, draw)[0]
    parts = [setup.examples.batch(part, draw) for part in in_parts(first, workers.count)]
    objective = loss_of(setup)
    steps = {half: steps_for(setup, workers, half=half) for half in (True, False)}
    return precision.measure(
        work, workers.count, workers.threads, lambda half: steps[half].gradients(parts, objective, 0)
    )


def temperature_for(setup: Setup, workers: Workers, *, half: bool) -> float:
    """That makes the validation rows' labels likeliest; 1 without such rows."""
    if setup.checked is None:
        return 1.0
    scores = scores_of(setup.network, setup.reader, setup.checked.units, workers, half=half)
    return temperature_of(scores, setup.checked.codes)


def save(
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
        "base": dict(setup.older.adapted) if setup.older else {"name": setup.base.name, "digest": setup.base.digest},
        "network": network_settings(setup.settings, setup.reader.tokenizer),
        "decoding": transitions.written() if transitions else None,
        "temperature": temperature,
        **({"from": setup.older.digest} if setup.older else {}),
    }
    notes: list[str] = []
    save_folder(setup.network, setup.folder, card, folder, work, lambda draft: notes.extend(_exports(draft, dataset)))
    return tuple(notes)


def _exports(draft: Path, dataset: Dataset) -> tuple[str, ...]:
    """ONNX exports beside the weights, checked on validation rows (on training rows where there are none)."""
    split = dataset.validation if len(dataset.validation) else dataset.train
    inputs, documents = inputs_of(split), documents_of(split)
    try:
        return export(draft, inputs[:CHECKED_ON], documents=documents and documents[:CHECKED_ON]).notes
    except ModelError as error:
        return (f"There is no ONNX export: {error.what}.",)
