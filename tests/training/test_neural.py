"""Whole trainings of a tiny network: it learns, repeats, resumes, stops, and leaves a folder that answers."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from training import tiny
from training.trainings import QUICK, interrupted_at, trained
from troth.data import load as load_data
from troth.errors import TrainingError
from troth.models import digest_of, load
from troth.progress import NOTICE
from troth.training import Trained, lesson, train
from troth.training import checkpoint as checkpoints
from troth.training.precision import Choices
from troth.training.settings import TEXTS
from troth.training.setup import NOBODY, made_for
from troth.training.validation import measured
from troth.training.workers import Steps


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


def accuracy(task: Any, made: Trained) -> float:
    _, dataset = task
    model = load(made.path, kind=dataset.kind, labels=dataset.labels)
    documents = dataset.test.documents()
    answers = model.predict(dataset.test.inputs(), documents=None if documents is None else documents.tolist())
    assert answers.probabilities is not None
    np.testing.assert_allclose(answers.probabilities.sum(axis=1), 1, atol=1e-5)
    return float((np.array(dataset.labels)[answers.codes] == np.array(dataset.test.labels())).mean())


def test_learns_texts_and_leaves_a_folder_without_pickles(tmp_path: Path, base: Path) -> None:
    task = tiny.text_task(tmp_path, base, epochs=4, **QUICK)
    made = trained(task, tmp_path)
    assert accuracy(task, made) > 0.95
    assert sorted(file.name for file in made.path.iterdir()) == [
        "config.json",
        "model.int8.onnx",
        "model.onnx",
        "model.safetensors",
        "tokenizer.json",
        "troth.json",
    ]
    assert made.digest == digest_of(made.path)
    assert [epoch.number for epoch in made.history] == [1, 2, 3, 4]
    assert made.history[-1].validation["macro_f1"] > 0.95
    assert made.score == ("macro_f1", max(epoch.validation["macro_f1"] for epoch in made.history))
    assert json.loads(json.dumps(made.settings))["seed"] == 7


def test_learns_names_that_only_their_casing_tells(tmp_path: Path, base: Path) -> None:
    task = tiny.word_task(tmp_path, base, epochs=6, **QUICK)
    made = trained(task, tmp_path)
    assert made.history[-1].validation["entity_f1"] > 0.9
    assert accuracy(task, made) > 0.95
    assert json.loads((made.path / "troth.json").read_text())["decoding"]


@pytest.mark.parametrize("kind", ["text", "word"])
def test_interrupted_anywhere_it_ends_with_the_same_digest(tmp_path: Path, base: Path, kind: str) -> None:
    task = (tiny.text_task if kind == "text" else tiny.word_task)(tmp_path, base, 80, epochs=3, **QUICK)
    straight = trained(task, tmp_path, "straight")
    total = 0

    notices: list[str] = []

    def count(stage: str, done: int, total_steps: int | None = None, note: str = "") -> None:
        nonlocal total
        total = max(total, done)
        notices.extend([note] if stage == NOTICE else [])

    assert trained(task, tmp_path, "again", progress=count).digest == straight.digest
    assert not notices
    for stop in (2, total):
        interrupted_at(task, tmp_path, stop)
    assert trained(task, tmp_path, "broken", progress=count).digest == straight.digest
    assert [note.partition(",")[0] for note in notices] == ["going on from epoch 3"]
    assert trained(task, tmp_path, "other", seed=8).digest != straight.digest


def test_a_loss_that_is_no_number_stops_and_keeps_the_checkpoint(tmp_path: Path, base: Path) -> None:
    task = tiny.text_task(tmp_path, base, epochs=2, **QUICK)
    interrupted_at(task, tmp_path, 3)
    kept = (tmp_path / "broken-work" / checkpoints.FILE).read_bytes()
    spoil(tmp_path / "broken-work")
    spoiled = (tmp_path / "broken-work" / checkpoints.FILE).read_bytes()
    assert spoiled != kept
    with pytest.raises(TrainingError, match="loss is nan"):
        trained(task, tmp_path, "broken")
    assert (tmp_path / "broken-work" / checkpoints.FILE).read_bytes() == spoiled
    assert not (tmp_path / "broken").exists()


def test_a_base_with_a_weight_that_is_no_number_is_said(tmp_path: Path, base: Path) -> None:
    weights = load_file(base / "model.safetensors")
    name = next(name for name, weight in weights.items() if weight.ndim == 2 and "layer" in name)
    weights[name][0, 0] = float("nan")
    other = tmp_path / "base"
    shutil.copytree(base, other)
    save_file(weights, other / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(TrainingError, match="step 1") as raised:
        trained(tiny.text_task(tmp_path, other, epochs=2, **QUICK), tmp_path, "broken")
    assert "Nothing was learned yet" in str(raised.value)


def spoil(work: Path) -> None:
    """Put an infinity among the weights of a checkpoint."""
    with safe_open(work / checkpoints.FILE, framework="pt") as file:
        made_for = json.loads(file.metadata()["state"])["made_for"]
    found = checkpoints.load(work, made_for)
    assert found
    found[1]["weight/head.weight"][0, 0] = float("inf")
    checkpoints.save(work, *found)


def test_what_was_measured_at_the_start_is_kept_for_the_next_time(tmp_path: Path, base: Path) -> None:
    charter, dataset = tiny.text_task(tmp_path, base, 40, epochs=1, **QUICK)
    made = train(charter, dataset, folder=tmp_path / "one", work=tmp_path / "work", seed=1)
    kept = json.loads((tmp_path / "work" / "choices.json").read_text())
    assert made.settings["choices"] == kept
    assert isinstance(kept["half"], bool)
    assert train(charter, dataset, folder=tmp_path / "two", work=tmp_path / "work", seed=1).digest == made.digest


def test_an_interrupt_in_the_last_look_at_the_validation_split_is_heard(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = tiny.text_task(tmp_path, base, 80, epochs=2, **QUICK)
    looked = 0

    def look(*given: Any) -> dict[str, float]:
        nonlocal looked
        looked += 1
        if looked == 2:
            signal.raise_signal(signal.SIGINT)
        return measured(*given)

    monkeypatch.setattr(lesson, "measured", look)
    with pytest.raises(KeyboardInterrupt):
        trained(task, tmp_path)
    assert not (tmp_path / "one").exists()
    assert len(trained(task, tmp_path).history) == 2
    assert looked == 2  # nothing was lost: the second call only had to save


def test_gradients_that_are_no_numbers_stop_the_training(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Steps, "take", lambda *_: float("inf"))
    with pytest.raises(TrainingError, match="norm of the gradients is inf in epoch 1, step 1"):
        trained(tiny.text_task(tmp_path, base, 40, epochs=1, **QUICK), tmp_path)
    assert not (tmp_path / "one").exists()


def test_a_base_that_changes_on_the_way_is_not_signed_for(tmp_path: Path) -> None:
    base = tiny.make_base(tmp_path / "base")
    task = tiny.text_task(tmp_path, base, 40, epochs=1, **QUICK)

    def change(stage: str, done: int, total: int | None = None, note: str = "") -> None:
        (base / "config.json").write_text((base / "config.json").read_text() + "\n")

    with pytest.raises(TrainingError, match="base model changed"):
        trained(task, tmp_path, progress=change)
    assert not (tmp_path / "one").exists()


def test_running_out_of_time_is_noted_and_the_note_survives_a_second_call(tmp_path: Path, base: Path) -> None:
    task = tiny.text_task(tmp_path, base, 80, epochs=9, minutes=1e-4, **QUICK)
    first, second = trained(task, tmp_path), trained(task, tmp_path)
    assert len(first.history) < 9
    assert [note for note in first.notes if "Stopped after 0.0001 min," in note]
    assert second.notes == first.notes


def test_other_threads_make_another_training() -> None:
    without: dict[str, Any] = dict.fromkeys(("demands", "secrecy", "private", "fairness"))
    digest = SimpleNamespace(digest="sha256:00")
    setup: Any = SimpleNamespace(settings=TEXTS, base=digest, teachers=NOBODY, **without)
    dataset: Any = SimpleNamespace(digest="sha256:11", labels=("a", "b"))
    marks = {made_for(setup, dataset, 1, Choices(2, threads, half=False)) for threads in (1, 2)}
    assert len(marks) == 2


def test_stops_early_and_keeps_the_best_epoch(tmp_path: Path, base: Path) -> None:
    task = tiny.text_task(tmp_path, base, epochs=30, patience=2, **QUICK)
    made = trained(task, tmp_path)
    assert len(made.history) < 30
    assert "no gain for 2 epochs" in made.notes[0]
    assert accuracy(task, made) > 0.95


def moved(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Names of the base's weights that a training changed."""
    kept = {name: value for name, value in before.items() if f"encoder.{name}" in after}
    return {name for name, value in kept.items() if not value.equal(after[f"encoder.{name}"])}


