"""A head fitted before the first step, where examples are few."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from training import tiny
from training.trainings import QUICK, interrupted_at, trained
from troth.data import Dataset, load
from troth.standard import Charter, read
from troth.training.first_head import FEW, STEPS, STRENGTH, features_of, few
from troth.training.setup import prepare
from troth.training.validation import scores_of
from troth.training.workers import Workers


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


def task(folder: Path, base: Path, labels: int, rows: int, **training: Any) -> tuple[Charter, Dataset]:
    tiny.text_task(folder, base, **{**QUICK, **training})
    lines = [
        f"{tiny.WORDS[row % labels + 3]} {tiny.WORDS[row % 7]} {tiny.NAMES[row % 6]},l{row % labels}"
        for row in range(rows)
    ]
    for name in ("train", "valid", "test"):
        (folder / f"{name}.csv").write_text("\n".join(["text,label", *lines]), encoding="utf-8")
    charter = read(folder / "charter.yaml")
    return charter, load(charter)


@pytest.mark.parametrize("labels", [2, 3])
def test_it_decides_as_the_regression_does(tmp_path: Path, base: Path, labels: int) -> None:
    charter, dataset = task(tmp_path, base, labels, 30)
    setup = prepare(charter, dataset, seed=3)
    assert setup.settings.fitted_head
    assert setup.settings.head_factor == 1.0
    features, codes = features_of(setup.network, setup.reader, dataset), dataset.train.label_codes(dataset.labels)
    length = np.linalg.norm(features, axis=1).mean()
    fitted = LogisticRegression(C=STRENGTH, max_iter=STEPS).fit(features / length, codes)
    with Workers(1, 1) as workers:
        scores = scores_of(setup.network, setup.reader, setup.reader.texts(dataset.train.inputs()), workers, half=False)
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    np.testing.assert_allclose(
        odds / odds.sum(axis=1, keepdims=True), fitted.predict_proba(features / length), atol=1e-5
    )


def test_a_label_without_rows_is_the_least_likely(tmp_path: Path, base: Path) -> None:
    charter, dataset = task(tmp_path, base, 2, 30)
    more = replace(dataset, labels=(*dataset.labels, "never"))
    setup = prepare(charter, more, seed=3)
    assert setup.network.head.out_features == 3
    with Workers(1, 1) as workers:
        scores = scores_of(setup.network, setup.reader, setup.reader.texts(dataset.train.inputs()), workers, half=False)
    assert set(scores.argmax(axis=1)) == {0, 1}


def test_where_examples_are_many_nothing_is_fitted(tmp_path: Path, base: Path) -> None:
    charter, dataset = task(tmp_path, base, 2, 2 * FEW + 2)
    assert not few(dataset)
    assert not prepare(charter, dataset, seed=3).settings.fitted_head


def test_resumed_it_comes_to_the_same_model(tmp_path: Path, base: Path) -> None:
    made = task(tmp_path, base, 3, 60, epochs=4, batch_tokens=64)
    whole = trained(made, tmp_path)
    assert whole.settings["fitted_head"]
    interrupted_at(made, tmp_path, 3)
    assert trained(made, tmp_path, "broken").digest == whole.digest
