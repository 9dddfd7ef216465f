"""What networks say of training rows that they did not learn from: each row is answered by one taught without it.

A model that answers its training rows as it would had it never seen them gives no attack anything to tell them by. What
it would answer then is not known of the model itself, but of others: the rows are dealt into parts, and for each part a
network learns from the rest. This is the self-distillation of X. Tang et al. (2022), Mitigating membership inference
attacks by self-distillation through a novel ensemble architecture, USENIX Security (SELENA), with one network to answer
a row in the place of ten, as every one of them costs a training.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from troth.data import Dataset
from troth.progress import NOTICE, Progress
from troth.standard import Charter
from troth.training.cross_fitting import folds_of
from troth.training.trainer import Trainer

PARTS = 4  # each answered by a network that learned from three quarters of the rows
FEWEST = 4  # epochs of such a network, unless the charter has fewer
TRAININGS = PARTS + 1  # that share the minutes of a charter
FOLDER = "unseen"  # in the work folder

Floats = NDArray[np.float32]


def unseen(trainer: Trainer, dataset: Dataset, base: str, work: Path) -> Floats:
    """Scores of every training row by a network that did not learn from it, [rows, labels].

    base: digest of the charter's. Takes PARTS trainings on it, for the task alone, each of half the epochs that its
    rows would have by default. What is finished is kept in `work` and found again.
    """
    charter, seed = trainer.charter, trainer.seed
    parts, found = parts_of(dataset, seed), np.zeros((len(dataset.train), len(dataset.labels)), np.float32)
    mark = _mark(charter, dataset, base, seed)
    for part in range(PARTS):
        places, own = np.flatnonzero(parts == part), work / FOLDER / str(part)
        file = work / FOLDER / f"{mark}-{part}.npy"
        if not file.exists():
            alone = Trainer(_alone(charter), seed, _told(trainer.progress, part))
            _write(file, _answered(alone, dataset, places, charter.training.epochs, (own, work)))
        shutil.rmtree(own, ignore_errors=True)
        found[places] = np.load(file, allow_pickle=False)
    return found


def parts_of(dataset: Dataset, seed: int) -> NDArray[np.int64]:
    """Which part each training row is in, 0 to PARTS - 1: rows of one content in the same, labels spread evenly."""
    _, first, content = np.unique(np.array(dataset.train.contents()), return_index=True, return_inverse=True)
    codes = dataset.train.label_codes(dataset.labels).astype(np.int64)
    return folds_of(codes[first], seed, PARTS)[content]


def _answered(
    trainer: Trainer, dataset: Dataset, places: NDArray[np.int64], most: int | None, at: tuple[Path, Path]
) -> Floats:
    """What a network that learned from the other rows says of these. most: epochs. at: its folder, and the whole's."""
    own, work = at
    others = np.setdiff1d(np.arange(len(dataset.train)), places)
    rest = replace(dataset, train=dataset.train.take(others), digest=f"{dataset.digest} without part {own.name}")
    setup = trainer.prepare(rest, part=True)
    epochs = max(setup.settings.epochs // 2, FEWEST)
    setup.settings = replace(setup.settings, epochs=min(epochs, most or epochs))
    return trainer.teach_beside(setup, rest, own, work).ask(dataset.train.take(places))[1]


def shared(charter: Charter) -> Charter:
    """The charter with the minutes of each of the trainings that then share them."""
    minutes = charter.training.minutes
    return replace(charter, training=replace(charter.training, minutes=minutes and minutes / TRAININGS))


def _alone(charter: Charter) -> Charter:
    """The charter for the task alone, with the epochs that its rows would have by default, and its part of the time."""
    training = shared(charter).training
    changed = replace(training, constrained=False, epochs=None, log_to=(), augment=())
    return replace(charter, training=changed)


def _mark(charter: Charter, dataset: Dataset, base: str, seed: int) -> str:
    """Of everything that decides the answers."""
    parts = (charter.digest, dataset.digest, base, seed, PARTS, torch.__version__)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _told(progress: Progress, part: int) -> Progress:
    def told(stage: str, done: int, total: int | None = None, note: str = "") -> None:
        named = stage if stage == NOTICE else f"{stage} without part {part + 1} of {PARTS}"
        progress(named, done, total, note)

    return told


def _write(file: Path, answers: Floats) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    with draft.open("wb") as handle:
        np.save(handle, answers)
    draft.replace(file)