def test_low_rank_steps_are_merged_and_frozen_layers_stay(tmp_path: Path, base: Path) -> None:
    from safetensors.torch import load_file

    before = load_file(base / "model.safetensors")
    task = tiny.text_task(tmp_path, base, epochs=3, lora_rank=4, **QUICK)
    made = trained(task, tmp_path, "low")
    assert accuracy(task, made) > 0.9
    after = load_file(made.path / "model.safetensors")
    assert not any("low_rank" in name for name in after)
    changed = {
        name
        for name, value in before.items()
        if f"encoder.{name}" in after and not value.equal(after[f"encoder.{name}"])
    }
    assert changed
    assert all(".layer." in name and name.endswith("weight") for name in changed)

    task = tiny.text_task(tmp_path, base, epochs=2, freeze_layers=1, **QUICK)
    after = load_file(trained(task, tmp_path, "frozen").path / "model.safetensors")
    changed = {
        name
        for name, value in before.items()
        if f"encoder.{name}" in after and not value.equal(after[f"encoder.{name}"])
    }
    assert {name.split(".")[2] for name in changed} == {"1"}


def test_a_base_of_another_writing_is_refused_with_advice(tmp_path: Path, base: Path) -> None:
    task = tiny.text_task(tmp_path, base)
    tiny.write_texts(tmp_path / "train.csv", [("银行卡丢了", "card"), ("今天下雨", "weather")] * 20)
    with pytest.raises(TrainingError, match="does not know 100%") as caught:
        trained((task[0], load_data(task[0])), tmp_path)
    assert caught.value.remedy is not None
    assert "multilingual" in caught.value.remedy


