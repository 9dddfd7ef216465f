"""A federated training on this machine, from a charter and its data to a model folder.

A server and every client run in processes of their own. A client's process is given a folder with its own rows and
opens nothing else of the data; what the server's rounds leave is looked at here, on the validation rows, as they end.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors.numpy import load_file

from troth.data import Dataset
from troth.errors import TrainingError
from troth.models import digest_of
from troth.progress import NOTICE, Progress, silent
from troth.standard import Charter
from troth.training import precision
from troth.training.federated.begin import CLIENTS, begin, planned
from troth.training.federated.flower.processes import Processes, check_installed
from troth.training.federated.heartbeat import Listener
from troth.training.federated.kept import DONE, FAILED, finished, weights_file
from troth.training.federated.ledger import ledger_of
from troth.training.federated.local import hold_still, put
from troth.training.federated.looking import Looker, Told
from troth.training.federated.notes import notes_of
from troth.training.federated.partition import parted
from troth.training.federated.plan import FEW_ROWS, Plan, local_settings, part_of, unmet
from troth.training.interruption import Interruption
from troth.training.neural import save
from troth.training.setup import Setup, check_unchanged, prepare
from troth.training.trainer import choices_for, temperature_for
from troth.training.values import Trained
from troth.training.workers import Workers, shares

LOOK_EVERY = 0.2  # seconds


def train(
    charter: Charter,
    dataset: Dataset,
    *,
    folder: Path,
    work: Path,
    seed: int,
    told: Told = lambda _: None,
    progress: Progress = silent,
) -> Trained:
    """Train what the charter asks for among its clients and leave the model at `folder`.

    work: where rounds are kept; called again with the same charter, dataset and seed, it goes on after the last one.
    told: is given the account of each round, once, in order, and again when called again. Raises TrainingError, and
    KeyboardInterrupt once all processes have ended.
    """
    federation = charter.training.federated
    if federation is None:
        raise TrainingError("the charter has no training.federated")
    check_installed()
    untrained = unmet(charter)
    begun = time.monotonic()
    setup = prepare(part_of(charter), dataset, seed, part=True)
    hold_still(setup)
    rows = parted(dataset.train, dataset.labels, federation, seed)
    with Interruption() as interruption:
        choices = _choices(setup, work, seed)
        plan = planned(charter, dataset, federation, setup, rows, seed)
        begin(plan, setup, charter, dataset, rows, choices, work)
        looker = Looker(setup, plan, work, choices, told, progress)
        done = len(finished(work))
        if done:
            progress(NOTICE, 0, note=f"going on after round {done - 1} of {plan.rounds}")
        if done <= plan.rounds:
            folders = [work / CLIENTS / str(number) for number in range(plan.clients)]
            with Processes(work, folders) as processes:
                _watched(looker, processes, work, interruption)
        looker.look()
        put(setup, load_file(weights_file(work, looker.kept)))
        with Workers(choices.workers, choices.threads) as workers:
            temperature = temperature_for(setup, workers, half=choices.half)
    check_unchanged(setup.base)
    exported = save(setup, charter, dataset, temperature, folder, work)
    accounts = finished(work)
    settings = _settings(setup, charter, plan, choices, accounts, temperature) | {"seed": seed}
    notes = (*setup.notes(), *notes_of(plan, accounts), *untrained, *exported)
    seconds = time.monotonic() - begun
    return Trained(
        folder, digest_of(folder), setup.base.digest, tuple(looker.history), settings, seconds, notes, looker.score
    )


def _choices(setup: Setup, work: Path, seed: int) -> precision.Choices:
    kept = precision.kept(work)
    if kept:
        return kept
    count, threads = shares()
    with Workers(count, threads) as workers:
        return choices_for(setup, workers, work, seed)


def _watched(looker: Looker, processes: Processes, work: Path, interruption: Interruption) -> None:
    """Look at the rounds as they end until all have. Raises TrainingError where the server's process is gone."""
    listener = Listener(work)
    while not (work / DONE).is_file():
        if interruption.asked:
            raise KeyboardInterrupt
        looker.look()
        if (work / FAILED).is_file():
            said = json.loads((work / FAILED).read_text(encoding="utf-8"))
            raise TrainingError(said["what"], where=said["where"], remedy=said["remedy"])
        processes.check()
        listener.check()
        time.sleep(LOOK_EVERY)


def _settings(
    setup: Setup,
    charter: Charter,
    plan: Plan,
    choices: precision.Choices,
    accounts: list[dict[str, Any]],
    temperature: float,
) -> dict[str, Any]:
    """Everything that a second run needs; what was only drawn by chance, as who answered in time, is in the rounds."""
    local = asdict(local_settings(setup.settings, charter, plan.epochs, 0.0, FEW_ROWS))
    said = {name: value for name, value in asdict(plan).items() if name not in ("labels", "charter", "base", "seed")}
    ledger = ledger_of(plan, len(accounts))
    made: dict[str, Any] = {"federated": said, "choices": asdict(choices), "temperature": temperature}
    return local | made | {"torch": torch.__version__} | ({"federated_privacy": ledger} if ledger else {})
