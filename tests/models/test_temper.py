"""Temperature scaling keeps the order and the sum."""

from __future__ import annotations

import numpy as np

from troth.models import temper

ROWS = np.array([[0.7, 0.2, 0.1], [0.5, 0.5, 0.0]])


def test_one_changes_nothing() -> None:
    np.testing.assert_allclose(temper(ROWS, 1.0), ROWS)


def test_above_one_softens_and_keeps_the_answer() -> None:
    soft = temper(ROWS, 2.0)
    assert soft[0, 0] < 0.7
    assert (soft.argmax(axis=1) == ROWS.argmax(axis=1)).all()
    np.testing.assert_allclose(soft.sum(axis=1), 1)
    assert soft[1, 2] == 0
