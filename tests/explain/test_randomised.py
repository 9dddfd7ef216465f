"""What explains a trained network does not explain one of random weights.

J. Adebayo et al. (2018), Sanity checks for saliency maps, NeurIPS: an explanation that outlives the weights explains
the text, not the model.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from scipy.stats import spearmanr

from training import tiny
from training.trainings import QUICK, trained
from troth.explain import METHODS, Explanation, explain
from troth.models import load

KIND = "text-classification"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A trained model, and the same with the numbers of each of its weights in a random order."""
    room = tmp_path_factory.mktemp("randomised")
    task = tiny.text_task(room, tiny.make_base(room / "base"), epochs=5, **QUICK)
    made = trained(task, room).path
    mixed = Path(shutil.copytree(made, room / "mixed"))
    torch.manual_seed(1)
    weights = load_file(mixed / "model.safetensors")
    for name, value in weights.items():
        weights[name] = value.flatten()[torch.randperm(value.numel())].view_as(value).clone()
    save_file(weights, mixed / "model.safetensors")
    return made, mixed


def _likeness(some: list[Explanation], others: list[Explanation]) -> float:
    """The mean rank correlation of the words' weights towards the same label."""
    sides = [1 if one.label == other.label else -1 for one, other in zip(some, others, strict=True)]
    pairs = zip(some, others, sides, strict=True)
    return float(np.mean([side * spearmanr(one.weights, other.weights)[0] for one, other, side in pairs]))


@pytest.mark.parametrize("method", METHODS)
def test_weights_in_a_random_order_have_other_explanations(folders: tuple[Path, Path], method: str) -> None:
    texts = sorted({text for text, _ in tiny.text_rows(40, seed=9) if len(set(text.split())) > 3})
    made, mixed = (load(str(folder), kind=KIND) for folder in folders)
    found = explain(made, texts, method)
    assert abs(_likeness(found, explain(mixed, texts, method))) < 0.3
    assert _likeness(found, explain(made, texts, "occlusion")) > 0.6
