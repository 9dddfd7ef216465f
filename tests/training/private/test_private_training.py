"""Whole trainings under a clause on epsilon: they learn, go on where they were, and leave a ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from training import tiny
from training.private.made import parts_of, private_task
from training.trainings import interrupted_at, trained
from troth.data import load
from troth.errors import TrainingError
from troth.standard import read
from troth.training import train
from troth.training.private.secret import FILE
from troth.training.private.start import make_private
from troth.training.setup import prepare

TEACHABLE = {"epochs": 8, "learning_rate": 0.02}  # with an epsilon by which the noise of any secret leaves it to learn


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


def test_it_learns_and_leaves_its_ledger(tmp_path: Path, base: Path) -> None:
    made = trained(private_task(tmp_path, base, "epsilon(delta=1e-5) <= 60", 600, **TEACHABLE), tmp_path)
    ledger = made.settings["privacy"]
    assert ledger["epsilon"] <= 60
    assert (ledger["rows"], ledger["steps"], ledger["steps_done"]) == (600, 96, 96)
    assert 0 <= ledger["audit"]["epsilon_at_least"] <= ledger["epsilon"]
    assert made.history[-1].validation["accuracy"] > 0.7
    assert any("stay as they were" in note for note in made.notes)  # the embeddings


def test_interrupted_it_ends_with_the_same_model_and_with_another_secret_with_another(
    tmp_path: Path, base: Path
) -> None:
    task = private_task(tmp_path, base, count=48, epochs=1)
    interrupted_at(task, tmp_path, 7)
    secret = (tmp_path / "broken-work" / FILE).read_bytes()
    broken = trained(task, tmp_path, "broken")
    (tmp_path / "straight-work").mkdir()
    (tmp_path / "straight-work" / FILE).write_bytes(secret)
    straight = trained(task, tmp_path, "straight")
    assert straight.digest == broken.digest
    assert straight.settings["privacy"] == broken.settings["privacy"]
    assert trained(task, tmp_path, "other").digest != broken.digest


def test_altered_copies_and_low_rank_steps_are_part_of_their_row(tmp_path: Path, base: Path) -> None:
    clause = "epsilon(delta=1e-5) <= 8\nsecurity:\n  - robust_accuracy(attack=typos) >= 0.5"
    made = trained(private_task(tmp_path, base, clause, 60, epochs=1, lora_rank=2), tmp_path)
    assert made.settings["privacy"]["rows"] == 60


def test_words_are_trained_without_and_told(tmp_path: Path, base: Path) -> None:
    charter, dataset = private_task(tmp_path, base, count=40, words=True)
    setup = prepare(charter, dataset, seed=1)
    make_private(charter, dataset, setup, tmp_path / "work")
    assert setup.private is None
    (told,) = setup.untrained
    assert told.startswith("Clause epsilon(delta=1e-5) <= 8 is not trained for: only trainings of whole texts")
    assert not (tmp_path / "work").exists()


def test_a_training_for_the_task_alone_is_not_private(tmp_path: Path, base: Path) -> None:
    charter, dataset = private_task(tmp_path, base, count=40, constrained="false")
    setup = prepare(charter, dataset, seed=1)
    make_private(charter, dataset, setup, tmp_path / "work")
    assert setup.private is None
    assert setup.untrained == ()


@pytest.mark.parametrize(
    ("clause", "training", "fault"),
    [
        ("epsilon(delta=0.1) <= 8", {}, "not below 1 over the 40 training rows"),
        ("epsilon(delta=1e-5) <= 0.01", {}, "more noise than anything can be learned under"),
        ("epsilon(delta=1e-5) <= 8", {"repeats": 2}, "about one training"),
    ],
)
def test_what_cannot_be_kept_is_refused_before_the_first_step(
    tmp_path: Path, base: Path, clause: str, training: dict[str, int], fault: str
) -> None:
    charter, dataset = private_task(tmp_path, base, clause, 40, **training)
    setup = prepare(charter, dataset, seed=1)
    with pytest.raises(TrainingError, match=fault):
        make_private(charter, dataset, setup, tmp_path / "work")


def test_clauses_with_a_price_are_left_out_and_told(tmp_path: Path, base: Path) -> None:
    clause = "epsilon(delta=1e-5) <= 8\nfairness:\n  - recall(label=card) >= 0.9"
    with parts_of(private_task(tmp_path, base, clause, 60), tmp_path / "work") as parts:
        assert parts.setup.demands is None
        assert "Clause recall(label=card) >= 0.9 is not trained for: its price would follow" in parts.setup.untrained[0]


def test_nothing_else_looks_at_the_training_rows(tmp_path: Path, base: Path) -> None:
    tiny.text_task(tmp_path, base, count=30, epochs=3)
    path = tmp_path / "charter.yaml"
    privacy = "privacy:\n  - epsilon(delta=1e-5) <= 8\n  - membership_inference_advantage <= 0.1\n"
    path.write_text(path.read_text().replace("training:", f"{privacy}training:"))
    charter = read(path)
    dataset = load(charter)
    setup = prepare(charter, dataset, seed=3)
    assert not setup.settings.fitted_head
    make_private(charter, dataset, setup, tmp_path / "work")
    assert setup.demands is None
    assert setup.secrecy is None
    assert any("membership_inference_advantage" in note for note in setup.untrained)


def test_a_smaller_network_cannot_be_taught_privately(tmp_path: Path, base: Path) -> None:
    tiny.text_task(tmp_path, base, epochs=3)
    path = tmp_path / "charter.yaml"
    path.write_text(
        path.read_text().replace("training:", "  - parameters <= 16000\nprivacy: [epsilon(delta=1e-5) <= 8]\ntraining:")
    )
    charter = read(path)
    with pytest.raises(TrainingError, match="cannot both be trained for"):
        train(charter, load(charter), folder=tmp_path / "model", work=tmp_path / "work", seed=1)
