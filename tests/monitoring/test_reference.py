"""What is frozen of a model's answers: shares and counts, read back strictly."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from monitoring.logs import LABELS, answers, document
from troth.errors import DataError
from troth.monitoring import read_reference, reference_of
from troth.monitoring.reference import NOT_SURE


def test_shares_are_those_that_a_gateway_would_log() -> None:
    draw = np.random.default_rng(1)
    probabilities, truths = answers(draw, 3_000)
    told = reference_of(probabilities, truths, LABELS, abstain_below=0.6)
    sure = np.round(probabilities.max(axis=1), 4)
    assert told["labels"][NOT_SURE] == pytest.approx((sure < 0.6).mean())
    assert sum(told["labels"].values()) == pytest.approx(1)
    assert sum(told["calibration"]["rows"]) == told["rows"] == 3_000
    assert sum(told["calibration"]["right"]) == (probabilities.argmax(axis=1) == truths).sum()
    for at, under in zip(told["confidence"]["at"], told["confidence"]["under"], strict=True):
        assert under == pytest.approx((sure <= at).mean())
    by_name = reference_of(probabilities, [LABELS[code] for code in truths], LABELS, abstain_below=0.6)
    assert by_name == told
    assert json.loads(json.dumps(told)) == told


def test_calibration_is_of_its_bins() -> None:
    read = read_reference(document(rows=6_000)).predictions
    assert read is not None
    sure = np.array([0.55, 0.75, 0.95])
    assert read.calibration.of(sure) == pytest.approx(sure, abs=0.06)
    assert (read.calibration.at_most(sure) >= read.calibration.of(sure)).all()


def test_equal_confidences_are_in_one_bin() -> None:
    told = reference_of([[1.0, 0.0]] * 300, ["no"] * 200 + ["yes"] * 100, LABELS)
    assert told["calibration"] == {"edges": [], "rows": [300], "right": [200]}


@pytest.mark.parametrize(
    ("probabilities", "truths"),
    [([[0.5, 0.5]] * 99, [0] * 99), ([[0.5, 0.5]] * 200, [0] * 100), ([[0.5, float("nan")]] * 200, [0] * 200)],
)
def test_what_does_not_fit_is_refused(probabilities: Any, truths: Any) -> None:
    with pytest.raises(DataError):
        reference_of(probabilities, truths, LABELS)


def changed(*path: str, to: Any) -> dict[str, Any]:
    made = json.loads(json.dumps(document()))
    place = made
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return dict(made)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        [],
        None,
        changed("format", to=2),
        changed("inputs", to={"rows": 0, "cells": [1.0]}),
        changed("inputs", "cells", to=[1.5]),
        changed("inputs", "rows", to=True),
        changed("predictions", "confidence", "under", to=[0.5]),
        changed("predictions", "labels", to=["no"]),
        changed("predictions", "labels", "no", to=float("nan")),
        changed("predictions", "calibration", "right", to=[10**9] * 20),
        changed("predictions", to=7),
    ],
)
def test_what_is_no_reference_is_told(wrong: Any) -> None:
    with pytest.raises(DataError):
        read_reference(wrong, where="reference.json")


def test_parts_may_be_missing() -> None:
    read = read_reference({"format": 1, "charter": "a", "model": "b"})
    assert (read.inputs, read.predictions) == (None, None)
