"""A client's part of a round: from the round's weights to how far its own rows move them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from troth.progress import silent
from troth.training import checkpoint
from troth.training.course import Course, Lesson
from troth.training.examples import Batch
from troth.training.federated.plan import STILL
from troth.training.federated.update import Arrays
from troth.training.interruption import Interruption
from troth.training.losses import Objective
from troth.training.settings import Settings
from troth.training.setup import Setup
from troth.training.weights import layers_of
from troth.training.workers import Gradients, Loss, Steps, Workers


class ProximalSteps(Steps):
    """Steps that are pulled towards where the round began (FedProx: Li et al., MLSys 2020)."""

    pull = 0.0
    begun: Sequence[Tensor] = ()

    def gradients(self, parts: Sequence[Batch], loss: Loss, seed: int) -> tuple[float, list[Gradients]]:
        """As Steps; the loss is without the pull."""
        lost, found = super().gradients(parts, loss, seed)
        if not self.pull:
            return lost, found
        back = [
            self.pull * (weight.detach() - start) for weight, start in zip(self.parameters, self.begun, strict=True)
        ]
        return lost, [*found, back]


def hold_still(setup: Setup) -> None:
    """Stop the gradients of the half that stays."""
    for name, parameter in setup.network.named_parameters():
        if STILL in name:
            parameter.requires_grad = False


def moving(setup: Setup) -> list[tuple[str, nn.Parameter]]:
    """The weights that learn, by name."""
    return [(name, weight) for name, weight in setup.network.named_parameters() if weight.requires_grad]


def travelling(setup: Setup) -> dict[str, NDArray[np.float32]]:
    """The weights that differ from the base's: those that learn, and the still halves beside them."""
    named = setup.network.named_parameters()
    return {name: weight.detach().numpy().copy() for name, weight in named if weight.requires_grad or STILL in name}


def put(setup: Setup, arrays: Arrays) -> None:
    """Put weights that travelled in their places."""
    places = dict(setup.network.named_parameters())
    with torch.no_grad():
        for name, values in arrays.items():
            places[name].copy_(torch.from_numpy(np.ascontiguousarray(values)))


def learned(
    setup: Setup,
    settings: Settings,
    begun: Arrays,
    workers: Workers,
    *,
    half: bool,
    proximal: float,
    seed: int,
    work: Path,
) -> tuple[dict[str, NDArray[np.float32]], float]:
    """How far each weight moved on the client's rows from where the round began, and the last epoch's mean loss."""
    put(setup, begun)
    named = moving(setup)
    steps = ProximalSteps(workers, named, layers_of(setup.network), settings, half=half)
    steps.pull, steps.begun = proximal, [weight.detach().clone() for _, weight in named]
    setup.network.train()
    lesson = Lesson(setup.examples, Objective(setup.network, None, settings), None, "")
    mark = _mark(begun, settings, seed)
    state, tensors = checkpoint.load(work, mark) or (checkpoint.State(mark, [], []), None)
    with Interruption() as interruption:
        course = Course(
            lesson,
            steps,
            workers,
            settings,
            state=state,
            tensors=tensors,
            seed=seed,
            work=work,
            curves=(),
            progress=silent,
        )
        history = course.run(interruption)
    (work / checkpoint.FILE).unlink(missing_ok=True)
    return {name: weight.detach().numpy() - begun[name] for name, weight in named}, history[-1].loss


def _mark(begun: Mapping[str, NDArray[np.float32]], settings: Settings, seed: int) -> str:
    hashed = hashlib.sha256(f"{settings.digest()} {seed}".encode())
    for name in sorted(begun):
        hashed.update(np.ascontiguousarray(begun[name]).tobytes())
    return hashed.hexdigest()
