"""What is looked at before an update is used."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.training.federated.update import LARGEST_SHARE, Layout, Unfit, checked, clipped, norm_of, weights_of


def test_a_layout_takes_arrays_apart_and_together() -> None:
    arrays = {"b": np.arange(6, dtype=np.float32).reshape(2, 3), "a": np.float32([7, 8])}
    layout = Layout.of(arrays)
    assert layout.size == 8
    back = layout.arrays(layout.flat(arrays))
    assert all((back[name] == arrays[name]).all() for name in arrays)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (None, "no vector of float32"),
        (np.zeros(3), "float64"),
        (np.zeros(4, np.float32), "shape"),
        (np.zeros((3, 1), np.float32), "shape"),
        (np.float32([0, np.nan, 0]), "not finite"),
        (np.float32([0, np.inf, 0]), "not finite"),
        (np.float32([0, 1e30, 0]), "norm"),
    ],
)
def test_what_is_no_update_is_refused(sent: object, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        checked(sent, 3)


@settings(deadline=None)
@given(st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=50), st.floats(1e-3, 1e3))
def test_what_is_clipped_is_no_longer_than_the_bound(numbers: list[float], bound: float) -> None:
    vector = np.float32(numbers)
    found = clipped(vector, bound)
    assert norm_of(found) <= bound
    if norm_of(vector) <= bound:
        assert (found == vector).all()


@settings(deadline=None)
@given(st.lists(st.integers(1, 10_000), min_size=3, max_size=20), st.integers(1, 2**60))
def test_a_lie_about_size_counts_for_twice_the_middle_at_most(claims: list[int], lie: int) -> None:
    weights = weights_of([*claims, lie])
    assert (weights > 0).all()
    assert weights[-1] <= LARGEST_SHARE * np.median(weights) * (1 + 1e-9)


@pytest.mark.parametrize("claim", [None, "many", float("nan"), float("inf"), -5, 0, True, 2**70])
def test_a_claim_that_is_no_number_of_rows_counts_as_one_row(claim: object) -> None:
    assert weights_of([100, 100, claim])[2] == weights_of([100, 100, 1])[2]
