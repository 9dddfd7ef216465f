from __future__ import annotations

import random
from pathlib import Path

import pytest

from troth.data import load
from troth.standard import read
from troth.training.wanted_clauses import Wanted, wanted_clauses


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows of two sexes, three regions of which one is nearly empty, and a column of one group only."""
    made, draw = tmp_path_factory.mktemp("wanted"), random.Random(1)
    for name, count in (("train", 300), ("validation", 60), ("test", 60)):
        lines = ["a,sex,region,land,y"]
        for row in range(count):
            region = "far" if row < 3 else draw.choice(["north", "south"])
            lines.append(f"{draw.random():.3f},{draw.choice('FM')},{region},here,{draw.choice('np')}")
        (made / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return made


def found(
    folder: Path, *fairness: str, performance: str = "auc >= 0.1", training: str = ""
) -> tuple[tuple[Wanted, ...], tuple[str, ...]]:
    path = folder / "charter.yaml"
    path.write_text(
        "charter: 1\nname: w\ntask: {kind: tabular-classification}\nmodel: {base: gradient-boosting}\n"
        "data:\n  train: train.csv\n  validation: validation.csv\n  test: test.csv\n"
        "  columns: {label: y, groups: [sex, region, land]}\n"
        f"performance:\n  - {performance}\nfairness:\n" + "".join(f"  - {one}\n" for one in fairness) + training,
        encoding="utf-8",
    )
    charter = read(path)
    return wanted_clauses(charter, load(charter))


def test_clauses_on_rates_are_wanted_with_their_groups(folder: Path) -> None:
    wanted, notes = found(
        folder,
        "accuracy_difference(group=sex) <= 0.1",
        "worst_group(accuracy, group=[sex, land]) >= 0.2",
        performance="recall(label=p) >= 0.5",
    )
    assert [one.grouping.columns if one.grouping else () for one in wanted] == [(), ("sex",), ("sex", "land")]
    assert notes == ()
    groups = wanted[2].grouping
    assert groups is not None
    assert groups.names == ("F & here", "M & here")
    assert (len(groups.learn), len(groups.check)) == (300, 60)


def test_none_are_wanted_where_the_charter_says_so(folder: Path) -> None:
    assert found(folder, "accuracy_difference(group=sex) <= 0.1", training="training: {constrained: false}\n") == (
        (),
        (),
    )


@pytest.mark.parametrize(
    ("clause", "why"),
    [
        ("accuracy_difference(group=land) <= 0.1", "fewer than two of its groups have rows in the training split"),
        ("equal_opportunity_difference(group=sex, label=q) <= 0.1", "the data has no label q"),
        ("auc_difference(group=sex) <= 0.1", "training cannot aim at its measure"),
    ],
)
def test_what_cannot_be_trained_for_is_said(folder: Path, clause: str, why: str) -> None:
    assert found(folder, clause) == ((), (f"Clause {clause} is not trained for: {why}.",))


def test_a_group_of_few_rows_is_left_out_and_said(folder: Path) -> None:
    clause = "accuracy_difference(group=region) <= 0.1"
    (wanted,), notes = found(folder, clause)
    assert notes == (f"Clause {clause} is trained for in part: fewer than 20 rows for accuracy in far.",)
    assert len(wanted.target.kept) == 2
