"""Recall of the same entities in several versions: intervals that hold for pairs, by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from troth.measures import Versions, counterfactual_recall_difference, more_needed
from troth.standard import Estimate, NotMeasured

DOCUMENTS = 110


def drawn(rates: list[float], seed: int, *, hard: float = 0.5) -> Versions:
    """Entities of which some are hard in every version, whole documents more than others.

    rates: the share of all entities that each version finds; what it does not find is in documents of their own.
    """
    draw = np.random.default_rng(seed)
    documents = np.repeat(np.arange(DOCUMENTS), draw.integers(2, 10, DOCUMENTS))
    bad = np.repeat(draw.random((DOCUMENTS, len(rates))) < hard, np.bincount(documents), axis=0)
    missed = draw.random((len(documents), len(rates))) < (1 - np.array(rates)) * np.where(bad, 1.5, 0.5)
    return Versions(tuple(f"origin {number}" for number in range(len(rates))), ~missed, documents)


def estimate(versions: Versions, confidence: float = 0.95) -> Estimate:
    found = counterfactual_recall_difference(versions, confidence=confidence, label="PER")
    assert isinstance(found, Estimate)
    return found


def test_counts_are_those_of_a_hand() -> None:
    found = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [1, 1, 0]], bool)
    versions = Versions(("a", "b", "c"), found, np.array([3, 3, 5, 5]))
    assert versions.sizes.tolist() == [2, 2]
    assert versions.right.tolist() == [[2, 1, 0], [2, 2, 1]]
    assert versions.only[:, 0, 2].tolist() == [2, 1]
    assert versions.only[:, 2, 0].tolist() == [0, 0]
    made = estimate(versions)
    assert made.value == 0.75
    assert made.low <= 0.75 <= made.high
    assert made.thin is not None
    assert made.counts == {"n": 4, "documents": 2}
    assert [(part.name, part.value, dict(part.counts)) for part in made.parts] == [
        ("a", 1.0, {"n": 4, "successes": 4}),
        ("b", 0.75, {"n": 4, "successes": 3}),
        ("c", 0.25, {"n": 4, "successes": 1}),
    ]


@pytest.mark.parametrize("rates", [[0.9] * 2, [0.97] * 8, [0.6] * 4])
def test_versions_that_are_alike_have_no_gap_that_is_seen(rates: list[float]) -> None:
    made = [estimate(drawn(rates, seed)) for seed in range(60)]
    assert sum(each.low > 0 for each in made) <= 6  # three is the most that is stated
    assert all(each.thin is None for each in made)


@pytest.mark.parametrize("rates", [[0.95, 0.85], [0.98, 0.97, 0.9, 0.96], [0.99, 0.97]])
def test_a_gap_lies_in_its_interval_as_often_as_is_stated(rates: list[float]) -> None:
    gap = max(rates) - min(rates)
    made = [estimate(drawn(rates, seed)) for seed in range(80)]
    assert sum(each.high < gap for each in made) <= 6
    assert sum(each.low > gap for each in made) <= 6


def test_what_is_missed_alike_is_told_from_a_gap_sooner_than_by_groups_of_others() -> None:
    versions = drawn([0.7], 3)
    same = np.repeat(versions.found, 2, axis=1)
    same[:3, 1] = ~same[:3, 1]
    made = estimate(Versions(("a", "b"), same, versions.documents))
    assert made.high < 0.06  # two groups of as many other people would have 0.08


def test_more_entities_are_asked_for_where_a_limit_lies_within() -> None:
    made = estimate(drawn([0.95, 0.85], 1))
    more = more_needed(made, made.value + 0.01)
    assert more is not None
    assert more.of == "entities of type PER"
    wider = made.growth
    assert wider is not None
    assert wider.interval([4.0])[1] < made.high


def test_nothing_is_measured_without_entities() -> None:
    found = counterfactual_recall_difference(
        Versions(("a", "b"), np.zeros((0, 2), bool), np.zeros(0, np.int64)), confidence=0.9, label="PER"
    )
    assert isinstance(found, NotMeasured)
    assert found.reason == "no entities of type PER to measure on"
