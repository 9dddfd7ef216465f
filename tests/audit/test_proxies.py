"""Features that give away a group: told where they do, silent where they do not, and never of a group that is given."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from troth.audit import View
from troth.audit.document import _of_features
from troth.audit.proxies import proxies
from troth.data import Dataset, load
from troth.models import Description, Prediction
from troth.standard import Charter, read


def case(folder: Path, regulations: str = "[]", groups: str = "[sex, town]") -> tuple[Charter, Dataset]:
    """A trade tells the sex in nine rows of ten; the town is anybody's."""
    draw = random.Random(4)
    for name, count in (("train", 600), ("valid", 60), ("test", 400)):
        lines = ["trade,age,pay,sex,town,granted"]
        for _ in range(count):
            sex = draw.choice("FM")
            trade = sex if draw.random() < 0.9 else draw.choice("FM")
            granted = draw.choice(["yes", "no"])
            lines.append(
                f"{trade}x,{draw.randint(18, 70)},{draw.gauss(30, 5):.1f},{sex},{draw.choice('abc')},{granted}"
            )
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = folder / "charter.yaml"
    path.write_text(
        "charter: 1\nname: p\ntask: {kind: tabular-classification}\nmodel: {base: gradient-boosting}\n"
        "data: {train: train.csv, validation: valid.csv, test: test.csv, columns: {label: granted, "
        f"groups: {groups}, features: [trade, age, pay]}}}}\nperformance: [accuracy >= 0.1]\n"
        f"regulations: {regulations}\n",
        encoding="utf-8",
    )
    charter = read(path)
    return charter, load(charter)


def test_a_trade_that_tells_the_sex_is_a_finding(tmp_path: Path) -> None:
    _, dataset = case(tmp_path)
    (found,) = proxies(dataset, ["trade", "age", "pay"], 0.95, grave=False)
    assert found.severity == "note"
    assert "of sex, which is not among them" in found.what
    assert found.what.endswith("most of all trade")
    assert proxies(dataset, ["age", "pay"], 0.95, grave=False) == []
    assert proxies(dataset, ["trade", "sex", "town"], 0.95, grave=True) == []


class Asked:
    """A model that says yes to everybody."""

    kind, labels, digest = "tabular-classification", ("no", "yes"), "sha256:" + "2" * 64

    def describe(self) -> Description:
        return Description("yes", self.kind, "memory", self.labels, None, None, 0)

    def predict(self, inputs: object, **_: object) -> Prediction:
        import numpy as np

        return Prediction(np.ones(len(next(iter(inputs.values()))), np.int32), None)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("regulations", "severities"), [("[]", {"note": 1}), ("[ecoa]", {"note": 1, "warning": 1})])
def test_under_ecoa_it_is_a_warning_and_age_has_its_rule(
    tmp_path: Path, regulations: str, severities: dict[str, int]
) -> None:
    charter, dataset = case(tmp_path, regulations, "[sex]")
    found = _of_features(charter, dataset, View(Asked(), dataset.test, dataset.labels))
    said = [one.severity for one in found]
    assert {severity: said.count(severity) for severity in set(said)} == severities
    assert any("12 CFR 1002.6(b)(2)(ii)" in one.what for one in found) == (regulations == "[ecoa]")


def test_a_column_without_a_value_is_no_matter(tmp_path: Path) -> None:
    case(tmp_path)
    for name in ("train", "valid", "test"):
        file = tmp_path / f"{name}.csv"
        head, *rows = file.read_text("utf-8").splitlines()
        file.write_text("\n".join([f"{head},blank", *(f"{row}," for row in rows)]) + "\n", encoding="utf-8")
    path = tmp_path / "charter.yaml"
    path.write_text(path.read_text("utf-8").replace("age, pay]", "age, pay, blank]"), encoding="utf-8")
    charter = read(path)
    (found,) = proxies(load(charter), ["trade", "age", "pay", "blank"], 0.95, grave=False)
    assert found.what.endswith("most of all trade")
    assert proxies(load(charter), ["blank"], 0.95, grave=False) == []
