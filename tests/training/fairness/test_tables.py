"""Methods of fairness for tables: each moves a gap that plain training has, and those that cannot be are refused."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from troth.cli.releases import lost_clauses, violation
from troth.cli.trainings import Repeat
from troth.data import Dataset, load
from troth.errors import TrainingError
from troth.models import load as load_model
from troth.standard import Charter, read
from troth.training import Trained, tabular

PARITY = "demographic_parity_difference(group=sex) <= 0.1"
CHANCE = "equal_opportunity_difference(group=sex) <= 0.1"


def write_rows(path: Path, count: int, seed: int) -> None:
    """Women are paid less for the same skill."""
    draw = random.Random(seed)
    lines = ["skill,age,sex,paid"]
    for _ in range(count):
        sex, skill = draw.choice("FM"), draw.gauss(0, 1)
        paid = skill + draw.gauss(0, 0.7) > (0.8 if sex == "F" else -0.8)
        lines.append(f"{skill:.3f},{draw.randint(18, 70)},{sex},{'yes' if paid else 'no'}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("paid")
    for seed, (name, count) in enumerate({"train": 1200, "validation": 300, "test": 1500}.items()):
        write_rows(made / f"{name}.csv", count, seed)
    return made


def case(
    folder: Path, training: str, clause: str = PARITY, features: str = "[skill, age, sex]"
) -> tuple[Charter, Dataset]:
    path = folder / "charter.yaml"
    path.write_text(
        'charter: 1\nname: paid\ntask: {kind: tabular-classification, output: {labels: ["no", "yes"], '
        'positive: "yes"}}\nmodel: {base: gradient-boosting}\ndata:\n  train: train.csv\n  validation: validation.csv\n'
        f"  test: test.csv\n  columns: {{label: paid, groups: [sex], features: {features}}}\n"
        f"fairness:\n  - {clause}\ntraining: {{epochs: 12, learning_rate: 0.2, {training}}}\n",
        encoding="utf-8",
    )
    charter = read(path)
    return charter, load(charter)


def trained(folder: Path, name: str, training: str, **more: str) -> tuple[Trained, float, float]:
    """The training, and of the positive label the gaps on the test split in how often it is given: to all, and to those
    who truly have it."""
    charter, dataset = case(folder, training, **more)
    made = tabular.train(charter, dataset, folder=folder / name, work=folder / "work", seed=5)
    model = load_model(str(made.path), kind=charter.task.kind, labels=dataset.labels)
    checked = model.predict(dataset.validation.inputs()).codes
    assert made.score == ("accuracy", (checked == dataset.validation.label_codes(dataset.labels)).mean())
    said = model.predict(dataset.test.inputs()).codes == 1
    true = dataset.test.label_codes(dataset.labels) == 1
    groups = dataset.test.groups("sex")
    sides = [groups.members(place) for place in (0, 1)]
    rates = [(said[side].mean(), said[side][true[side]].mean()) for side in sides]
    return made, abs(rates[0][0] - rates[1][0]), abs(rates[0][1] - rates[1][1])


@pytest.fixture(scope="module")
def plain(folder: Path) -> tuple[float, float]:
    made, parity, chance = trained(folder, "plain", "constrained: false")
    assert "fairness" not in made.settings
    return parity, chance


@pytest.mark.parametrize("method", ["reweighing", "resampling"])
def test_independent_rows_close_a_part_of_the_gap(folder: Path, plain: tuple[float, float], method: str) -> None:
    made, parity, _ = trained(folder, method, f"fairness: {method}")
    assert plain[0] > 0.4
    assert parity < plain[0] - 0.15
    assert made.settings["fairness"] == method
    assert made.notes[0].startswith(f"Fairness by {method} over sex: rows are ")
    told = made.settings["constraints"]
    (clause,) = told["clauses"]
    assert (told["rows"], told["task"]["before"], told["task"]["after"]) == (300, None, made.score[1])  # type: ignore[index]
    assert (clause["clause"], clause["before"], clause["price"], clause["held"]) == (PARITY, None, None, False)
    assert clause["after"] == pytest.approx(parity, abs=0.15)
    course = Repeat(folder, {}, {"settings": dict(made.settings)})
    assert (lost_clauses(course), violation(course)) == (1, pytest.approx(clause["after"] - 0.1))
    assert any(note.startswith(f"Clause {PARITY} is not held on the 300 rows held out: it ") for note in made.notes)


RATIO = "demographic_parity_ratio(group=sex) >= 0.8"


@pytest.mark.parametrize(("clause", "which"), [(PARITY, 0), (RATIO, 0), (CHANCE, 1)])
def test_a_threshold_for_each_group_closes_it(
    folder: Path, plain: tuple[float, float], clause: str, which: int
) -> None:
    made, *gaps = trained(folder, f"by {clause[:20]}", "fairness: thresholds", clause=clause)
    assert gaps[which] < 0.11
    assert plain[which] > 0.25
    assert "Fairness by thresholds over sex: each group has a threshold of its own" in made.notes[0]
    told = made.settings["constraints"]
    (line,) = told["clauses"]
    assert (told["rows"], line["clause"], line["held"], line["price"]) == (1500, clause, True, None)
    assert told["task"]["before"] > told["task"]["after"]
    assert any(note.startswith("All clauses together cost 0.") for note in made.notes)


def test_groups_that_are_near_enough_keep_the_ordinary_threshold(folder: Path) -> None:
    loose = "equal_opportunity_difference(group=sex) <= 0.95"
    made, *_ = trained(folder, "loose", "fairness: thresholds", clause=loose)
    assert sorted(path.name for path in made.path.iterdir()) == ["model.skops", "troth.json"]
    assert made.settings["constraints"]["clauses"][0]["held"]
    assert any(note.startswith("Every group keeps the ordinary threshold") for note in made.notes)


def test_a_row_without_its_group_gets_the_ordinary_threshold(folder: Path) -> None:
    made, *_ = trained(folder, "unknown", "fairness: thresholds")
    model = load_model(str(made.path), kind="tabular-classification", labels=("no", "yes"))
    rows = {"skill": np.linspace(-2, 2, 200), "age": np.full(200, 30.0)}
    for sex in ("", "X", None):
        answer = model.predict(rows | {"sex": np.array([sex] * 200, dtype=object)})
        assert answer.probabilities is not None
        np.testing.assert_array_equal(answer.codes, answer.probabilities.argmax(axis=1))


def test_what_cannot_be_is_refused(folder: Path) -> None:
    with pytest.raises(TrainingError, match="sex is no feature"):
        trained(folder, "x", "fairness: thresholds", features="[skill, age]")
    calibrated = "predictive_parity_difference(group=sex) <= 0.1"
    with pytest.raises(TrainingError, match="thresholds by group are not found for predictive_parity_difference"):
        trained(folder, "x", "fairness: thresholds", clause=calibrated)
    withheld = f"{PARITY}\n  - counterfactual_consistency(of=sex) >= 1"
    with pytest.raises(TrainingError, match=r"counterfactual_consistency\(of=sex\) >= 1 withholds") as caught:
        trained(folder, "x", "fairness: thresholds", clause=withheld)
    assert "Take that clause out" in (caught.value.remedy or "")
    with pytest.raises(TrainingError, match="cannot be trained for fairness by adversarial"):
        trained(folder, "x", "fairness: adversarial")


def test_a_method_with_nothing_to_do_is_a_note(folder: Path) -> None:
    clause = "class_recall_difference <= 0.9"
    made, *_ = trained(folder, "idle", "fairness: reweighing", clause=clause)
    assert made.notes[0] == (
        "Fairness by reweighing was not taken up: no clause compares groups that the training rows have."
    )
    assert "fairness" not in made.settings