def test_texts_that_were_cut_are_counted(tmp_path: Path, base: Path) -> None:
    charter, _ = tiny.text_task(tmp_path, base, epochs=1, **QUICK)
    tiny.write_texts(tmp_path / "train.csv", [*tiny.text_rows(40), ("rain " * 90, "weather")])
    made = trained((charter, load_data(charter)), tmp_path)
    assert made.notes[0] == "Texts of the training split that are longer than 62 pieces and were cut there: 1."


def test_curves_go_where_the_charter_says(tmp_path: Path, base: Path) -> None:
    pytest.importorskip("tensorboard", reason="TensorBoard is not installed")
    task = tiny.text_task(tmp_path, base, epochs=1, log_to="[tensorboard]", **QUICK)
    trained(task, tmp_path)
    assert list((tmp_path / "one-work" / "tensorboard").glob("events.out*"))


def test_a_place_for_curves_that_is_not_installed_is_named(tmp_path: Path, base: Path) -> None:
    from importlib.util import find_spec

    missing = [name for name in ("tensorboard", "wandb", "mlflow") if find_spec(name) is None]
    if not missing:
        pytest.skip("all of them are installed")
    task = tiny.text_task(tmp_path, base, epochs=1, log_to=f"[{missing[0]}]", **QUICK)
    with pytest.raises(TrainingError, match="not installed"):
        trained(task, tmp_path)


def test_minutes_end_a_training(tmp_path: Path, base: Path) -> None:
    task = tiny.text_task(tmp_path, base, epochs=1000, minutes=0.02, **QUICK)
    made = trained(task, tmp_path)
    assert len(made.history) < 1000
    assert "Stopped after 0.02 min," in made.notes[0]
