from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from troth.training.boosting import Matrix
from troth.training.cross_fitting import FOLDS, _refitted, folds_of, out_of_fold, spread


def test_folds_are_even_in_every_code_and_the_same_twice() -> None:
    codes = np.repeat([0, 1, 2], [100, 33, 4])
    folds = folds_of(codes, seed=3)
    for code in range(3):
        counts = np.bincount(folds[codes == code], minlength=FOLDS)
        assert counts.max() - counts.min() <= 1
    np.testing.assert_array_equal(folds, folds_of(codes, seed=3))
    assert (folds != folds_of(codes, seed=4)).any()


def test_no_row_is_answered_by_what_learned_from_it() -> None:
    """Labels without a rule: whoever learned from a row knows it, others cannot."""
    draw = np.random.default_rng(0)
    learn = Matrix(draw.normal(size=(600, 3)), draw.integers(0, 2, 600))
    grown = HistGradientBoostingClassifier(max_iter=40).fit(learn.features, learn.codes)
    seen: list[int] = []
    found = out_of_fold(
        [grown],
        learn,
        folds_of(learn.codes, seed=1),
        lambda one, places: one.predict_proba(learn.features[places]),
        lambda done, total: seen.append(done),
    )
    assert seen == [0, 1, 2, 3, 4, 5]
    assert (grown.predict(learn.features) == learn.codes).mean() > 0.8
    assert 0.42 < (found.argmax(1) == learn.codes).mean() < 0.58


def test_one_class_is_left_in_a_fold() -> None:
    learn = Matrix(np.arange(12.0)[:, None], np.array([1] + [0] * 11))
    grown = HistGradientBoostingClassifier(max_iter=2).fit(learn.features, learn.codes)
    found = out_of_fold(
        [grown],
        learn,
        folds_of(learn.codes, seed=1),
        lambda one, places: spread(one.predict_proba(learn.features[places]), one.classes_, 2),
        lambda done, total: None,
    )
    np.testing.assert_allclose(found.sum(1), 1)


def test_a_column_whose_few_values_lie_in_one_fold_stops_nothing() -> None:
    draw = np.random.default_rng(0)
    features = np.column_stack([draw.normal(size=60), np.full(60, np.nan)])
    features[0, 1] = 3.0
    codes = (features[:, 0] > 0).astype(np.int64)
    learner = HistGradientBoostingClassifier(max_iter=3, min_samples_leaf=2).fit(features, codes)
    without = _refitted(learner, features[1:], codes[1:])
    assert (without.predict(features) == codes).mean() > 0.9
