"""The search keeps the best by the validation split; a temperature is only taken when the gain is beyond chance."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from troth.progress import silent
from troth.training.boosting import CANDIDATES, Matrix, Plan, search, temperature_of, together


def matrix(rows: int, seed: int) -> Matrix:
    dice = np.random.default_rng(seed)
    features = dice.normal(size=(rows, 2))
    return Matrix(features, ((features[:, 0] > 0) ^ (dice.random(rows) < 0.2)).astype(np.int64))


PLAN = Plan(candidates=CANDIDATES, categories=(False, False), seed=5, rounds=20)


def stated(probability: float, rows: int) -> SimpleNamespace:
    """A model that says `probability` for label 1 whatever it sees."""
    answer = np.tile([1 - probability, probability], (rows, 1))
    return SimpleNamespace(classes_=np.array([0, 1]), predict_proba=lambda features: answer)


def test_the_best_three_come_back_best_first_with_all_in_the_history() -> None:
    best, history = search(PLAN, matrix(300, 1), matrix(100, 2), silent)
    losses = sorted(epoch.validation["log_loss"] for epoch in history)
    assert [one.loss for one in best] == losses[:3]
    assert [epoch.number for epoch in history] == [1, 2, 3, 4, 5]


def test_together_they_answer_with_the_mean() -> None:
    learn = matrix(300, 1)
    best, _ = search(PLAN, learn, matrix(100, 2), silent)
    mean = np.mean([one.estimator.predict_proba(learn.features) for one in best], axis=0)
    np.testing.assert_allclose(together(best, learn).predict_proba(learn.features), mean)


def test_a_boaster_is_softened() -> None:
    check = Matrix(np.zeros((400, 2)), (np.arange(400) % 10 < 7).astype(np.int64))
    assert temperature_of(stated(0.85, 400), check) == pytest.approx(2.0, abs=0.1)


def test_within_chance_nothing_is_changed() -> None:
    check = Matrix(np.zeros((50, 2)), (np.arange(50) % 10 < 7).astype(np.int64))
    assert temperature_of(stated(0.72, 50), check) == 1.0


def test_without_validation_there_is_no_temperature() -> None:
    empty = Matrix(np.empty((0, 2)), np.empty(0, dtype=np.int64))
    assert temperature_of(stated(0.9, 1), empty) == 1.0
