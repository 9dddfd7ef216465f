"""A training whose charter asks for a small model leaves one, taught by the whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training import tiny
from training.trainings import QUICK, interrupted_at, trained
from troth.audit import examine
from troth.data import Dataset, load
from troth.errors import TrainingError
from troth.models import load as load_model
from troth.standard import Charter, read
from troth.training import Trained
from troth.training.losses import unlike


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


def task(
    folder: Path, base: Path, limit: int | None, make: Any = tiny.text_task, **training: Any
) -> tuple[Charter, Dataset]:
    folder.mkdir(exist_ok=True)
    make(folder, base, **{**QUICK, "epochs": 3, **training})
    path = folder / "charter.yaml"
    clause = "" if limit is None else f"  - parameters <= {limit}\n"
    path.write_text(path.read_text().replace("training:", f"{clause}training:"))
    charter = read(path)
    return charter, load(charter)


def weights(made: Trained, kind: str = "text-classification") -> int:
    return load_model(str(made.path), kind=kind, labels=None).describe().parameters or 0


def test_it_is_as_small_as_asked_answers_and_is_judged_so(tmp_path: Path, base: Path) -> None:
    whole = weights(trained(task(tmp_path / "whole", base, None), tmp_path / "whole"))
    limit = int(0.7 * whole)
    charter, dataset = task(tmp_path, base, limit)
    made = trained((charter, dataset), tmp_path)
    assert weights(made) <= limit
    assert any("1 of 2 layers" in note for note in made.notes)
    model = load_model(str(made.path), kind="text-classification", labels=None)
    verdicts = {
        finding.verdict.clause.measure.name: finding.verdict for finding in examine(charter, model, dataset).findings
    }
    assert verdicts["parameters"].outcome == "met"
    assert verdicts["parameters"].evidence.value == weights(made)  # type: ignore[union-attr]
    onnx = load_model(f"onnx:{made.path}", kind="text-classification", labels=None)
    texts = dataset.test.inputs()
    one, other = model.predict(texts).probabilities, onnx.predict(texts).probabilities
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(one, other, atol=1e-4)
    right = model.predict(texts).codes == dataset.test.label_codes(model.labels)
    assert right.mean() > 0.9


def test_tags_too(tmp_path: Path, base: Path) -> None:
    whole = trained(task(tmp_path / "whole", base, None, tiny.word_task), tmp_path / "whole")
    limit = weights(whole, "token-classification") - 9_000
    made = trained(task(tmp_path, base, limit, tiny.word_task), tmp_path)
    assert weights(made, "token-classification") <= limit


def test_interrupted_in_either_training_it_comes_to_the_same_model(tmp_path: Path, base: Path) -> None:
    made = task(tmp_path, base, 16_000)
    whole = trained(made, tmp_path)
    interrupted_at(made, tmp_path, 3)
    assert not (tmp_path / "broken-work" / "smaller").exists()
    assert any("layers" in note for note in whole.notes)
    assert trained(made, tmp_path, "broken").digest == whole.digest


def test_too_small_says_what_is_the_least(tmp_path: Path, base: Path) -> None:
    with pytest.raises(TrainingError, match="is the least: one layer"):
        trained(task(tmp_path, base, 100), tmp_path)


def test_imitation_is_zero_at_the_guides_own_scores_and_rises_from_there() -> None:
    guide = torch.tensor([[2.0, -1.0, 0.5], [0.0, 0.0, 3.0]])
    assert unlike(guide, guide).item() == pytest.approx(0, abs=1e-6)
    assert unlike(guide + 5, guide).item() == pytest.approx(0, abs=1e-5)  # scores are known up to a constant
    assert unlike(guide.flip(1), guide).item() > 1
