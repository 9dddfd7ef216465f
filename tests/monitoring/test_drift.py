"""A tenth of the traffic that is unlike the reference is found within a thousand; what creeps is found too."""

from __future__ import annotations

import numpy as np
import pytest

from monitoring.logs import decisions, document, reference
from troth.monitoring import Decided, Found, Reference, read_reference
from troth.monitoring.decided import Batch
from troth.monitoring.drift import ConfidenceDrift, InputDrift, OutputDrift
from troth.monitoring.part import Part
from troth.monitoring.source import Source

ALARMS = 0.01
FROZEN = reference()


def batch(made: list[dict[str, object]], start: int = 0) -> Batch:
    """As from a log in which a decision comes every tenth of a second."""
    return Batch([Decided(start + number, 0.1 * (start + number), told) for number, told in enumerate(made)])


def found(source: Source, made: Batch) -> list[Found]:
    (rows,) = source.decisions(made)
    return Part("", rows.norm, ALARMS, 0.95).take(rows)


def source_of(kind: str, frozen: Reference = FROZEN, tolerance: float = 0.0) -> Source:
    assert frozen.inputs is not None
    assert frozen.predictions is not None
    if kind == "output":
        return OutputDrift(frozen.predictions, tolerance)
    if kind == "confidence":
        return ConfidenceDrift(frozen.predictions, tolerance)
    return InputDrift(frozen.inputs, tolerance, far=kind == "input")


@pytest.mark.parametrize("kind", ["input", "embedding", "output", "confidence"])
def test_nothing_is_found_where_nothing_changed(kind: str) -> None:
    for seed in range(2):
        assert found(source_of(kind), batch(decisions(np.random.default_rng(seed), 8_000))) == []


@pytest.mark.parametrize("before", [0, 5_000])
@pytest.mark.parametrize("kind", ["input", "embedding"])
def test_a_tenth_of_strange_inputs_is_found(kind: str, before: int) -> None:
    draw = np.random.default_rng(8)
    made = [*decisions(draw, before), *decisions(draw, 1_000, strange=0.1)]
    (first, *_) = found(source_of(kind), batch(made))
    assert before < first.until < before + 1_000
    assert first.rose
    if kind == "embedding":
        assert first.feature == "inputs in cell 3"
        assert all(made[row]["seen"]["cell"] == 3 for row in first.rows)  # type: ignore[index]


def test_what_creeps_in_is_found() -> None:
    slowly = np.linspace(0, 0.05, 30_000)
    (first, *_) = found(source_of("input"), batch(decisions(np.random.default_rng(3), 30_000, strange=slowly)))
    assert first.until < 25_000


def test_answers_and_confidence_that_change_are_found() -> None:
    draw = np.random.default_rng(4)
    (first, *_) = found(source_of("confidence"), batch(decisions(draw, 3_000, harder=0.2)))
    assert first.until < 3_000
    made = decisions(draw, 3_000)
    for one in made[::3]:
        one["label"] = "yes"
    assert found(source_of("output"), batch(made))
    made = decisions(draw, 3_000)
    for one in made[::50]:
        one["label"] = "perhaps"
    assert found(source_of("output"), batch(made))[0].feature == "answers that the reference has not"


def test_a_limit_is_a_distance_that_may_be_gone() -> None:
    made = batch(decisions(np.random.default_rng(6), 6_000, strange=0.1))
    assert found(source_of("input", tolerance=0.15), made) == []
    assert found(source_of("input", tolerance=0.02), made)


def test_many_cells_are_looked_at_in_lots_and_unknown_ones_not_at_all() -> None:
    told = document(cells=300)
    source = source_of("input", read_reference(told))
    made = decisions(np.random.default_rng(1), 50)
    made[0]["seen"] = {"far": 0.5, "cell": 999}
    made[1]["seen"] = {"cell": 2}
    made[2]["seen"] = {"far": "near", "cell": True}
    (rows,) = source.decisions(batch(made))
    assert rows.values.shape == (47, 32 + 4)
    assert (rows.values[:, :32].sum(axis=1) == 1).all()


def test_labels_of_words_are_no_single_label() -> None:
    assert list(source_of("output").decisions(batch([{"outcome": "answered", "probability": 0.5}] * 9))) == []
    assert list(source_of("confidence").decisions(batch([{"outcome": "refused", "by": "rules"}] * 9))) == []
