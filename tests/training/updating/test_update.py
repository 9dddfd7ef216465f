"""A release learns new labels and keeps what it knew."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.trainings import interrupted_at, trained
from training.updating.made import make
from troth.data import Dataset, load
from troth.errors import ModelError, TrainingError
from troth.models import base_digest
from troth.models import load as load_model
from troth.standard import Charter, read
from troth.training import Older, Trained


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base, data of two labels with a charter, a release trained on them, and rows of two further labels."""
    folder = tmp_path_factory.mktemp("home")
    charter = read(make(folder))
    trained((charter, load(charter)), folder, "old")
    return folder


def task(home: Path) -> tuple[Charter, Dataset, Older]:
    charter = read(home / "charter.yaml")
    dataset = load(charter, added=[home / "new.csv"])
    base = base_digest(charter.model_base, kind=charter.task.kind)
    return charter, dataset, Older.open(home / "old", charter, dataset, base)


def updated(home: Path, folder: Path, name: str = "one", **more: Any) -> Trained:
    charter, dataset, older = task(home)
    return trained((charter, dataset), folder, name, older=older, **more)


def right(folder: Path, charter: Charter, dataset: Dataset) -> tuple[float, float]:
    """The share answered right of old labels' test rows, and of the new ones' validation rows."""
    model = load_model(folder, kind=charter.task.kind, labels=None)
    found = []
    for split, labels in ((dataset.test, ("card", "weather")), (dataset.validation, ("court", "town"))):
        truth = np.array(split.labels())
        said = np.array(model.labels)[model.predict(split.inputs()).codes]
        found.append(float((said == truth)[np.isin(truth, labels)].mean()))
    return found[0], found[1]


def test_new_labels_are_learned_and_old_ones_kept_in_fewer_epochs(home: Path, tmp_path: Path) -> None:
    charter, dataset, _ = task(home)
    made = updated(home, tmp_path)
    old, new = right(made.path, charter, dataset)
    assert old > 0.9
    assert new > 0.8
    assert len(made.history) == 2
    card = json.loads((made.path / "troth.json").read_text())
    assert card["from"] == made.base_digest
    assert card["base"] == json.loads((home / "old" / "troth.json").read_text())["base"]
    assert load_model(f"onnx:{made.path}", kind=charter.task.kind, labels=None).labels == dataset.labels


def test_interrupted_it_goes_on_to_the_same_model(home: Path, tmp_path: Path) -> None:
    charter, dataset, older = task(home)
    whole = updated(home, tmp_path)
    interrupted_at((charter, dataset), tmp_path, 3, older=older)
    assert updated(home, tmp_path, "broken").digest == whole.digest


def test_what_is_no_release_of_the_charter_s_is_refused(home: Path, tmp_path: Path) -> None:
    charter, dataset, older = task(home)
    base = older.adapted["digest"]
    with pytest.raises(ModelError, match="no such release"):
        Older.open(tmp_path / "none", charter, dataset, base)
    with pytest.raises(ModelError, match="not adapted from the charter's base"):
        Older.open(home / "old", charter, dataset, "sha256:" + "0" * 64)
    fewer = replace(dataset, labels=("court", "town", "weather"))
    with pytest.raises(ModelError, match="labels that no training row has: card"):
        Older.open(home / "old", charter, fewer, base)


def test_epsilon_s_account_would_not_hold(home: Path, tmp_path: Path) -> None:
    _, dataset, older = task(home)
    path = home / "private.yaml"
    path.write_text((home / "charter.yaml").read_text() + "privacy:\n  - epsilon(delta=1e-5) <= 8\n")
    with pytest.raises(TrainingError, match="under a clause on epsilon"):
        Older.open(home / "old", read(path), dataset, older.adapted["digest"])
