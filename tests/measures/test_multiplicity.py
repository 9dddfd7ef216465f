"""Holm's procedure, and p-values at a price an audit can pay."""

from __future__ import annotations

import numpy as np
import pytest

from troth.measures import Scores, Table, by_name, holm, p_value
from troth.standard import Evidence, NotMeasured


def test_the_largest_of_many_is_judged_hardest():
    assert holm([0.01, 0.04, 0.03, 0.005]) == (True, False, False, True)
    assert holm([0.02], 0.05) == (True,)
    assert holm([0.02, 0.03], 0.05) == (True, True)
    assert holm([0.026, 0.5], 0.05) == (False, False)
    assert holm([]) == ()


@pytest.mark.parametrize(("wrong", "limit"), [(20, 0.9), (300, 0.9), (30, 0.8)])
def test_a_p_value_takes_few_measurements_and_errs_on_the_careful_side(wrong, limit):
    table = Table.count(np.zeros(1000, int), (np.arange(1000) < wrong * 5).astype(int), "ab")
    asked = []

    def measured(confidence: float) -> Evidence:
        asked.append(confidence)
        return by_name("accuracy")(table, confidence=confidence)

    p = p_value(measured, limit, ">=")
    assert len(asked) <= 17
    if p < 1:
        assert measured(1 - p).high < limit  # broken at its own p-value
        if p > 1e-11:
            assert measured(1 - p * 0.998).high >= limit


def test_what_is_not_measured_or_holds_has_no_p_value():
    assert p_value(lambda _: NotMeasured("nothing"), 0.5, ">=") == 1.0
    table = Table.count(np.zeros(100, int), np.zeros(100, int), "ab")
    assert p_value(lambda level: by_name("accuracy")(table, confidence=level), 0.5, ">=") == 1.0


def test_ranking_is_worked_out_once_for_all_confidences(monkeypatch):
    from troth.measures import ranking

    rng = np.random.default_rng(0)
    truth = rng.integers(0, 2, 400)
    up = np.clip(0.5 + 0.1 * (truth - 0.5) + 0.1 * rng.normal(size=400), 0.01, 0.99)
    scores = Scores.of(truth, np.column_stack([1 - up, up]), "ab")
    calls = []
    plain = ranking.placements
    monkeypatch.setattr(ranking, "placements", lambda *a: calls.append(1) or plain(*a))
    assert p_value(lambda level: by_name("auc")(scores, confidence=level), 0.99, ">=") < 1
    assert len(calls) == 1
