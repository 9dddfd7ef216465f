"""Why a row: the error of a weight is that of drawing reference rows too; there is none where all were asked about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from troth.explain import explain_row
from troth.models import Description, Prediction
from troth.progress import Progress, silent


class Bent:
    """A model of numbers whose probability bends, so that what a feature says hangs on the row it is taken from."""

    kind, labels, digest = "tabular-classification", ("no", "yes"), "sha256:" + "0" * 64

    def describe(self) -> Description:
        return Description("bent", self.kind, "memory", self.labels, None, None, 0)

    def predict(
        self, inputs: Mapping[str, Any], *, documents: object = None, progress: Progress = silent
    ) -> Prediction:
        columns = [np.asarray(column, np.float64) for column in inputs.values()]
        yes = 1 / (1 + np.exp(-columns[0] * columns[1] - sum(columns[2:], columns[0])))
        shares = np.stack([1 - yes, yes], axis=1).astype(np.float32)
        return Prediction(shares.argmax(axis=1).astype(np.int32), shares)


def rows(count: int, features: int) -> dict[str, Any]:
    drawn = np.random.default_rng(0).normal(size=(features, count))
    return {f"x{number}": column for number, column in enumerate(drawn)}


@pytest.mark.parametrize("features", [2, 3])
def test_the_error_is_how_far_other_reference_rows_lead(features: int) -> None:
    row = {name: np.array([1.0]) for name in rows(1, features)}
    found = [explain_row(Bent(), row, rows(3000, features), seed=seed) for seed in range(40)]
    scatter = np.std([one.weights for one in found], axis=0).max()
    errors = [one.error for one in found]
    assert 0.7 < np.mean(errors) / scatter < 1.4
    for one in found:
        assert sum(one.weights) == pytest.approx(one.probability - one.base)


def test_there_is_none_where_every_row_and_subset_is_asked_about() -> None:
    row = {name: np.array([1.0]) for name in rows(1, 3)}
    assert explain_row(Bent(), row, rows(100, 3)).error == 0
    assert explain_row(Bent(), {"x0": row["x0"], "x1": row["x1"]}, rows(101, 2)).error > 0
