"""What reads a row's group off its features, exactly: of what training did not have it says that it is no group."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np

from troth.errors import TrainingError
from troth.training.constraints.components import Floats
from troth.training.cross_fitting import Codes
from troth.training.group_models import Grouping
from troth.training.held_out import Ungoverned

NEAREST = 0.5  # from a number: what lies further than half of that from every known one is no group
MOST = 200_000  # combinations of values that a tree is taught; more would be groups of a row each


def reader_of(grouping: Grouping, model: Ungoverned, places: Sequence[int]) -> Any:
    """A tree that reads the group off its columns; all others are held at one value, so that it cannot look at them.

    places: of the group columns among the features. Missing values, numbers off the known ones, and combinations that
    no row had are of a class of their own, one above the groups' codes. Raises TrainingError where there are too many
    combinations.
    """
    from sklearn.tree import DecisionTreeClassifier

    own = model.learn.features[:, list(places)]
    inside = np.isfinite(own).all(axis=1) & (grouping.learn >= 0)
    seen = dict(zip(map(tuple, own[inside].tolist()), grouping.learn[inside].tolist(), strict=True))
    values = [_around(column, whole=model.categories[place]) for column, place in zip(own.T, places, strict=True)]
    if prod(map(len, values)) > MOST:
        raise TrainingError(
            f"thresholds by group need groups of few values each, and {', '.join(grouping.columns)} have too many",
            remedy="Write training: {fairness: constraints}, or put the values into bands.",
        )
    rows = list(product(*values))
    features = np.zeros((len(rows), model.learn.features.shape[1] + 1))
    features[:, list(places)] = rows
    codes = [seen.get(row, len(grouping.names)) for row in rows]
    return DecisionTreeClassifier(random_state=0).fit(features, codes)


def read(reader: Any, features: Floats, groups: int) -> Codes:
    """The code of each row's group, [n]; -1 where it is none."""
    if not len(features):
        return np.zeros(0, np.int64)
    codes: Codes = reader.predict(np.column_stack([features, np.zeros(len(features))])).astype(np.int64)
    return np.where(codes < groups, codes, -1)


def _around(column: Floats, *, whole: bool) -> list[float]:
    """The values of a column, what lies close to them where it is one of numbers, and a missing one."""
    known = np.unique(column[np.isfinite(column)])
    step = min(NEAREST, float(np.diff(known).min(initial=1.0)) / 2)
    near = [] if whole else np.setdiff1d([*(known - step), *(known + step)], known).tolist()
    return [*known.tolist(), *near, float("nan")]
