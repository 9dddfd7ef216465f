"""Text and token classification: from a base and a data set to a model folder of safetensors and JSON.

The steps are those of `train`: look at the base and the data, set up the network, measure which precision is faster
here, run the course, save. The test split is never looked at.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from troth.data import Dataset
from troth.errors import ModelError, TrainingError
from troth.models import digest_of, export, resolve_base
from troth.progress import Progress, silent
from troth.standard import Charter
from troth.training import precision
from troth.training.back_translation import Translators
from troth.training.constraints.account import Account
from troth.training.ensemble import Members
from troth.training.fairness.balance import resampled
from troth.training.fairness.choice import fairness_of, told_of
from troth.training.folder import save_folder
from troth.training.governing.secrecy import chosen_only, only_chosen, secrecy_of
from troth.training.governing.summary import account_of, notes_of, share_notes
from troth.training.governing.unseen import PARTS, shared, unseen
from troth.training.private.plan import budgets_of
from troth.training.private.start import make_private
from troth.training.pruning.plan import limit_of, plan
from troth.training.pruning.smaller import Smaller, make_smaller, sizes_of
from troth.training.self_training import self_taught
from troth.training.setup import Setup, check_unchanged, made_for, network_settings
from troth.training.teachers import Teachers
from troth.training.trainer import Taught, Trainer
from troth.training.updating.older import Older
from troth.training.values import Trained, Watch
from troth.training.weights import merge_low_rank

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
    trainer = Trainer(charter, seed, progress, Translators.open(charter, work, progress))
    learned = self_taught(trainer, dataset, work)
    dataset, work = learned.dataset, learned.work
    others, chosen = _others(trainer, dataset, work, updating=older is not None)
    if others is not None:
        trainer = replace(trainer, charter=shared(charter))
    smaller, pruned = (None, ()) if older else _smaller(trainer, dataset, work, Teachers(unseen=others))
    setup = trainer.prepare(dataset, Teachers(smaller, Members.open(members), others), older)
    make_private(charter, dataset, setup, work)
    taught = trainer.teach(setup, dataset, work / PRUNED if smaller else work, watch)
    check_unchanged(setup.base)
    exported = save(setup, charter, dataset, taught.temperature, folder, work)
    score, account = _judged(taught)
    beside = 0 if others is None else PARTS
    notes = (
        *setup.notes(),
        *chosen,
        *learned.notes(),
        *told_of(charter, setup.fairness),
        *pruned,
        *taught.state.notes,
        *(notes_of(account) if account else ()),
        *share_notes(setup.secrecy, taught.state, beside),
        *exported,
    )
    settings = asdict(setup.settings) | taught.settings() | {"seed": seed, "torch": torch.__version__}
    settings |= {"constraints": account.settings()} if account else {}
    settings |= {"fairness": setup.fairness.method} if setup.fairness else {}
    settings |= {"ensemble": list(setup.teachers.members.digests)} if setup.teachers.members else {}
    settings |= learned.settings()
    seconds = taught.state.seconds
    return Trained(folder, digest_of(folder), setup.base.digest, taught.history, settings, seconds, notes, score)


def _judged(taught: Taught) -> tuple[tuple[str, float] | None, Account | None]:
    """The leading measure of the epoch that was kept, and what its clauses came to; None without a validation split."""
    setup, state = taught.setup, taught.state
    if setup.checked is None or state.best_epoch < 0:
        return None, None
    score = setup.checked.leading, state.kept
    return score, account_of(setup.demands, setup.secrecy, state, score)


def _others(
    trainer: Trainer, dataset: Dataset, work: Path, *, updating: bool
) -> tuple[NDArray[np.float32] | None, tuple[str, ...]]:
    """What networks say of training rows that they did not learn from, where a clause on telling these is trained for;
    and a sentence where it is not."""
    secrecy, _ = secrecy_of(trainer.charter, dataset)
    if secrecy is None:
        return None, ()
    why = chosen_only(trainer.charter, updating=updating)
    if why is not None:
        return None, (only_chosen(secrecy.clause, why),)
    return unseen(trainer, dataset, resolve_base(trainer.charter.model_base).digest, work), ()


def _smaller(
    trainer: Trainer, dataset: Dataset, work: Path, teachers: Teachers
) -> tuple[Smaller | None, tuple[str, ...]]:
    """The smaller base that a clause on size asks for, made of the whole network once it is taught; and a sentence."""
    limit, folder = limit_of(trainer.charter), work / SMALLER
    if limit is None:
        return None, ()
    setup = trainer.prepare(dataset, teachers)
    tokenizer = json.loads((setup.base.folder / "tokenizer.json").read_text(encoding="utf-8"))
    sizes = sizes_of(setup.network, tokenizer)
    wanted = plan(sizes, limit)
    if wanted is None:
        return None, ()
    if budgets_of(trainer.charter):
        raise TrainingError(
            "a clause on epsilon and one on parameters that asks for less than the base has cannot both be trained "
            "for: the network that would teach the smaller one is not private",
            remedy="Name a smaller base, or leave one of the two out.",
        )
    left = f"{len(wanted.layers)} of {sizes.layers} layers and {wanted.pieces:,} of {sizes.pieces:,} pieces"
    note = (
        f"Made as small as its clause asks: {left} were kept of the whole network, which was trained first and taught "
        "the smaller one."
        if teachers.unseen is None
        else f"Made as small as its clause asks: {left} were kept of the whole network, which was trained first."
    )
    kept = precision.kept(work)
    found = Smaller.open(folder, made_for(setup, dataset, trainer.seed, kept)) if kept else None
    if found is None:
        taught = trainer.teach(setup, dataset, work)
        merge_low_rank(setup.network)
        units, scores = taught.ask(dataset.train)
        read = [unit.pieces.tolist() for unit in units]
        mark = made_for(setup, dataset, trainer.seed, taught.choices)
        found = make_smaller(setup.network, tokenizer, wanted, (read, scores), folder, mark)
        precision.keep(work / PRUNED, taught.choices)
    return found, (note,)


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
    first = split.take(np.arange(min(len(split), CHECKED_ON)))
    documents = first.documents()
    try:
        return export(draft, first.inputs(), documents=None if documents is None else documents.tolist()).notes
    except ModelError as error:
        return (f"There is no ONNX export: {error.what}.",)
