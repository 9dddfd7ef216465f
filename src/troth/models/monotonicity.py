"""In which direction boosted trees can move a probability as one number goes up, read off the trees themselves.

Where at every split on a column no leaf to the left is above any leaf to the right, the tree never falls in it,
whatever the other columns are; so does a sum of such trees, and a mean of such sums' probabilities. That is sufficient,
not necessary; it is what scikit-learn grows under `monotonic_cst`, but nothing here takes that attribute's word for it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.models.proofs import Direction, both

DIRECTIONS: tuple[Direction, ...] = ("rising", "falling")


def directions_of(estimator: Any, column: int, labels: Sequence[str]) -> dict[str, frozenset[Direction]]:
    """By label, how its probability is known to move as a column of numbers goes up; empty where nothing is known.

    estimator: a histogram gradient boosting of two classes, or a vote of some. labels: of its classes, in their order.
    """
    members = boostings_of(estimator)
    if len(labels) != 2 or not members or not all(_given_as_is(one, column) for one in members):
        return {}
    found = [set(DIRECTIONS)] + [_of_tree(tree, place) for one in members for tree, place in _trees(one, column)]
    kept = set.intersection(*found)
    by_direction = [both(labels, direction) for direction in DIRECTIONS if direction in kept]
    return {label: frozenset().union(*(one[label] for one in by_direction)) for label in labels} if kept else {}


def boostings_of(estimator: Any) -> list[Any]:
    """The histogram gradient boostings that answer together; none where anything else has a say."""
    if type(estimator).__name__ == "VotingClassifier":
        if estimator.voting != "soft" or estimator.weights is not None:
            return []
        parts = [boostings_of(one) for one in estimator.estimators_]
        return [one for part in parts for one in part] if all(parts) else []
    if type(estimator).__name__ == "FrozenEstimator":
        return boostings_of(estimator.estimator)
    known = type(estimator).__name__ == "HistGradientBoostingClassifier" and len(estimator.classes_) == 2
    return [estimator] if known else []


def _given_as_is(boosting: Any, column: int) -> bool:
    """Whether the trees see a column of numbers as it is: what stands before them could turn it round.

    The learner's own step checks numbers and hands them on; anything else proves nothing.
    """
    steps = boosting._preprocessor
    if steps is None:
        return True
    handed_on = [
        steps._transformer_to_input_indices[name]
        for name, step, *_ in steps.transformers_
        if type(step).__name__ == "FunctionTransformer" and _hands_on(step)
    ]
    return any(column in [int(one) for one in places] for places in handed_on)


def _hands_on(step: Any) -> bool:
    """Whether it is a check of numbers that keeps them whole."""
    check = step.func
    if not isinstance(check, functools.partial) or check.args or step.kw_args:
        return False
    named = (getattr(check.func, "__module__", ""), getattr(check.func, "__name__", ""))
    kept = check.keywords.get("dtype") == [np.float64] and set(check.keywords) == {"dtype", "ensure_all_finite"}
    return kept and named == ("sklearn.utils.validation", "check_array")


def _trees(boosting: Any, column: int) -> list[tuple[NDArray[Any], int]]:
    """The nodes of every tree, and the column's place as the trees count: categories come first there."""
    place = column
    if boosting._preprocessor is not None:
        steps = boosting._preprocessor
        order = [int(one) for name, *_ in steps.transformers_ for one in steps._transformer_to_input_indices[name]]
        place = order.index(column)
    return [(tree.nodes, place) for stage in boosting._predictors for tree in stage]


def _of_tree(nodes: NDArray[Any], column: int) -> set[Direction]:
    low, high = nodes["value"].astype(float), nodes["value"].astype(float)
    kept: set[Direction] = set(DIRECTIONS)
    for place in range(len(nodes) - 1, -1, -1):  # children lie behind their parents, see `trees`
        if nodes["is_leaf"][place]:
            continue
        left, right = int(nodes["left"][place]), int(nodes["right"][place])
        low[place], high[place] = min(low[left], low[right]), max(high[left], high[right])
        if nodes["feature_idx"][place] != column:
            continue
        if nodes["is_categorical"][place]:
            return set()
        kept -= {"rising"} if high[left] > low[right] else set()
        kept -= {"falling"} if low[left] < high[right] else set()
    return kept
