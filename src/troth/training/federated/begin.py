"""What a federated training begins with: its plan, the weights of the first round, and a folder for each client."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from troth.data import Dataset
from troth.standard import Charter, Federation
from troth.training.federated import heartbeat
from troth.training.federated.flower.relay import forget_client
from troth.training.federated.kept import DONE, FAILED, FOLDER, START
from troth.training.federated.local import moving, travelling
from troth.training.federated.partition import Rows
from troth.training.federated.plan import Plan, numbers_of
from troth.training.federated.station import Station
from troth.training.federated.update import Layout
from troth.training.first_head import features_of
from troth.training.precision import Choices
from troth.training.setup import Setup
from troth.training.workers import cores

CLIENTS, TURNS, MADE_FOR = "clients", "turns", "made_for"


def planned(
    charter: Charter, dataset: Dataset, federation: Federation, setup: Setup, rows: list[Rows], seed: int
) -> Plan:
    """The plan of a training among clients with these rows. Raises TrainingError where there are too few of them."""
    layout = Layout.of({name: weight.detach().numpy() for name, weight in moving(setup)})
    return Plan(
        charter=charter.digest,
        base=setup.base.digest,
        seed=str(seed),
        clients=len(rows),
        labels=dataset.labels,
        width=setup.network.head.in_features,
        length=_length(setup, dataset),
        size=layout.size,
        **numbers_of(federation, len(rows)),
    )


def _length(setup: Setup, dataset: Dataset) -> float:
    """How long what the head sees of a text is, on average over validation rows: no training row is looked at."""
    if not len(dataset.validation):
        return float(setup.network.head.in_features**0.5 / 4)
    found = features_of(setup.network, setup.reader, replace(dataset, train=dataset.validation))
    return float(np.linalg.norm(found, axis=1).mean())


def begin(
    plan: Plan,
    setup: Setup,
    charter: Charter,
    dataset: Dataset,
    rows: list[Rows],
    choices: Choices,
    work: Path,
) -> None:
    """Leave in the work folder what server and clients begin with; what another training left there goes."""
    mark = json.dumps([asdict(plan), dataset.digest, asdict(choices), torch.__version__], sort_keys=True)
    path = work / MADE_FOR
    if not path.is_file() or path.read_text(encoding="utf-8") != mark:
        shutil.rmtree(work / FOLDER, ignore_errors=True)
        path.write_text(mark, encoding="utf-8")
    for name in (FAILED, DONE, heartbeat.FILE):
        (work / name).unlink(missing_ok=True)
    for folder in (work / CLIENTS).glob("*"):
        forget_client(folder)  # of a training that was killed
    shutil.rmtree(work / CLIENTS, ignore_errors=True)
    plan.write(work)
    save_file(travelling(setup), work / START)
    texts, labels = dataset.train.inputs(), dataset.train.labels()
    for number, own in enumerate(rows):
        station = Station(
            work / CLIENTS / str(number),
            charter.path.resolve(),
            number=number,
            workers=1,
            threads=1,
            half=choices.half,
            turns=work / TURNS,
            places=cores(),
        )
        station.write([str(texts[row]) for row in own], [labels[row] for row in own])
