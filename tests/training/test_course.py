from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("torch")

import torch

from troth.training.checkpoint import State
from troth.training.course import Course, Examined, Lesson, chance


class Pupil(Course):
    """A course whose epochs set the weight to their number and are scored from a list."""

    def _epoch(self, _: Any) -> None:
        with torch.no_grad():
            self._mean.values[0].fill_(float(self.state.epoch))
        self._validated()
        self.state.epoch += 1


def kept(scores: list[float], rows: int, tmp_path: Path) -> tuple[float, State]:
    """The epoch whose weights are left, and the state at the end."""
    weight = torch.nn.Parameter(torch.zeros(1))
    given = iter(scores)
    lesson = Lesson(None, None, lambda: Examined({"accuracy": next(given)}), "accuracy", rows)  # type: ignore[arg-type]
    state = State("mine", [], [])
    settings: Any = SimpleNamespace(epochs=len(scores), average=0.99, patience=None, minutes=None)
    steps: Any = SimpleNamespace(parameters=[weight])
    course = Pupil(
        lesson,
        steps,
        None,
        settings,
        state=state,
        tensors=None,
        seed=0,
        work=tmp_path,
        curves=(),
        progress=print,  # type: ignore[arg-type]
    )
    course.run(SimpleNamespace(asked=False))  # type: ignore[arg-type]
    return weight.item(), state


def test_a_later_epoch_is_kept_unless_an_earlier_one_was_better_beyond_chance(tmp_path: Path) -> None:
    assert chance(0.95, 1000) == pytest.approx(0.00689, abs=1e-5)
    epoch, state = kept([0.90, 0.95, 0.945, 0.944], 1000, tmp_path)
    assert (epoch, state.kept, state.best, state.best_epoch) == (3.0, 0.944, 0.95, 1)
    epoch, state = kept([0.90, 0.95, 0.945, 0.940], 1000, tmp_path)
    assert (epoch, state.kept) == (2.0, 0.945)
    epoch, state = kept([0.90, 0.95, 0.945, 0.944], 100_000, tmp_path)
    assert (epoch, state.kept) == (1.0, 0.95)
