"""Methods of fairness for texts: each moves a gap that plain training has; interrupted, they come to the same end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.governing import sides
from training.trainings import interrupted_at, trained
from troth.errors import TrainingError
from troth.models import load
from troth.training import Trained, neural

QUICK = {"learning_rate": 0.003, "batch_tokens": 256, "epochs": 4}
COUNTS = {"counts": (900, 400, 600)}


def gap(task: object, made: Trained) -> float:
    """By how much more often `card` is given to one side than to the other, on the test split."""
    _, dataset = task  # type: ignore[misc]
    model = load(made.path, kind=dataset.kind, labels=dataset.labels)
    said = np.array(dataset.labels)[model.predict(dataset.test.inputs()).codes] == "card"
    groups = dataset.test.groups("side")
    rates = [said[groups.members(side)].mean() for side in (0, 1)]
    return float(max(rates) - min(rates))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, base: Path) -> float:
    folder = tmp_path_factory.mktemp("plain")
    task = sides.task(folder, base, constrained="false", **COUNTS, **QUICK)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(neural, "_exports", lambda *given: ())
        return gap(task, trained(task, folder))


@pytest.mark.parametrize("method", ["reweighing", "resampling", "group_dro", "adversarial"])
def test_each_method_closes_a_part_of_the_gap(tmp_path: Path, base: Path, plain: float, method: str) -> None:
    task = sides.task(tmp_path, base, **COUNTS, **QUICK, fairness=method)
    made = trained(task, tmp_path)
    assert plain > 0.4
    assert gap(task, made) < plain - 0.1
    assert made.settings["fairness"] == method
    assert made.settings["constraints"]["clauses"][0]["price"] is None
    assert any(note.startswith(f"Fairness by {method} over side: ") for note in made.notes)
    assert made.score is not None
    assert made.score[1] > 0.55


@pytest.mark.parametrize("method", ["group_dro", "adversarial"])
def test_interrupted_it_ends_with_the_same_digest(tmp_path: Path, base: Path, method: str) -> None:
    few = QUICK | {"epochs": 2, "batch_tokens": 128}
    task = sides.task(tmp_path, base, counts=(80, 40, 40), **few, fairness=method)
    straight = trained(task, tmp_path, "straight")
    interrupted_at(task, tmp_path, 5)
    assert trained(task, tmp_path, "broken").digest == straight.digest


def test_words_and_thresholds_are_refused(tmp_path: Path, base: Path) -> None:
    few = {"counts": (60, 30, 30)} | QUICK
    clause = "demographic_parity_difference(group=side, label=thing) <= 0.35"
    with pytest.raises(TrainingError, match="cannot be trained for fairness by reweighing"):
        trained(sides.task(tmp_path, base, [clause], words=True, **few, fairness="reweighing"), tmp_path)
    with pytest.raises(TrainingError, match="cannot be trained for fairness by thresholds"):
        trained(sides.task(tmp_path, base, **few, fairness="thresholds"), tmp_path)
