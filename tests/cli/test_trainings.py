"""A training is repeated as it was recorded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.acting import entries, ran
from training import tiny
from troth.training import precision
from troth.training.precision import Choices


def test_a_model_that_is_gone_is_trained_again_with_what_was_chosen_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.text_task(tmp_path, tiny.make_base(tmp_path / "base"), 40, epochs=1, learning_rate=0.003, batch_tokens=256)
    charter = tmp_path / "charter.yaml"
    _measuring(monkeypatch, half=True)
    assert ran("train", charter) == 0
    shutil.rmtree(tmp_path / ".troth" / "models")
    _measuring(monkeypatch, half=False)
    assert ran("train", charter) == 0
    first, second = (entry.predicate for entry in entries(tmp_path, "trained"))
    assert first["model"] == second["model"]
    (course,) = (tmp_path / ".troth" / "trainings").iterdir()
    assert json.loads(course.read_text(encoding="utf-8"))["settings"]["choices"]["half"] is True


def _measuring(monkeypatch: pytest.MonkeyPatch, *, half: bool) -> None:
    """As if this machine were faster so."""

    def measure(work: Path, workers: int, threads: int, run: object) -> Choices:
        return Choices(workers, threads, half)

    monkeypatch.setattr(precision, "measure", measure)
