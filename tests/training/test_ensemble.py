"""Several trainings whose answers together are taught to one more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training import tiny
from training.trainings import QUICK, interrupted_at, trained
from troth.data import load
from troth.models import digest_of
from troth.standard import read
from troth.training.ensemble import Members, together
from troth.training.preflight import check_training
from troth.training.workers import Workers


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


@pytest.mark.parametrize("make", [tiny.text_task, tiny.word_task])
def test_one_more_training_imitates_what_they_answer_together(tmp_path: Path, base: Path, make: Any) -> None:
    task = make(tmp_path, base, 60, epochs=2, **QUICK)
    members = [trained(task, tmp_path, f"member-{seed}", seed).path for seed in (1, 2)]
    made = trained(task, tmp_path, "together", 3, members=members)
    alone = trained(task, tmp_path, "alone", 3)
    assert made.settings["ensemble"] == [digest_of(member) for member in members]
    assert "ensemble" not in alone.settings
    assert made.digest != alone.digest
    assert any("2 trainings under other seeds" in note for note in made.notes)
    if make is tiny.text_task:
        interrupted_at(task, tmp_path, 3, seed=3, members=members)
        assert trained(task, tmp_path, "broken", 3, members=members).digest == made.digest


def test_each_member_answers_for_every_training_row(tmp_path: Path, base: Path) -> None:
    task = tiny.text_task(tmp_path, base, 20, epochs=1, **QUICK)
    member = trained(task, tmp_path, "member").path
    members = Members.open([member, member])
    assert members is not None
    with Workers(2, 1) as workers:
        one, other = members.answers(task[1], workers, half=False)
    assert one.shape == (20, 2)
    assert np.array_equal(one, other)
    assert Members.open([]) is None


def test_words_may_have_an_ensemble_under_epsilon_which_nothing_trains_for(tmp_path: Path) -> None:
    tiny.word_task(tmp_path, Path("minilm"), 40, repeats=2, ensemble="true")
    path = tmp_path / "charter.yaml"
    path.write_text(path.read_text() + "privacy: [epsilon(delta=1e-5) <= 8]\n")
    charter = read(path)
    check_training(charter, load(charter))


def test_no_network_is_heard_more_because_its_scores_are_larger() -> None:
    quiet, loud = np.array([[1.0, 0.0]], np.float32), np.array([[100.0, 101.0]], np.float32)
    assert torch.allclose(together([quiet, loud]), together([quiet, loud - 100]), atol=1e-4)
    assert together([quiet]).exp().sum().item() == pytest.approx(1)
