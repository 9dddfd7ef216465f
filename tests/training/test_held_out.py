from __future__ import annotations

from dataclasses import replace

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from troth.models import temper
from troth.training.boosting import Matrix
from troth.training.group_models import Grouping
from troth.training.held_out import HeldOut, Ungoverned, hold_out


def model(check: int = 200) -> Ungoverned:
    """Of three labels the data has two."""
    draw = np.random.default_rng(1)
    features = draw.normal(size=(600 + check, 2))
    codes = np.where(features[:, 0] + draw.normal(size=len(features)) > 0, 2, 0)
    learn, rest = Matrix(features[:600], codes[:600]), Matrix(features[600:], codes[600:])
    grown = HistGradientBoostingClassifier(max_iter=20).fit(learn.features, learn.codes)
    return Ungoverned((grown,), grown, 1.3, learn, rest, (False, False), 3)


def held(one: Ungoverned) -> HeldOut:
    return hold_out(one, seed=4, watched=lambda done, total: None)


def test_training_rows_are_answered_as_modestly_as_new_ones() -> None:
    one = model()
    found = held(one)
    assert found.scores.shape == (800, 3)
    assert (found.scores[:, 1] == 0).all()
    np.testing.assert_allclose(found.scores.sum(1), 1)
    right = found.likeliest == found.truth
    known = (one.estimator.predict(one.learn.features) == one.learn.codes).mean()
    assert abs(right[:600].mean() - right[600:].mean()) < 0.08 < known - right[:600].mean()


def test_validation_rows_are_answered_by_the_model_itself() -> None:
    one = model()
    expected = temper(one.estimator.predict_proba(one.check.features), 1.3)
    np.testing.assert_allclose(held(one).scores[600:][:, [0, 2]], expected)


def test_without_validation_rows_the_training_rows_are_all() -> None:
    assert held(model(check=0)).scores.shape == (600, 3)


def test_decisions_are_counted_by_group() -> None:
    found = held(model())
    grouping = Grouping(("g",), ("a", "b"), np.zeros(600, np.int64), np.full(200, -1))
    table = found.table(found.likeliest, grouping, ("x", "y", "z"))
    assert table.counts[0].sum() == 600
    assert table.counts[1].sum() == 0
    assert table.n == 800


def test_what_rules_bar_is_not_decided_and_a_row_without_a_label_is_wrong() -> None:
    barred = np.zeros((800, 3), bool)
    barred[::2, 2] = True
    barred[790:] = True
    one = replace(model(), barred=barred)
    found = held(one)
    assert (found.likeliest[:790:2] != 2).all()
    assert (found.likeliest[790:] == -1).all()
    assert found.unanswered
    np.testing.assert_array_equal(one.checked(), found.likeliest[600:])
    assert one.accuracy(one.checked()) == (found.likeliest == found.truth)[600:].mean()
    table = found.table(found.likeliest, None, ("x", "y", "z"))
    assert (table.n, table.extra, int(table.overall[:, 3].sum())) == (800, 1, 10)
