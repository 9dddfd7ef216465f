"""The course of a training: epochs of steps, a look at the validation split after each, checkpoints all along.

Everything random is drawn from the seed, the epoch and the step. A training that was interrupted, at whatever step,
therefore goes on from its checkpoint to the same weights, bit for bit, on the same machine with the same choices
(precision, workers, threads).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from troth.errors import TrainingError
from troth.progress import Progress
from troth.training import checkpoint
from troth.training.curves import Curve
from troth.training.examples import Examples, Row, batches
from troth.training.governing.governor import LOOKS
from troth.training.governing.governors import Governors
from troth.training.interruption import Interruption
from troth.training.schedule import rate
from troth.training.settings import Settings
from troth.training.values import Epoch, Watch
from troth.training.weights import Mean
from troth.training.workers import Loss, Steps, Workers

CHECKPOINT_EVERY = 120.0  # seconds: what a power cut may cost

CONSTRAINTS = "constraints/"  # before the names of the clauses' tensors in a checkpoint


@dataclass(frozen=True, slots=True)
class Examined:
    """What the validation split says of the weights: plain values by name, and by how much the clauses are violated.

    earlier: whether of weights that are about as good the earlier are kept, as later ones know more rows by heart.
    """

    values: dict[str, float]
    excess: float = 0.0
    earlier: bool = False

    def beats(self, score: float, state: checkpoint.State) -> bool:
        """Whether they are better than the best so far: by score where both hold the clauses, else by nearness."""
        if state.best_epoch < 0 or (self.excess <= 0) != (state.best_excess <= 0):
            return state.best_epoch < 0 or self.excess <= 0
        return score > state.best if self.excess <= 0 else self.excess < state.best_excess


Validate = Callable[[], Examined]


class Batching(Protocol):
    """Another way to make steps than by batches of like length."""

    def order(self, epoch: int) -> list[list[Row]]:
        """The rows of each step of an epoch; a step may have none."""

    def parts(self, rows: Sequence[Row]) -> list[list[Row]]:
        """The rows of a step in parts."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a course teaches and how it is examined.

    validate: None without a validation split. leading: the measure that decides. looked_at: texts or sentences of that
    split. governor: the clauses' side, None where none is trained for. batching: None for batches of like length.
    watch: told the leading measure of all epochs after each.
    """

    examples: Examples
    loss: Loss
    validate: Validate | None
    leading: str
    looked_at: int = 0
    governor: Governors | None = None
    batching: Batching | None = None
    watch: Watch | None = None


class Course:
    """One training from where it stands to its end."""

    def __init__(
        self,
        lesson: Lesson,
        steps: Steps,
        workers: Workers,
        settings: Settings,
        *,
        state: checkpoint.State,
        tensors: dict[str, Tensor] | None,
        seed: int,
        work: Path,
        curves: Sequence[Curve],
        progress: Progress,
    ) -> None:
        self.state = state
        self._lesson, self._steps, self._workers, self._settings = lesson, steps, workers, settings
        self._seed, self._work, self._curves, self._progress = seed, work, curves, progress
        self._mean = Mean(steps.parameters, settings.average)
        self._governor = lesson.governor
        self._kept = self._restored(tensors) if tensors is not None else None
        self._saved = self._ticked = time.monotonic()

    def run(self, interruption: Interruption) -> tuple[Epoch, ...]:
        """Train to the end and leave the weights that were kept in the network.

        Raises KeyboardInterrupt once the checkpoint is written.
        """
        while self.state.epoch < self._settings.epochs and not self._enough():
            self._epoch(interruption)
            if interruption.asked:
                raise KeyboardInterrupt
        if self._kept is not None or self._settings.average:
            kept = self._kept if self._kept is not None else self._mean.values
            with torch.no_grad():
                for parameter, value in zip(self._steps.parameters, kept, strict=True):
                    parameter.copy_(value)
        return tuple(Epoch(**epoch) for epoch in self.state.history)

    def _epoch(self, interruption: Interruption) -> None:
        state = self.state
        draw = np.random.default_rng([self._seed, 0, state.epoch])
        rows, lengths = self._lesson.examples.rows(draw)
        batching = self._lesson.batching
        order = batching.order(state.epoch) if batching else batches(rows, lengths, self._settings.batch_pieces, draw)
        while state.batch < len(order):
            state.lost += self._step(order[state.batch], state.batch / len(order))
            state.batch += 1
            self._look(len(order))
            self._tell(len(order))
            if interruption.asked:
                self._save()
                raise KeyboardInterrupt
            if time.monotonic() - self._saved > CHECKPOINT_EVERY:
                self._save()
            if state.batch < len(order) and self._out_of_time():
                break
        self._finish_epoch(state.lost / state.batch)

    def _step(self, rows: Sequence[Row], share: float) -> float:
        state = self.state
        draw = np.random.default_rng([self._seed, 1, state.epoch, state.batch])
        twice = self._settings.agreement > 0 and state.epoch > 0  # before that there is nothing to agree on yet
        batching = self._lesson.batching
        shares = batching.parts(rows) if batching else in_parts(rows, self._workers.count)
        parts = [self._lesson.examples.batch(part, draw, twice=twice) for part in shares]
        lost, gradients = self._steps.gradients(parts, self._lesson.loss, int(draw.integers(2**60)))
        if self._governor:
            self._governor.stepped(parts)
        if not math.isfinite(lost):
            raise self._diverged(f"the loss is {lost}")
        norm = self._steps.take(gradients, rate((state.epoch + share) / self._settings.epochs, self._settings.warmup))
        if not math.isfinite(norm):
            raise self._diverged(f"the norm of the gradients is {norm}")
        state.steps += 1
        self._mean.follow(state.steps)
        return lost

    def _look(self, steps: int) -> None:
        """Have the clauses' prices follow what the running mean, which is what will be kept, does with them."""
        state = self.state
        warm = (state.epoch + state.batch / steps) / self._settings.epochs >= self._settings.warmup
        if self._governor and warm and state.batch < steps and state.batch % max(steps // LOOKS, 1) == 0:
            self._mean.exchange()
            self._governor.look(np.random.default_rng([self._seed, 2, state.epoch, state.batch]))
            self._mean.exchange()

    def _diverged(self, what: str) -> TrainingError:
        highest, place = self._settings.learning_rate, self._work / checkpoint.FILE
        kept = (
            "The last good checkpoint is kept there."
            if place.is_file()
            else "Nothing was learned yet: some weight of the base may be no number."
        )
        return TrainingError(
            f"{what} in epoch {self.state.epoch + 1}, step {self.state.batch + 1}",
            where=str(place),
            remedy=f"{kept} Lower training.learning_rate (it is {highest:g}), or look at the base.",
        )

    def _finish_epoch(self, loss: float) -> None:
        state = self.state
        values = self._validated()
        self._tick()
        epoch = Epoch(state.epoch + 1, loss, values, round(state.epoch_seconds, 1))
        state.history.append(
            {"number": epoch.number, "loss": loss, "validation": dict(values), "seconds": epoch.seconds}
        )
        for curve in self._curves:
            curve.write({"loss": loss, **{f"validation/{name}": value for name, value in values.items()}}, state.steps)
        state.epoch, state.batch, state.lost, state.epoch_seconds = state.epoch + 1, 0, 0.0, 0.0
        self._save()
        if self._lesson.watch and self._lesson.validate:
            self._lesson.watch([epoch["validation"][self._lesson.leading] for epoch in state.history])

    def _validated(self) -> dict[str, float]:
        """The running mean's figures; it is kept unless an earlier epoch's was better beyond chance.

        Later weights are of a lower learning rate and have settled; the best of a few epochs is mostly the luckiest.
        One standard error is the rule of Breiman et al., Classification and Regression Trees (1984), 3.4.3. Where
        clauses are trained for, only epochs that hold them are compared so; of others, the nearest is kept.
        """
        if self._lesson.validate is None:
            return {}
        self._mean.exchange()
        found = self._lesson.validate()
        self._mean.exchange()
        state, score = self.state, found.values[self._lesson.leading]
        gain = found.beats(score, state)
        if gain:
            state.best, state.best_excess, state.best_epoch = score, found.excess, state.epoch
        near = (
            not found.earlier and found.excess <= 0 and score >= state.best - chance(state.best, self._lesson.looked_at)
        )
        if gain or near:
            state.kept, state.kept_epoch = score, state.epoch
            self._kept = [value.clone() for value in self._mean.values]
        return found.values

    def _enough(self) -> bool:
        """Whether the last epochs brought nothing, as often as the settings bear with, or the time is up."""
        patience, state = self._settings.patience, self.state
        if patience is not None and state.best_epoch >= 0 and state.epoch - 1 - state.best_epoch >= patience:
            self._note(f"Stopped after epoch {state.epoch}: no gain for {patience} epochs.")
            return True
        return self._out_of_time()

    def _out_of_time(self) -> bool:
        self._tick()
        minutes = self._settings.minutes
        if minutes is None or self.state.seconds <= 60 * minutes or not self.state.steps:
            return False  # whatever the time, a model was taught something
        self._note(f"Stopped after {minutes:g} min, as the charter says; epochs done: {self.state.epoch}.")
        return True

    def _note(self, sentence: str) -> None:
        """Once, however often we come by: a training that has ended may be called again."""
        if sentence not in self.state.notes:
            self.state.notes.append(sentence)

    def _save(self) -> None:
        self._tick()
        tensors = checkpoint.tensors_of(self._steps, self._mean, self._kept)
        if self._governor:
            self.state.constraints = self._governor.written()
            tensors |= {CONSTRAINTS + name: numbers for name, numbers in self._governor.arrays().items()}
        checkpoint.save(self._work, self.state, tensors)
        self._saved = time.monotonic()

    def _restored(self, tensors: dict[str, Tensor]) -> list[Tensor] | None:
        if self._governor and self.state.constraints is not None:
            ours = {name.removeprefix(CONSTRAINTS): numbers for name, numbers in tensors.items()}
            self._governor.restore(self.state.constraints, ours)
        return checkpoint.restore(self._steps, self._mean, tensors)

    def _tick(self) -> None:
        now = time.monotonic()
        self.state.seconds += now - self._ticked
        self.state.epoch_seconds += now - self._ticked
        self._ticked = now

    def _tell(self, steps: int) -> None:
        state = self.state
        note = f"epoch {state.epoch + 1} of {self._settings.epochs}, loss {state.lost / state.batch:.4f}"
        if state.history and self._lesson.validate is not None:
            note += f", {self._lesson.leading} {state.history[-1]['validation'][self._lesson.leading]:.4f}"
        self._progress("training", state.epoch * steps + state.batch, self._settings.epochs * steps, note)


def chance(share: float, rows: int) -> float:
    """One standard error of a share of so many rows; 0 without rows."""
    return math.sqrt(max(share * (1 - share), 0.0) / rows) if rows else 0.0


def in_parts(rows: Sequence[Any], count: int) -> list[Sequence[Any]]:
    """At most `count` parts of nearly equal size, none empty."""
    edges = np.linspace(0, len(rows), min(count, len(rows)) + 1).round().astype(int).tolist()
    return [rows[low:high] for low, high in pairwise(edges)]
