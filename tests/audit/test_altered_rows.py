"""Rows with other values in a column: a fall between two quantiles is seen in the row it befalls, and is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from troth.audit import View, evidence_for
from troth.audit.altered_rows import values_of
from troth.data import Dataset, load
from troth.models import Description, Prediction
from troth.progress import Progress, silent
from troth.reports.words import words
from troth.standard import Charter, Estimate, read

CHARTER = """\
charter: 1
name: loans
task: {kind: tabular-classification, output: {labels: ["no", "yes"], positive: "yes"}}
model: {base: gradient-boosting}
data: {train: train.csv, test: test.csv,
       columns: {label: granted, features: [income, age, town]}}
compliance:
  - monotone(feature=income) >= 1
  - 'monotone(feature=income, label="no") >= 1'
  - monotone(feature=age) >= 1
  - counterfactual_consistency(of=income) >= 1
  - counterfactual_consistency(of=town) >= 1
"""
ROWS = 400
Shares = NDArray[np.float64]


class Scored:
    """A model whose probability of yes is a function of the income."""

    kind, labels, digest = "tabular-classification", ("no", "yes"), "sha256:" + "0" * 64

    def __init__(self, scored: Callable[[Shares], Shares]) -> None:
        self._scored = scored

    def describe(self) -> Description:
        return Description("scored", self.kind, "memory", self.labels, None, None, 0)

    def predict(
        self, inputs: Mapping[str, Any], *, documents: object = None, progress: Progress = silent
    ) -> Prediction:
        yes = np.nan_to_num(self._scored(np.asarray(inputs["income"], np.float64)), nan=0.5)
        shares = np.stack([1 - yes, yes], axis=1).astype(np.float32)
        return Prediction(shares.argmax(axis=1).astype(np.int32), shares)


@pytest.fixture(scope="module")
def loans(tmp_path_factory: pytest.TempPathFactory) -> tuple[Charter, Dataset]:
    """Test rows whose incomes are 0 to 399, the last of them missing; ages of five kinds."""
    folder = tmp_path_factory.mktemp("loans")
    for name, count in (("train", 40), ("test", ROWS)):
        incomes = [*range(count - 1), ""]
        lines = [
            f"{income},{20 + row % 5},{'abc'[row % 3]},{'yes' if row % 2 else 'no'}"
            for row, income in enumerate(incomes)
        ]
        (folder / f"{name}.csv").write_text("\n".join(["income,age,town,granted", *lines, ""]))
    (folder / "charter.yaml").write_text(CHARTER)
    charter = read(folder / "charter.yaml")
    return charter, load(charter)


def found(loans: tuple[Charter, Dataset], scored: Callable[[Shares], Shares]) -> list[Estimate]:
    charter, dataset = loans
    view = View(Scored(scored), dataset.test, dataset.labels)
    made = [evidence_for(clause.measure, view, positive="yes", confidence=0.95) for clause in charter.clauses]
    assert all(isinstance(one, Estimate) for one in made)
    return made  # type: ignore[return-value]


def dented(incomes: Shares) -> Shares:
    """It rises with the income, but for one that no quantile is."""
    return np.where(incomes == DENT, 0.1, 0.2 + incomes / 1000)


DENT = 50.0


def test_a_rows_own_value_takes_its_place_in_the_order(loans: tuple[Charter, Dataset]) -> None:
    assert DENT not in values_of(np.arange(ROWS - 1.0))
    rising, falling, *_ = found(loans, dented)
    assert round(rising.value * ROWS) == ROWS - 1
    assert falling.value == 0
    rising, falling, *_ = found(loans, lambda incomes: 1 - dented(incomes))
    assert rising.value == 0
    assert round(falling.value * ROWS) == ROWS - 1
    assert found(loans, lambda incomes: 0.2 + incomes / 1000)[0].value == 1


def test_the_method_says_what_was_tried(loans: tuple[Charter, Dataset]) -> None:
    methods = [one.method for one in found(loans, dented)]
    assert methods[0] == "Clopper–Pearson; of income 21 quantiles of its 399 values and the row's own tried"
    assert methods[2] == "Clopper–Pearson; all 5 values of age tried"
    assert methods[3] == "Clopper–Pearson; of income 21 quantiles of its 399 values tried"
    assert methods[4] == "Clopper–Pearson; all 3 values of town tried"
    turned = [words("zh").turned(method) for method in methods]
    assert turned[0].endswith("income 有 399 个取值，试过其中 21 个分位数和每个样本自身的值")
    assert turned[3].endswith("income 有 399 个取值，试过其中 21 个分位数")
    assert turned[4].endswith("试过 town 的全部 3 个取值")
