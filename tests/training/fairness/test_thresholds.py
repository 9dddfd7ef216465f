"""Thresholds by group: they hold the clause that is asked for, whichever it is, and read no group that is none."""

from __future__ import annotations

import numpy as np
import pytest

from troth.measures import Table, by_name
from troth.standard import Estimate, parse_clause
from troth.training.boosting import Matrix
from troth.training.constraints.components import Shape
from troth.training.constraints.target import target_of
from troth.training.fairness.group_reader import read, reader_of
from troth.training.fairness.thresholds import Answers, thresholds_of
from troth.training.group_models import Grouping
from troth.training.held_out import Ungoverned
from troth.training.wanted_clauses import Wanted

LABELS, NAMES = ("no", "yes"), ("F", "M")
CLAUSES = (
    "demographic_parity_difference(group=sex) <= 0.1",
    "demographic_parity_ratio(group=sex) >= 0.8",
    "equal_opportunity_difference(group=sex) <= 0.1",
    "equalized_odds_difference(group=sex) <= 0.1",
)


class World:
    """Two groups of other base rates, and scores that come in steps, so that many are equal."""

    def __init__(self, rows: int = 4000) -> None:
        draw = np.random.default_rng(1)
        self.sex = draw.integers(0, 2, rows)
        chance = np.round(1 / (1 + np.exp(-2 * draw.normal(size=rows) - np.where(self.sex == 1, 1.2, -1.2))), 2)
        self.truth = (draw.random(rows) < chance).astype(np.int64)
        self.scores = np.stack([1 - chance, chance], axis=1)
        self.grouping = Grouping(("sex",), NAMES, self.sex, np.zeros(0, np.int64))

    def wanted(self, text: str) -> Wanted:
        target = target_of(parse_clause(text, article="fairness"), Shape(NAMES, LABELS, "yes"), np.full((2, 2), 500.0))
        assert target is not None
        return Wanted(target, self.grouping)

    def value(self, text: str, said: np.ndarray) -> float:
        measure = by_name(text.partition("(")[0])
        table = Table.count(self.truth, said, LABELS, self.grouping.groups())
        found = measure(table, confidence=0.95, label="yes")  # type: ignore[misc]
        assert isinstance(found, Estimate)
        return found.value


@pytest.mark.parametrize("text", CLAUSES)
def test_the_clauses_own_measure_is_held_with_a_margin(text: str) -> None:
    world = World()
    plain = world.value(text, (world.scores[:, 1] > 0.5).astype(int))
    answers = Answers.of(world.scores, world.sex, world.truth, 1, None)
    found = world.value(text, answers.given(thresholds_of(answers, 2, [world.wanted(text)])))
    if ">=" in text:
        assert plain < 0.8 < 0.897 < found
    else:
        assert plain > 0.1 > 0.053 > found


def test_what_rules_bar_counts_and_who_is_in_no_group_keeps_the_half() -> None:
    world = World()
    barred = np.zeros((4000, 2), bool)
    barred[:, 1] = (world.sex == 0) & (np.arange(4000) % 2 == 0)
    groups = np.where(np.arange(4000) < 40, -1, world.sex)
    answers = Answers.of(world.scores, groups, world.truth, 1, barred)
    said = answers.given(thresholds_of(answers, 2, [world.wanted(CLAUSES[0])]))
    assert not said[barred[:, 1]].any()
    free = ~barred[:40, 1]
    np.testing.assert_array_equal(said[:40][free], (world.scores[:40, 1] > 0.5)[free])
    assert world.value(CLAUSES[0], said) <= 0.053


def test_only_known_values_together_are_a_group() -> None:
    draw = np.random.default_rng(2)
    features = np.column_stack([draw.normal(size=300), draw.integers(0, 2, 300), draw.choice([1.0, 3.0], 300)])
    kept = ~((features[:, 1] == 1) & (features[:, 2] == 3.0))
    features = features[kept]
    codes = (features[:, 1] + 2 * (features[:, 2] == 3.0)).astype(int)
    learn = Matrix(features, np.zeros(len(features), np.int64))
    model = Ungoverned((), None, 1.0, learn, learn, (False, True, False), 2)
    reader = reader_of(Grouping(("a", "b"), ("p", "q", "r"), codes, codes[:0]), model, (1, 2))
    np.testing.assert_array_equal(read(reader, features, 3), codes)
    nan = float("nan")
    asked = [[9.0, 1, 3], [nan, 0, 2], [0, 0, 4], [0, nan, 1], [0, 1, nan], [0, nan, nan], [nan, 0, 3]]
    assert read(reader, np.array(asked), 3).tolist() == [-1, -1, -1, -1, -1, -1, 2]
