"""Rows drawn until cells are as large as asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.data.balancing import Drawn, drawn, even_weights

CODES = st.lists(st.integers(-1, 3), min_size=1, max_size=80).map(np.array)


def sizes(codes: np.ndarray, found: Drawn) -> set[int]:
    rows = np.concatenate([found.kept, found.again])
    return {int((codes[rows] == code).sum()) for code in set(codes.tolist()) - {-1}}


@given(CODES, st.integers(0, 9))
def test_over_brings_all_to_the_largest_and_loses_none(codes: np.ndarray, seed: int) -> None:
    found = drawn("over", codes, even_weights(codes), seed)
    assert found.kept.tolist() == list(range(len(codes)))
    assert sizes(codes, found) <= {max(((codes == code).sum() for code in set(codes.tolist()) - {-1}), default=0)}
    for code in set(codes.tolist()) - {-1}:
        times = np.bincount(found.again, minlength=len(codes))[codes == code]
        assert np.ptp(times) <= 1, "no row more than once oftener than another of its cell"


@given(CODES, st.integers(0, 9))
def test_under_brings_all_to_the_smallest_and_adds_none(codes: np.ndarray, seed: int) -> None:
    found = drawn("under", codes, even_weights(codes), seed)
    assert not len(found.again)
    assert sizes(codes, found) <= {min(((codes == code).sum() for code in set(codes.tolist()) - {-1}), default=0)}
    assert set(np.flatnonzero(codes < 0)) <= set(found.kept.tolist())
    assert (np.diff(found.kept) > 0).all()


@pytest.mark.parametrize("seed", range(5))
def test_resample_draws_each_row_as_often_as_it_weighs(seed: int) -> None:
    codes = np.repeat([0, 1, -1], [900, 100, 50])
    weights = even_weights(codes)
    found = drawn("resample", codes, weights, seed)
    times = np.bincount(np.concatenate([found.kept, found.again]), minlength=len(codes))
    assert ((times == np.floor(weights)) | (times == np.ceil(weights))).all()
    assert (times[codes < 0] == 1).all()
    # 900 rows that weigh 5/9 each: 500 are expected, and a binomial's four standard errors are 60
    assert abs(times[codes == 0].sum() - 500) <= 60
    assert times[codes == 1].sum() == 500


def test_the_same_seed_draws_the_same() -> None:
    codes = np.arange(60) % 7 % 3
    first, again, other = (drawn("under", codes, even_weights(codes), seed) for seed in (1, 1, 2))
    assert first.kept.tolist() == again.kept.tolist() != other.kept.tolist()
