"""Features that give away a group which is not among them: how well a small boosting tells each group from them.

To leave a protected column out of a model keeps nothing from it that the other columns tell. A group counts as told
where the low end of the interval of its area under the ROC curve, on test rows after fitting on training rows, is at
least TOLD. That is a finding, not a verdict: what follows from it, the clauses on gaps between groups say.

12 CFR 1002.4(a), supplement I; A. Datta et al. (2017), Proxy discrimination in data-driven systems, arXiv 1707.08120.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.data import Dataset, Finding, Split
from troth.measures import Scores, auc
from troth.models import encode_columns, learn_columns, one_thread
from troth.standard import TABLE, Estimate

TOLD = 0.8
"""Area under the ROC curve; 0.5 is chance. Of ten pairs of rows in and out of the group eight are told apart."""

ROWS = 10_000
"""Rows of either split that are looked at, evenly spread; the interval is then 0.02 wide at most."""

LEAST = 20
"""Rows in and out of a group in both splits from which on it is looked at."""

SMALL: dict[str, Any] = {"max_iter": 40, "max_leaf_nodes": 8, "early_stopping": False, "random_state": 0}
"""A boosting that takes a second."""

Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


def proxies(dataset: Dataset, given: Sequence[str], confidence: float, *, grave: bool) -> list[Finding]:
    """A finding for each group column that the features tell a group of.

    given: the features that a model is given; a group column among them needs no proxy. grave: whether it is a warning.
    Where scikit-learn is not installed, the finding is that nothing was looked for.
    """
    columns = [name for name in dataset.train.roles.groups if name not in given]
    if dataset.kind != TABLE or not columns or not given:
        return []
    try:
        import sklearn.ensemble  # noqa: F401
    except ImportError:
        what = "whether features give away groups was not looked at, as scikit-learn is not installed"
        return [Finding("note", what, None, split="test")]
    parts = _Parts.of(dataset, given)
    if not parts.names:
        return []
    with one_thread():
        found = [parts.told(column, confidence) for column in columns]
    return [Finding("warning" if grave else "note", what, None, split="test") for what in found if what is not None]


@dataclass(frozen=True, slots=True)
class _Parts:
    """Rows of the training and the test split. names: of the columns of the features, each [rows, columns]."""

    splits: tuple[Split, Split]
    rows: tuple[Codes, Codes]
    features: tuple[Floats, Floats]
    names: tuple[str, ...]

    @classmethod
    def of(cls, dataset: Dataset, given: Sequence[str]) -> _Parts:
        splits = (dataset.train, dataset.test)
        rows = (_spaced(len(dataset.train)), _spaced(len(dataset.test)))
        learn, check = (_columns(split, given, places) for split, places in zip(splits, rows, strict=True))
        columns = learn_columns(learn)
        features = (encode_columns(columns, learn), encode_columns(columns, check))
        filled = np.flatnonzero(~np.isnan(features[0]).all(0))  # a column without a value tells nothing
        names = tuple(columns[place].name for place in filled)
        return cls(splits, rows, (features[0][:, filled], features[1][:, filled]), names)

    def told(self, column: str, confidence: float) -> str | None:
        """The sentence about a group column, None where no group of it is told."""
        areas = {
            name: area for name, sides in self._sides(column) if (area := self._area(sides, confidence)) is not None
        }
        name = max(areas, key=lambda one: areas[one].low, default=None)
        if name is None or areas[name].low < TOLD:
            return None
        best = areas[name]
        sides = dict(self._sides(column))[name]
        alone = [self._area(sides, confidence, (place,)) for place in range(len(self.names))]
        most = self.names[int(np.argmax([one.value if one else 0.0 for one in alone]))]
        return (
            f"the features tell {name} of {column}, which is not among them: area under the ROC curve {best.value:.2f} "
            f"[{best.low:.2f}, {best.high:.2f}] on test rows; most of all {most}"
        )

    def _sides(self, column: str) -> Iterator[tuple[str, tuple[Mask, Mask]]]:
        """Which rows are in each group that has rows enough in and out of it."""
        if not all(split.has_groups(column) for split in self.splits):
            return
        learn, check = (split.groups(column) for split in self.splits)
        for place, name in enumerate(learn.names):
            inside = (np.isin(self.rows[0], learn.members(place)), np.isin(self.rows[1], check.members(place)))
            if all(LEAST <= int(one.sum()) <= len(one) - LEAST for one in inside):
                yield name, inside

    def _area(self, sides: tuple[Mask, Mask], confidence: float, columns: tuple[int, ...] = ()) -> Estimate | None:
        """How well the features, or some of them, tell who is inside."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        chosen = list(columns) or list(range(len(self.names)))
        learner = HistGradientBoostingClassifier(**SMALL).fit(self.features[0][:, chosen], sides[0])
        said = learner.predict_proba(self.features[1][:, chosen])
        found = auc(Scores.of(sides[1].astype(int), said, ("out", "in")), confidence=confidence, label="in")
        return found if isinstance(found, Estimate) else None


def _spaced(rows: int) -> Codes:
    return np.unique(np.linspace(0, rows - 1, min(rows, ROWS)).astype(np.int64))


def _columns(split: Split, names: Sequence[str], rows: Codes) -> dict[str, NDArray[Any]]:
    inputs = split.inputs()
    assert isinstance(inputs, dict)
    return {name: np.asarray(inputs[name])[rows] for name in names}
