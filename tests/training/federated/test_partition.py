"""Whose row is whose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.errors import TrainingError
from troth.training.federated.partition import dealt, owned


@settings(deadline=None)
@given(st.integers(2, 12), st.sampled_from([0.01, 0.5, 100.0]), st.integers(0, 2**30))
def test_every_row_has_one_owner_and_every_client_a_row(clients: int, skew: float, seed: int) -> None:
    codes = np.random.default_rng(seed).integers(0, 5, 60).astype(np.int32)
    parts = dealt(codes, clients, skew, seed)
    assert sorted(row for part in parts for row in part) == list(range(60))
    assert len(parts) == clients
    assert all(len(part) for part in parts)


def test_a_small_concentration_skews_labels() -> None:
    codes = np.repeat(np.arange(10), 100).astype(np.int32)

    def largest(skew: float) -> float:
        parts = dealt(codes, 5, skew, 1)
        return float(np.mean([max(np.sum(codes[part] == code) for part in parts) / 100 for code in range(10)]))

    assert largest(0.1) > 0.7
    assert largest(1000.0) < 0.3


def test_the_same_seed_deals_the_same() -> None:
    codes = np.zeros(50, np.int32)
    assert all(
        (one == other).all() for one, other in zip(dealt(codes, 3, 1.0, 5), dealt(codes, 3, 1.0, 5), strict=True)
    )


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(TrainingError, match="cannot be dealt out"):
        dealt(np.zeros(2, np.int32), 3, 1.0, 0)


def test_a_column_says_whose_rows_they_are() -> None:
    names, parts = owned(["b", "a", "b"])
    assert names == ("a", "b")
    assert [part.tolist() for part in parts] == [[1], [0, 2]]


@pytest.mark.parametrize("owners", [["a", "a"], []])
def test_one_owner_is_too_few(owners: list[str | None]) -> None:
    with pytest.raises(TrainingError, match="nobody to learn from"):
        owned(owners)


def test_a_row_of_nobody_is_refused() -> None:
    with pytest.raises(TrainingError, match="1 training rows do not say"):
        owned(["a", None, "b"])
