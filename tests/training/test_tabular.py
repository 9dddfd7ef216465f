"""Tabular training: learns, is the same twice, survives gaps and novelty, leaves nothing half-written, no pickle."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from troth.errors import TrainingError
from troth.models import columns_from_json, digest_of, encode_columns, temper
from troth.training import tabular

TRUSTED = [
    "functools.partial",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.utils._bunch.Bunch",
    "sklearn.utils.validation.check_array",
]


@dataclass
class Rows:
    columns: dict[str, np.ndarray]
    answers: list[str]

    def inputs(self) -> dict[str, np.ndarray]:
        return self.columns

    def labels(self) -> list[str]:
        return self.answers


@dataclass
class Data:
    train: Rows
    validation: Rows
    labels: tuple[str, ...] = ("no", "yes")
    kind: str = "tabular-classification"
    extra: dict[str, Any] = field(default_factory=dict)


def rows(count: int, seed: int, noise: float = 0.1) -> Rows:
    """Income grows with age and a trade; one age in ten is missing."""
    dice = np.random.default_rng(seed)
    age = dice.uniform(18, 70, count)
    trade = dice.choice(np.array(["smith", "clerk", "cook"], dtype=object), count)
    truth = (age > 40) ^ (trade == "cook") ^ (dice.random(count) < noise)
    age[dice.random(count) < 0.1] = np.nan
    trade[dice.random(count) < 0.05] = None
    return Rows({"age": age, "trade": trade}, ["yes" if one else "no" for one in truth])


def charter(**training: Any) -> Any:
    """Without clauses: what obeying these adds is tested in `test_governed_table`."""
    wanted = {
        "learning_rate": None,
        "epochs": 60,
        "patience": None,
        "minutes": None,
        "constrained": True,
        "fairness": "constraints",
    } | training
    return SimpleNamespace(
        name="trades", model_base="gradient-boosting", clauses=(), training=SimpleNamespace(**wanted)
    )


def trained(folder: Path, data: Data, seed: int = 7, **training: Any) -> Any:
    return tabular.train(charter(**training), data, folder=folder, work=folder.parent / "work", seed=seed)  # type: ignore[arg-type]


def answer(folder: Path, inputs: dict[str, np.ndarray]) -> np.ndarray:
    import skops.io

    card = json.loads((folder / "troth.json").read_text())
    estimator = skops.io.load(folder / "model.skops", trusted=TRUSTED)
    matrix = encode_columns(columns_from_json(card["features"]["columns"]), inputs)
    return temper(estimator.predict_proba(matrix), card["temperature"])


def test_learns_the_rule_through_missing_values(tmp_path: Path) -> None:
    data = Data(rows(1000, 1), rows(300, 2))
    result = trained(tmp_path / "model", data)
    fresh = rows(1000, 3)
    found = answer(result.path, fresh.inputs()).argmax(axis=1)
    assert np.mean(found == [one == "yes" for one in fresh.labels()]) > 0.80
    assert len(result.history) == 5
    assert set(result.history[0].validation) == {"accuracy", "log_loss"}
    said = answer(result.path, data.validation.inputs()).argmax(axis=1)
    assert result.score == ("accuracy", np.mean(said == [one == "yes" for one in data.validation.labels()]))


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    data = Data(rows(600, 1), rows(200, 2))
    first, second = (trained(tmp_path / name, data) for name in ("a", "b"))
    assert first.digest == second.digest
    assert first.settings == second.settings


def test_whatever_the_threads_it_grows_in_one_and_comes_out_the_same(tmp_path: Path) -> None:
    import sklearn.ensemble  # noqa: F401
    from sklearn.utils._openmp_helpers import _openmp_effective_n_threads
    from threadpoolctl import threadpool_limits

    seen: list[int] = []

    def look(stage: str, done: int, total: int | None = None, note: str = "") -> None:
        seen.append(_openmp_effective_n_threads())

    data = Data(rows(960, 1), rows(240, 2))
    with threadpool_limits(limits=2):
        tabular.train(charter(), data, folder=tmp_path / "a", work=tmp_path / "work", seed=7, progress=look)  # type: ignore[arg-type]
    assert set(seen) == {1}
    assert digest_of(tmp_path / "a") == trained(tmp_path / "b", data).digest


def test_probabilities_are_honest(tmp_path: Path) -> None:
    """Among answers given about p, about a share p is true: over fifths, on average, within 0.04."""
    result = trained(tmp_path / "model", Data(rows(2000, 1, noise=0.2), rows(500, 2, noise=0.2)))
    fresh = rows(4000, 3, noise=0.2)
    said = answer(result.path, fresh.inputs())[:, 1]
    truth = np.array([one == "yes" for one in fresh.labels()])
    fifths = (said * 5).astype(int)
    misses = [abs((said - truth)[fifths == place].sum()) for place in range(5)]
    assert sum(misses) / len(said) < 0.04


def test_a_new_category_and_a_missing_number_are_unknown_not_errors(tmp_path: Path) -> None:
    result = trained(tmp_path / "model", Data(rows(600, 1), rows(200, 2)))
    strange = {"age": np.array([np.nan, 30.0, np.inf]), "trade": np.array(["astronaut", None, "cook"], dtype=object)}
    found = answer(result.path, strange)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found.sum(axis=1), 1)


def test_three_labels_one_unseen_in_training(tmp_path: Path) -> None:
    data = Data(rows(600, 1), rows(200, 2), labels=("maybe", "no", "yes"))
    data.validation.answers[0] = "maybe"
    result = trained(tmp_path / "model", data)
    assert answer(result.path, data.validation.inputs()).shape == (200, 2)  # the adapter spreads them over the labels


def test_without_validation_it_says_so(tmp_path: Path) -> None:
    result = trained(tmp_path / "model", Data(rows(300, 1), rows(0, 2)))
    assert "no validation split" in result.notes[0]
    assert result.settings["temperature"] == 1.0
    assert result.score is None


def test_one_label_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    data = Data(rows(50, 1), rows(20, 2))
    data.train.answers[:] = ["no"] * 50
    with pytest.raises(TrainingError, match="fewer than two labels"):
        trained(tmp_path / "model", data)
    assert not (tmp_path / "model").exists()


def test_text_is_refused(tmp_path: Path) -> None:
    data = Data(rows(50, 1), rows(20, 2))
    data.train.inputs = lambda: ["some", "texts"]  # type: ignore[assignment, return-value, method-assign]
    with pytest.raises(TrainingError, match="named columns"):
        trained(tmp_path / "model", data)


def test_an_interrupt_leaves_nothing_half_written(tmp_path: Path) -> None:
    def stop(stage: str, done: int, total: int | None = None, note: str = "") -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tabular.train(
            charter(), Data(rows(300, 1), rows(100, 2)), folder=tmp_path / "model", work=tmp_path / "work", seed=1,
            progress=stop,
        )  # type: ignore[arg-type]  # fmt: skip
    assert not (tmp_path / "model").exists()


def test_minutes_stop_the_search_after_the_first(tmp_path: Path) -> None:
    result = trained(tmp_path / "model", Data(rows(300, 1), rows(100, 2)), minutes=1e-9)
    assert len(result.history) == 1


def test_the_charter_sets_rate_and_rounds(tmp_path: Path) -> None:
    result = trained(tmp_path / "model", Data(rows(300, 1), rows(100, 2)), learning_rate=0.2, epochs=5)
    assert {one["learning_rate"] for one in result.settings["members"]} == {0.2}
    assert max(one["rounds"] for one in result.settings["members"]) <= 5


def test_a_column_of_many_values_is_noted(tmp_path: Path) -> None:
    data = Data(rows(600, 1), rows(100, 2))
    data.train.columns["order"] = np.array([f"o{place}" for place in range(600)], dtype=object)
    data.validation.columns["order"] = np.array([f"o{place}" for place in range(100)], dtype=object)
    assert "'order' has more than 254 distinct values" in trained(tmp_path / "model", data).notes[0]


def test_saved_without_pickle_time_or_address(tmp_path: Path) -> None:
    result = trained(tmp_path / "model", Data(rows(300, 1), rows(100, 2)))
    assert sorted(path.name for path in result.path.iterdir()) == ["model.skops", "troth.json"]
    with zipfile.ZipFile(result.path / "model.skops") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert all(entry.filename.endswith((".npy", "schema.json")) for entry in archive.infolist())
