"""What the trees of a boosting show of its direction in a column, whatever its attributes claim."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from troth.models.monotonicity import directions_of

DICE = np.random.default_rng(3)
MATRIX = np.column_stack([DICE.normal(size=400), DICE.integers(0, 4, 400), DICE.normal(size=400)])
TRUTH = (MATRIX[:, 0] + (MATRIX[:, 1] == 2) - MATRIX[:, 2] + DICE.normal(size=400) > 0).astype(int)
LABELS = ("no", "yes")


def grown(directions: list[int] | None, **more: Any) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    learner = HistGradientBoostingClassifier(
        max_iter=20, monotonic_cst=directions, categorical_features=[False, True, False], random_state=0, **more
    )
    return learner.fit(MATRIX, TRUTH)


def test_constrained_trees_show_it_of_their_own_columns() -> None:
    model = grown([1, 0, -1])
    assert directions_of(model, 0, LABELS) == {"yes": {"rising"}, "no": {"falling"}}
    assert directions_of(model, 2, LABELS) == {"yes": {"falling"}, "no": {"rising"}}
    assert directions_of(model, 1, LABELS) == {}


def test_an_attribute_alone_shows_nothing() -> None:
    model = grown(None)
    model.monotonic_cst = [1, 0, -1]
    assert directions_of(model, 0, LABELS) == {}


def test_numbers_turned_round_before_the_trees_show_nothing() -> None:
    model = grown([1, 0, -1])
    steps = {name: step for name, step, *_ in model._preprocessor.transformers_}
    steps["numerical"].func = np.negative
    assert directions_of(model, 0, LABELS) == {}
    assert directions_of(model, 2, LABELS) == {}


def test_a_column_without_a_split_moves_nothing() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    still = np.column_stack([MATRIX[:, 0], np.zeros(400)])
    model = HistGradientBoostingClassifier(max_iter=3, random_state=0).fit(still, TRUTH)
    assert directions_of(model, 1, LABELS) == {name: {"rising", "falling"} for name in LABELS}


@pytest.mark.parametrize("kind", ["LogisticRegression", "soft vote with weights"])
def test_of_anything_else_nothing_is_known(kind: str) -> None:
    from sklearn.ensemble import VotingClassifier
    from sklearn.linear_model import LogisticRegression

    linear = LogisticRegression().fit(MATRIX, TRUTH)
    if kind != "LogisticRegression":
        linear = VotingClassifier([("a", grown([1, 0, -1]))], voting="soft", weights=[1]).fit(MATRIX, TRUTH)
    assert directions_of(linear, 0, LABELS) == {}
