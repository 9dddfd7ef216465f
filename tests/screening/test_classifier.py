"""A classifier is written and read again as it was, but for eight bits; what ships is small and opens no pickle."""

from __future__ import annotations

import pickle
from importlib import resources
from io import BytesIO

import numpy as np
import pytest

from troth.screening.classifier import Classifier, classifier, read
from troth.screening.features import TABLE, features


def test_it_is_read_as_it_was_written() -> None:
    weights = np.random.default_rng(0).normal(size=TABLE).astype(np.float32)
    made = Classifier(weights, -1.5, 0.25, -0.5)
    again = read(made.written())
    assert np.abs(again.weights - weights).max() <= np.abs(weights).max() / 254 + 1e-6
    assert (again.bias, again.attack, again.unsure) == (-1.5, 0.25, -0.5)
    assert made.written() == made.written()
    seen = features("one two three four five six seven eight nine ten " * 3)
    assert again.worst(seen)[0] == pytest.approx(made.worst(seen)[0], abs=0.5)


def test_a_pickle_is_not_opened() -> None:
    file = BytesIO()
    np.savez(file, weights=np.array([pickle.dumps(1)], object), numbers=np.zeros(4))
    with pytest.raises(ValueError, match="allow_pickle"):
        read(file.getvalue())


@pytest.mark.parametrize("source", ["user", "document"])
def test_what_ships_is_small_and_unsure_lies_below_attack(source: str) -> None:
    place = resources.files("troth.screening") / "weights" / f"{source}.npz"
    assert len(place.read_bytes()) < 1_000_000
    judge = classifier(source)  # type: ignore[arg-type]
    assert judge.unsure < judge.attack
    assert len(judge.weights) == TABLE
