"""The skops bytes of an estimator depend on the estimator alone, and open again."""

from __future__ import annotations

import numpy as np
import pytest

from troth.training.skops_file import skops_bytes

DRAWN = np.random.default_rng(3)
FEATURES = DRAWN.normal(size=(80, 3))
CODES = (FEATURES[:, 0] > 0).astype(int)


def fitted(regularisation: float = 1.0) -> object:
    linear = pytest.importorskip("sklearn.linear_model")
    return linear.LogisticRegression(C=regularisation).fit(FEATURES, CODES)


def test_two_fits_give_the_same_bytes() -> None:
    assert skops_bytes(fitted()) == skops_bytes(fitted())


def test_another_estimator_gives_other_bytes() -> None:
    assert skops_bytes(fitted(1.0)) != skops_bytes(fitted(0.1))


def test_it_opens_again_and_answers_the_same() -> None:
    import skops.io

    estimator = fitted()
    again = skops.io.loads(skops_bytes(estimator))
    np.testing.assert_array_equal(again.predict_proba(FEATURES), estimator.predict_proba(FEATURES))  # type: ignore[attr-defined]
