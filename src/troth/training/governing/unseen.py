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
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from troth.data import Dataset
from troth.progress import NOTICE, Progress
from troth.standard import Charter
from troth.training import checkpoint, precision
from troth.training.asking import asked
from troth.training.cross_fitting import folds_of
from troth.training.precision import Choices
from troth.training.setup import Setup, prepare
from troth.training.values import Epoch

PARTS = 4  # each answered by a network that learned from three quarters of the rows
FEWEST = 4  # epochs of such a network, unless the charter has fewer
TRAININGS = PARTS + 1  # that share the minutes of a charter
FOLDER = "unseen"  # in the work folder

Floats = NDArray[np.float32]
Teach = Callable[
    [Setup, Charter, Dataset, Path, int, Progress], tuple[dict[str, Any], checkpoint.State, tuple[Epoch, ...]]
]
"""Runs the course of a setup in a work folder; see `neural`."""


def unseen(
    charter: Charter, dataset: Dataset, base: str, work: Path, seed: int, progress: Progress, teach: Teach
) -> Floats:
    """Scores of every training row by a network that did not learn from it, [rows, labels].

    base: digest of the charter's. Takes PARTS trainings on it, for the task alone, each of half the epochs that its
    rows would have by default. What is finished is kept in `work` and found again.
    """
    parts, found = parts_of(dataset, seed), np.zeros((len(dataset.train), len(dataset.labels)), np.float32)
    mark = _mark(charter, dataset, base, seed)
    for part in range(PARTS):
        places, own = np.flatnonzero(parts == part), work / FOLDER / str(part)
        file = work / FOLDER / f"{mark}-{part}.npy"
        if not file.exists():
            _write(file, _answered(charter, dataset, places, (work, own), seed, _told(progress, part), teach))
        shutil.rmtree(own, ignore_errors=True)
        found[places] = np.load(file, allow_pickle=False)
    return found


def parts_of(dataset: Dataset, seed: int) -> NDArray[np.int64]:
    """Which part each training row is in, 0 to PARTS - 1: rows of one content in the same, labels spread evenly."""
    _, first, content = np.unique(np.array(dataset.train.contents()), return_index=True, return_inverse=True)
    codes = dataset.train.label_codes(dataset.labels).astype(np.int64)
    return folds_of(codes[first], seed, PARTS)[content]


def _answered(
    charter: Charter,
    dataset: Dataset,
    places: NDArray[np.int64],
    at: tuple[Path, Path],
    seed: int,
    progress: Progress,
    teach: Teach,
) -> Floats:
    """What a network that learned from the other rows says of these. at: the work folder, and that of the network."""
    work, own = at
    others = np.setdiff1d(np.arange(len(dataset.train)), places)
    rest = replace(dataset, train=dataset.train.take(others), digest=f"{dataset.digest} without part {own.name}")
    alone = _alone(charter)
    setup = prepare(alone, rest, seed, part=True)
    epochs = max(setup.settings.epochs // 2, FEWEST)
    setup.settings = replace(setup.settings, epochs=min(epochs, charter.training.epochs or epochs))
    kept = precision.kept(work)
    if kept:  # the same choices for all, so that the same work comes to the same answers
        precision.keep(own, kept)
    made, _, _ = teach(setup, alone, rest, own, seed, progress)
    choices = Choices(**made["choices"])
    precision.keep(work, choices)
    return asked(setup, dataset.train.take(places), choices)[1]


def _alone(charter: Charter) -> Charter:
    """The charter for the task alone, with the epochs that its rows would have by default, and its part of the time."""
    training = charter.training
    minutes = training.minutes and training.minutes / TRAININGS
    changed = replace(training, constrained=False, epochs=None, minutes=minutes, log_to=(), augment=())
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
