"""A training on disk, in one file of safetensors: the weights, what the optimiser knows, the mean, and where it stands.

The file is written beside the old one and put in its place in one move: an interruption at any time leaves a whole one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from troth.errors import TrainingError
from troth.training.weights import Mean
from troth.training.workers import Steps

FILE = "checkpoint.safetensors"
MOMENTS = ("exp_avg", "exp_avg_sq", "step")


@dataclass(slots=True)
class State:
    """Where a training stands, as plain JSON.

    made_for: digest of everything that decides the outcome. epoch, batch: the
    next to be done, from 0. steps: done in all. lost: sum of the losses of this epoch. history: finished epochs. notes:
    what a reader should know. best, best_excess, best_epoch: the best validation score, by how much it violates the
    clauses (0 where none is trained for), and of which epoch; kept, kept_epoch: those of the weights that are kept.
    constraints: where the clauses stand. epoch_seconds, seconds: spent so far, in this epoch and altogether.
    """

    made_for: str
    history: list[dict[str, Any]]
    notes: list[str]
    steps: int = 0
    epoch: int = 0
    batch: int = 0
    lost: float = 0.0
    best: float = -1.0
    best_excess: float = 0.0
    best_epoch: int = -1
    kept: float = -1.0
    kept_epoch: int = -1
    constraints: dict[str, Any] | None = None
    epoch_seconds: float = 0.0
    seconds: float = 0.0


def save(work: Path, state: State, tensors: Mapping[str, Tensor]) -> None:
    """Put a checkpoint in the place of the last one. Raises TrainingError when the disk refuses."""
    work.mkdir(parents=True, exist_ok=True)
    draft = work / (FILE + ".new")
    plain = {name: getattr(state, name) for name in State.__slots__}
    try:
        save_file(dict(tensors), draft, metadata={"state": json.dumps(plain)})
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(work / FILE)
    except (OSError, SafetensorError) as error:
        draft.unlink(missing_ok=True)
        raise TrainingError(
            f"the checkpoint cannot be written ({error})", where=str(work), remedy="Make room there and start again."
        ) from None


def load(work: Path, made_for: str) -> tuple[State, dict[str, Tensor]] | None:
    """The checkpoint of the same training; None when there is none, or it is another training's, or broken."""
    path = work / FILE
    if not path.is_file():
        return None
    try:
        with safe_open(path, framework="pt") as file:
            state = State(**json.loads(file.metadata()["state"]))
            if state.made_for != made_for:
                return None
            return state, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  (not a mapping)
    except (SafetensorError, OSError, ValueError, KeyError, TypeError):
        return None


def told(state: State, epochs: int) -> str:
    """Where a training goes on: the epoch, from 1, and how many of its steps are done."""
    if state.epoch >= epochs:
        return "going on after the last epoch"
    return f"going on from epoch {state.epoch + 1}, step {state.batch}"


def tensors_of(steps: Steps, mean: Mean, best: list[Tensor] | None) -> dict[str, Tensor]:
    """Everything with numbers in it, by name."""
    tensors = {}
    for name, parameter, value in zip(steps.names, steps.parameters, mean.values, strict=True):
        tensors[f"weight/{name}"] = parameter.detach()
        tensors[f"mean/{name}"] = value
    if best is not None:
        tensors |= {f"best/{name}": value for name, value in zip(steps.names, best, strict=True)}
    for name, moments in _moments(steps):
        tensors |= {f"{moment}/{name}": moments[moment] for moment in MOMENTS}
    return tensors | steps.kept()


def restore(steps: Steps, mean: Mean, tensors: Mapping[str, Tensor]) -> list[Tensor] | None:
    """Put everything back in its place; returns the weights kept so far, when there were any."""
    with torch.no_grad():
        for name, parameter, value in zip(steps.names, steps.parameters, mean.values, strict=True):
            parameter.copy_(tensors[f"weight/{name}"])
            value.copy_(tensors[f"mean/{name}"])
    names = dict(zip(map(id, steps.parameters), steps.names, strict=True))
    for optimiser in steps.optimisers:
        for parameter in (parameter for group in optimiser.param_groups for parameter in group["params"]):
            name = names[id(parameter)]
            if f"step/{name}" in tensors:
                optimiser.state[parameter] = {moment: tensors[f"{moment}/{name}"].clone() for moment in MOMENTS}
    steps.take_up(tensors)
    if f"best/{steps.names[0]}" not in tensors:
        return None
    return [tensors[f"best/{name}"].clone() for name in steps.names]


def _moments(steps: Steps) -> list[tuple[str, dict[str, Tensor]]]:
    states = {
        id(parameter): moments for optimiser in steps.optimisers for parameter, moments in optimiser.state.items()
    }
    return [
        (name, states[id(parameter)])
        for name, parameter in zip(steps.names, steps.parameters, strict=True)
        if id(parameter) in states
    ]
