"""Learning from embeddings that are moved up the loss: how far they move, what a step takes of it, whole trainings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from training import tiny
from training.trainings import QUICK, interrupted_at, trained
from troth.errors import TrainingError
from troth.standard import read
from troth.training import adversarial
from troth.training.adversarial import WAYS, AdversarialSteps, Passed
from troth.training.course import in_parts
from troth.training.examples import Batch
from troth.training.losses import Objective
from troth.training.private.start import make_private
from troth.training.setup import Setup, prepare, steps_for
from troth.training.workers import Steps, Workers


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


@pytest.fixture
def workers() -> Iterator[Workers]:
    with Workers(2, 1) as pool:
        yield pool


def set_up(folder: Path, base: Path, task: Any, **changes: Any) -> tuple[Setup, list[Batch], Objective]:
    """A tiny network, a step's parts, two looks each, and the loss."""
    charter, dataset = task(folder, base, adversarial="fgm")
    setup = prepare(charter, dataset, seed=3)
    setup.settings = replace(setup.settings, agreement=1.0, **changes)
    draw = np.random.default_rng(1)
    rows = list(setup.examples.rows(draw)[0])[:9]
    parts = [setup.examples.batch(part, draw, twice=True) for part in in_parts(rows, 2)]
    return setup, parts, Objective(setup.network, setup.chain, setup.settings)


def gradients(steps: Steps, parts: Sequence[Batch], loss: Objective) -> list[Tensor]:
    _, found = steps.gradients(parts, loss, 5)
    return [sum(one for one in of if one is not None) for of in zip(*found, strict=True)]  # type: ignore[misc]


@pytest.mark.parametrize("task", [tiny.text_task, tiny.word_task])
@pytest.mark.parametrize("way", WAYS)
def test_moved_nowhere_a_step_is_a_plain_one(tmp_path: Path, base: Path, workers: Workers, way: str, task: Any) -> None:
    setup, parts, loss = set_up(tmp_path, base, task, adversarial=way, radius=0.0)
    steps = steps_for(setup, workers, half=False)
    assert isinstance(steps, AdversarialSteps)
    setup.settings = replace(setup.settings, adversarial=None)
    plain = gradients(steps_for(setup, workers, half=False), parts, loss)
    for one, other in zip(gradients(steps, parts, loss), plain, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("task", [tiny.text_task, tiny.word_task])
@pytest.mark.parametrize("way", WAYS)
def test_words_move_up_the_loss_within_the_ball_and_padding_stays(
    tmp_path: Path, base: Path, workers: Workers, way: str, task: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup, parts, loss = set_up(tmp_path, base, task, adversarial=way, radius=0.3)
    steps = steps_for(setup, workers, half=False)
    seen: list[tuple[list[Tensor] | None, Passed]] = []

    def run(self: AdversarialSteps, lose: Any, moved: Any, seed: int, asked: Any) -> Passed:
        found = plain_pass(self, lose, moved, seed, asked)
        seen.append((moved, found))
        return found

    plain_pass = AdversarialSteps._pass
    monkeypatch.setattr(AdversarialSteps, "_pass", run)
    steps.gradients(parts[:1], loss, 5)
    words = setup.network.get_input_embeddings()
    looks = [parts[0].arrays, parts[0].again]
    for moved, _ in seen:
        for place, arrays in zip(moved or [], looks, strict=False):
            assert arrays is not None
            inside = arrays.get("attention_mask", torch.ones_like(arrays["input_ids"]))[:, :, None]
            length = torch.linalg.vector_norm(words(arrays["input_ids"]) * inside, dim=(1, 2))
            assert (torch.linalg.vector_norm(place, dim=(1, 2)) <= 0.3 * length * 1.001).all()
            assert not (place * (1 - inside)).any()
    lost = [found.lost for _, found in seen]
    assert lost == sorted(lost)
    assert lost[-1] > lost[0]
    passes = {"fgm": 2, "pgd": 1 + adversarial.MOVES, "freelb": adversarial.PLACES}
    assert len(seen) == passes[way]
    assert len(seen[-1][1].gradients) == len(steps.parameters)


def test_no_hook_stays_behind(tmp_path: Path, base: Path, workers: Workers) -> None:
    setup, parts, loss = set_up(tmp_path, base, tiny.text_task)
    steps_for(setup, workers, half=False).gradients(parts, loss, 5)
    assert not setup.network.get_input_embeddings()._forward_hooks


@pytest.mark.parametrize("way", WAYS)
def test_a_training_learns_and_resumes_to_the_same_model(tmp_path: Path, base: Path, way: str) -> None:
    task = tiny.text_task(tmp_path, base, epochs=2, adversarial=way, **QUICK)
    made = trained(task, tmp_path)
    assert made.settings["adversarial"] == way
    assert any("moved up the loss" in note and way in note for note in made.notes)
    assert made.history[-1].validation["macro_f1"] > 0.9
    interrupted_at(task, tmp_path, 3)
    assert trained(task, tmp_path, "broken").digest == made.digest


def test_words_are_learned_from_moved_too(tmp_path: Path, base: Path) -> None:
    short = {"count": 60, "epochs": 1, "learning_rate": 0.003, "batch_tokens": 64}
    plain = trained(tiny.word_task(tmp_path, base, **short), tmp_path, "plain")
    made = trained(tiny.word_task(tmp_path, base, adversarial="fgm", **short), tmp_path)
    assert made.digest != plain.digest
    assert plain.settings["adversarial"] is None


def test_beside_a_clause_on_epsilon_it_is_refused(tmp_path: Path, base: Path) -> None:
    _, dataset = tiny.text_task(tmp_path, base, adversarial="pgd", **QUICK)
    path = tmp_path / "charter.yaml"
    path.write_text(path.read_text() + "\nprivacy: [epsilon(delta=1e-5) <= 8]\n")
    charter = read(path)
    with pytest.raises(TrainingError, match="pgd"):
        make_private(charter, dataset, prepare(charter, dataset, seed=3), tmp_path)
