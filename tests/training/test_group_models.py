from __future__ import annotations

import numpy as np

from troth.models import belief_of
from troth.training.boosting import Matrix
from troth.training.cross_fitting import folds_of
from troth.training.group_models import BLIND_ROUNDS, Grouping, Teller, tell


class World:
    """Two groups that one feature tells and the truth tells a little; some rows are in none."""

    def __init__(self, learn: int = 2000, check: int = 600) -> None:
        draw = np.random.default_rng(2)
        rows = learn + check
        feature = draw.normal(size=(rows, 1))
        truth = draw.integers(0, 2, rows)
        self.chance = 1 / (1 + np.exp(-2 * feature[:, 0] - truth))
        group = (draw.random(rows) < self.chance).astype(np.int64)
        group[draw.random(rows) < 0.1] = -1
        self.grouping = Grouping(("g",), ("a", "b"), group[:learn], group[learn:])
        self.learn, self.check = Matrix(feature[:learn], truth[:learn]), Matrix(feature[learn:], truth[learn:])
        self.scores = np.full((rows, 2), 0.5)
        self.folds = folds_of(self.learn.codes, seed=1)

    def told(self) -> Teller:
        return tell(
            self.grouping, self.learn, self.check, self.scores, self.folds,
            categories=[False], seed=3, watched=lambda done, total: None,
        )  # fmt: skip


def test_a_belief_is_as_often_right_as_it_says() -> None:
    world = World()
    told = world.told()
    belief = told.belief
    assert belief.shape == (2600, 2, 2)
    given = belief[:, 1] / 0.5  # P(second group | features, truth), of each truth
    truth = np.concatenate([world.learn.codes, world.check.codes])
    said = given[np.arange(2600), truth]
    assert abs(said.mean() - (world.grouping.codes == 1).mean()) < 0.02
    assert np.corrcoef(said, 0.9 * world.chance)[0, 1] > 0.9
    np.testing.assert_allclose(belief.sum((1, 2)).mean(), 0.9, atol=0.02)  # the rest is in no group


def test_it_says_of_new_rows_what_it_says_of_validation_rows() -> None:
    world = World()
    told = world.told()
    found = belief_of(told.estimator, world.check.features, world.scores[2000:], 2)
    np.testing.assert_array_equal(found, told.belief[2000:])


def test_without_validation_rows_it_stops_by_itself() -> None:
    told = World(check=0).told()
    assert told.belief.shape == (2000, 2, 2)
    assert told.estimator.n_iter_ == BLIND_ROUNDS


def test_members_are_those_that_are_named() -> None:
    grouping = Grouping(("g",), ("a", "b"), np.array([0, -1]), np.array([1]))
    np.testing.assert_array_equal(grouping.members, [[1, 0], [0, 0], [0, 1]])
