"""A label only the model knows: an error wherever it is predicted, and no class of the data."""

from __future__ import annotations

import numpy as np
import pytest
import sklearn.metrics as sk

from troth.measures import Groups, Table, Tokens, by_name, per_label
from troth.standard import Estimate, NotMeasured

TABLE_MEASURES = (
    "balanced_accuracy",
    "macro_f1",
    "weighted_f1",
    "precision",
    "recall",
    "class_recall_difference",
    "demographic_parity_difference",
    "equal_opportunity_difference",
    "equalized_odds_difference",
    "predictive_parity_difference",
    "accuracy_difference",
)


def drawn(odd: float, n: int = 1200):
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 2, n)
    prediction = np.where(rng.random(n) < 0.9, truth, 1 - truth)
    return truth, np.where(rng.random(n) < odd, 2, prediction), Groups.from_codes(rng.integers(0, 2, n), "fm")


def test_perfect_answers_of_a_model_that_knows_more_are_perfect():
    truth, _, groups = drawn(0)
    table = Table.count(truth, truth, ["no", "yes", "other"], groups, extra=1)
    for name in ("macro_f1", "weighted_f1", "balanced_accuracy", "precision"):
        assert by_name(name)(table, confidence=0.95).value == 1.0
    tokens = Tokens.count(truth, truth, ["no", "yes", "other"], np.full(120, 10), extra=1)
    assert by_name("token_macro_f1")(tokens, confidence=0.95).value == 1.0


@pytest.mark.parametrize("name", TABLE_MEASURES)
def test_every_measure_takes_it_and_lists_only_the_datas_labels(name):
    truth, prediction, groups = drawn(0.1)
    table = Table.count(truth, prediction, ["no", "yes", "other"], groups, extra=1)
    found = by_name(name)(table, confidence=0.95)
    assert isinstance(found, Estimate), found
    assert found.thin is None
    assert not any("other" in part.name for part in found.parts)
    assert found.low <= found.value <= found.high


def test_such_answers_are_errors_as_in_scikit_learn():
    truth, prediction, _ = drawn(0.1)
    table = Table.count(truth, prediction, ["no", "yes", "other"], extra=1)
    expected = sk.f1_score(truth, prediction, labels=[0, 1], average="macro")
    assert by_name("macro_f1")(table, confidence=0.95).value == pytest.approx(expected)
    tokens = Tokens.count(truth, prediction, ["no", "yes", "other"], np.full(120, 10), extra=1)
    assert by_name("token_macro_f1")(tokens, confidence=0.95).value == pytest.approx(expected)
    assert by_name("accuracy")(table, confidence=0.95).value == (truth == prediction).mean()
    assert [summary.name for summary in per_label(table, confidence=0.95)] == ["no", "yes"]


def test_nothing_is_asked_of_it_and_no_row_is_truly_of_it():
    table = Table.count([0, 1] * 100, [0, 2] * 100, ["no", "yes", "other"], extra=1)
    assert isinstance(by_name("recall")(table, confidence=0.95, label="other"), NotMeasured)
    with pytest.raises(ValueError, match="predictions only"):
        Table.count([0, 2], [0, 0], ["no", "yes", "other"], extra=1)
