"""The tree that stands for a model: it finds a rule that is one, is small, and says how far it holds."""

from __future__ import annotations

import random

import numpy as np
import pytest

from troth.errors import ModelError
from troth.explain import asked_of_rows, asked_of_texts, surrogate

LABELS = ("no", "yes")


def rows(count: int, seed: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """A model that says yes to high incomes, and in town a to all that are not low; one income in twenty is missing."""
    dice = np.random.default_rng(seed)
    income, town = dice.uniform(0, 50, count), dice.choice(np.array(["a", "b", "c"], dtype=object), count)
    said = (income > np.where(town == "a", 10, 30)).astype(np.int64)
    return {"income": income, "noise": dice.normal(size=count), "town": town}, said


def test_a_rule_is_found_and_nothing_else() -> None:
    (learn, said), (check, truth) = rows(800, 1), rows(400, 2)
    found = surrogate(asked_of_rows(learn, learn), said, asked_of_rows(check, learn), truth, LABELS)
    assert found.fidelity.low > 0.95
    assert found.plain < 0.7
    assert (found.learned, found.held_out) == (800, 400)
    assert 3 <= found.root.leaves <= 5
    asked = []
    stack = [found.root]
    while stack:
        branch = stack.pop()
        if branch.question and branch.yes and branch.no:
            asked.append(branch.question.text.split()[0])
            assert sum(branch.counts.values()) == sum(branch.yes.counts.values()) + sum(branch.no.counts.values())
            stack += [branch.yes, branch.no]
    assert set(asked) == {"income", "town"}


def test_missing_values_are_a_question_of_their_own() -> None:
    learn, said = rows(600, 3)
    learn["income"][::7] = np.nan
    said[::7] = 1
    seen = asked_of_rows(learn, learn)
    assert "income is missing" in seen.texts
    assert surrogate(seen, said, seen, said, LABELS).fidelity.value > 0.97


def test_words_are_what_texts_are_asked_about() -> None:
    draw = random.Random(1)
    texts = [" ".join(draw.choices(["the", "Card", "rain", "lost"], k=4)) for _ in range(300)]
    said = np.array([int("Card" in text) for text in texts])
    seen = asked_of_texts(texts, texts)
    found = surrogate(seen, said, seen, said, LABELS)
    assert found.root.question is not None
    assert found.root.question.text == '"card" is in it'
    assert found.root.yes is not None
    assert found.root.yes.label == "yes"
    assert found.root.leaves == 2
    assert found.fidelity.value == 1


def test_a_model_of_one_answer_has_no_tree() -> None:
    learn, _ = rows(50, 1)
    seen, said = asked_of_rows(learn, learn), np.zeros(50, np.int64)
    with pytest.raises(ModelError, match="no tree can be made"):
        surrogate(seen, said, seen, said, LABELS)
