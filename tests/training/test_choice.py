"""Which rows a model is least sure of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from models import tiny
from troth.errors import ModelError
from troth.models import load
from troth.training import least_sure, margins


def test_a_texts_margin_is_that_of_its_two_likeliest_labels(tmp_path: Path) -> None:
    model = load(str(tiny.write_huggingface(tmp_path / "model", tokens=False)), kind="text-classification", labels=None)
    texts = ["the cat sat", "the dog ran far away", "a b c"]
    probabilities = model.predict(texts).probabilities
    assert probabilities is not None
    ordered = np.sort(probabilities, axis=1)
    found = margins(model, texts)
    np.testing.assert_allclose(found, ordered[:, -1] - ordered[:, -2], atol=1e-6)
    assert least_sure(found, 2).tolist() == np.argsort(found)[:2].tolist()


def test_a_sentences_margin_is_the_mean_of_its_words(tmp_path: Path) -> None:
    model = load(str(tiny.write_huggingface(tmp_path / "model", tokens=True)), kind="token-classification", labels=None)
    sentences: Sequence[Sequence[str]] = [["the", "cat"], ["far"], ["a", "b", "c"]]
    probabilities = model.predict(sentences).probabilities
    assert probabilities is not None
    ordered = np.sort(probabilities, axis=1)
    words = ordered[:, -1] - ordered[:, -2]
    found = margins(model, sentences, lengths=np.array([2, 1, 3]))
    np.testing.assert_allclose(found, [words[:2].mean(), words[2], words[3:].mean()], atol=1e-6)


def test_of_equal_margins_the_earlier_comes_first() -> None:
    assert least_sure(np.array([0.5, 0.1, 0.5, 0.1]), 3).tolist() == [1, 3, 0]
    assert least_sure(np.array([0.5]), 3).tolist() == [0]


def test_stored_answers_cannot_choose(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("label\na\nb\n", encoding="utf-8")
    stored = load(f"predictions:{tmp_path / 'answers.csv'}", kind="text-classification", labels=("a", "b"))
    with pytest.raises(ModelError, match="stored answers"):
        margins(stored, ["one", "two"])
