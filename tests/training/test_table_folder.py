from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from troth.errors import TrainingError
from troth.models import FeatureColumn, Toll
from troth.training.table_folder import Card, save

COLUMNS = (FeatureColumn("age", "number"),)
TOLL = Toll((), (), np.zeros((1, 2, 2)))


def card(*tolls: Toll) -> Card:
    return Card("pay", ("no", "yes"), "gradient-boosting", "sha256:00", COLUMNS, 1.1, tolls)


def test_only_a_folder_that_decides_otherwise_has_a_new_format() -> None:
    assert card().json()["format"] == 1
    assert "decision" not in card().json()
    assert card(TOLL).json()["format"] == 2
    assert card(TOLL).json()["decision"] == [{"columns": [], "groups": [], "file": None, "costs": [[[0, 0], [0, 0]]]}]


def test_a_folder_is_whole_and_the_same_twice(tmp_path: Path) -> None:
    fitted = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    for name in ("a", "b"):
        save(tmp_path / name, tmp_path / "work", {"model.skops": fitted, "groups-1.skops": fitted}, card(TOLL))
    kept = [{file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("a", "b")]
    assert kept[0] == kept[1]
    assert sorted(kept[0]) == ["groups-1.skops", "model.skops", "troth.json"]
    assert json.loads(kept[0]["troth.json"]) == card(TOLL).json()
    assert not (tmp_path / "work" / "draft").exists()


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TrainingError, match="cannot be written"):
        save(tmp_path / "file" / "model", tmp_path / "work", {}, card())
    assert not (tmp_path / "work" / "draft").exists()
