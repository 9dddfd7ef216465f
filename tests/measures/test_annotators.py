"""Agreement of annotators beyond chance."""

from __future__ import annotations

import numpy as np
import pytest

from troth.measures import krippendorff_alpha
from troth.standard import Estimate, NotMeasured


def votes(*observers: str) -> np.ndarray:
    labels = sorted(set("".join(observers)) - {"."})
    return np.array(
        [[sum(one[at] == label for one in observers) for label in labels] for at in range(len(observers[0]))]
    )


def alpha(found: object) -> float:
    assert isinstance(found, Estimate)
    return found.value


def test_two_observers_as_krippendorff_works_it_out() -> None:
    found = krippendorff_alpha(votes("0100000010", "1110010000"), confidence=0.95)
    assert alpha(found) == pytest.approx(0.095, abs=5e-4)


def test_full_agreement_is_one_and_none_is_below_nought() -> None:
    assert alpha(krippendorff_alpha(votes("ababab" * 20, "ababab" * 20), confidence=0.95)) == 1
    assert alpha(krippendorff_alpha(votes("ababab" * 20, "bababa" * 20), confidence=0.95)) < 0


def test_what_cannot_be_told() -> None:
    assert isinstance(krippendorff_alpha([[1, 0], [0, 1]], confidence=0.95), NotMeasured)
    assert isinstance(krippendorff_alpha([[2, 0], [3, 0]], confidence=0.95), NotMeasured)


def test_the_interval_holds_the_alpha_that_rows_are_drawn_with() -> None:
    """Two observers who agree on a share of rows and else label by chance: alpha is that share."""
    held = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        first, other = rng.integers(3, size=(2, 300))
        second = np.where(rng.random(300) < 0.6, first, other)
        found = krippendorff_alpha(np.eye(3, dtype=int)[first] + np.eye(3, dtype=int)[second], confidence=0.95)
        assert isinstance(found, Estimate)
        held += found.low <= 0.6 <= found.high
    assert held >= 53


def test_few_rows_without_agreement_are_said_to_be_few() -> None:
    found = krippendorff_alpha(votes("ab" * 100 + "a", "ab" * 100 + "b"), confidence=0.95)
    assert isinstance(found, Estimate)
    assert found.high == 1
    assert found.thin
