"""Weights by which groups and labels are independent, or all codes weigh alike."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from troth.data.balancing import balancing_weights, even_weights

ROWS = st.lists(st.tuples(st.integers(-1, 2), st.integers(0, 2)), min_size=1, max_size=60)


def test_weights_make_groups_and_labels_independent() -> None:
    groups, labels = np.array([0, 0, 0, 1, 1, -1]), np.array([1, 1, 0, 0, 0, 1])
    weights = balancing_weights(groups, labels)
    np.testing.assert_allclose(weights, [3 * 2 / 5 / 2, 3 * 2 / 5 / 2, 3 * 3 / 5 / 1, 2 * 3 / 5 / 2, 2 * 3 / 5 / 2, 1])


@given(ROWS)
def test_groups_keep_their_mass_and_rows_of_none_weigh_one(rows: list[tuple[int, int]]) -> None:
    groups, labels = (np.array(column) for column in zip(*rows, strict=True))
    weights = balancing_weights(groups, labels)
    assert (weights[groups < 0] == 1).all()
    full = {(g, y) for g, y in rows if g >= 0}
    if len(full) == len({g for g, _ in full}) * len({y for _, y in full}):  # a cell without rows holds no mass
        np.testing.assert_allclose(weights.sum(), len(rows))


@given(st.lists(st.integers(-1, 4), min_size=1, max_size=60))
def test_every_code_weighs_the_same(codes: list[int]) -> None:
    told = np.array(codes)
    weights = even_weights(told)
    masses = {round(float(weights[told == code].sum()), 9) for code in set(codes) - {-1}}
    assert len(masses) <= 1
    np.testing.assert_allclose(weights.sum(), len(codes))
    assert (weights[told < 0] == 1).all()
