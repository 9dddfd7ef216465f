"""Copies of texts that say otherwise what they said."""

from __future__ import annotations

import numpy as np
import pytest

from troth.data.balancing import COPIES, changed

TEXTS = ["My wife is a Muslim woman.", "Where is my card?", ""]


@pytest.mark.parametrize("kind", COPIES)
def test_what_differs_is_told(kind: str) -> None:
    found = changed(TEXTS, kind, 3, synonyms={"card": ["ticket"]})
    assert found.differ.tolist() == [one != other for one, other in zip(TEXTS, found.texts, strict=True)]
    assert found.differ.any()
    assert not found.differ[2]


def test_a_copy_that_says_something_else_is_not_taken() -> None:
    found = changed(
        ["a card", "the card"], "synonyms", 1, synonyms={"card": ["dog"]}, alike=lambda a, b: np.array([True, False])
    )
    assert found.texts == ["a dog", "the card"]
    assert found.differ.tolist() == [True, False]
