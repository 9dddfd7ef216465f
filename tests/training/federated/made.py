"""A tiny federated task, on disk as the trainer leaves it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from safetensors.numpy import load_file

from training import tiny
from troth.data import Dataset
from troth.standard import Charter, Federation
from troth.training.federated.begin import CLIENTS, begin, planned
from troth.training.federated.kept import weights_file
from troth.training.federated.local import hold_still, put
from troth.training.federated.partition import parted
from troth.training.federated.plan import Plan, numbers_of, part_of
from troth.training.precision import Choices
from troth.training.setup import Setup, prepare
from troth.training.validation import measured, scores_of
from troth.training.workers import Workers


def federated_task(folder: Path, base: Path, count: int = 160, **federated: Any) -> tuple[Charter, Dataset]:
    """The tiny texts among a few clients."""
    wishes = {"clients": 4, "skew": 1.0, "rounds": 2, "epochs": 1} | federated
    said = ", ".join(f"{name}: {str(value).lower()}" for name, value in wishes.items())
    options = {"learning_rate": 0.02, "batch_tokens": 256, "lora_rank": 4}
    return tiny.text_task(folder, base, count, **options, federated=f"{{{said}}}")


def plan(**changes: Any) -> Plan:
    """A plan of ten clients that asks for nothing special."""
    about = Plan(
        charter="sha256:c",
        base="sha256:b",
        seed="7",
        clients=10,
        labels=("card", "weather"),
        width=4,
        length=1.0,
        size=6,
        **numbers_of(Federation(clients=10, rounds=2), 10),
    )
    return replace(about, **changes)


def stationed(task: tuple[Charter, Dataset], work: Path, seed: int = 7) -> tuple[Plan, dict[int, Path], Setup]:
    """Everything a server and its clients begin with, in `work`, without the processes that would carry it."""
    charter, dataset = task
    federation = charter.training.federated
    assert federation is not None
    work.mkdir(parents=True)
    setup = prepare(part_of(charter), dataset, seed, part=True)
    hold_still(setup)
    rows = parted(dataset.train, dataset.labels, federation, seed)
    found = planned(charter, dataset, federation, setup, rows, seed)
    begin(found, setup, charter, dataset, rows, Choices(1, 1, half=False), work)
    return found, {number: work / CLIENTS / str(number) for number in range(found.clients)}, setup


def accuracy(setup: Setup, work: Path, number: int) -> float:
    """On the validation rows, of the weights after a round."""
    put(setup, load_file(weights_file(work, number)))
    assert setup.checked is not None
    with Workers(1, 1) as workers:
        scores = scores_of(setup.network, setup.reader, setup.checked.units, workers, half=False)
    return measured(setup.checked, scores, None)["accuracy"]
