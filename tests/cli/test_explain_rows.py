"""`troth explain` of a table's rows: weights that add up, the charter's words for reasons, a rule as the reason."""

from __future__ import annotations

import csv
import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from cli.acting import ran

CHARTER = """\
charter: 1
name: loans
task: {kind: tabular-classification, output: {labels: ["no", "yes"], positive: "yes"}}
model: {base: gradient-boosting}
data: {train: train.csv, columns: {label: granted, features: [income, debts, age, town]}}
performance: [accuracy >= 0.5]
reasons:
  - {feature: income, label: "no", en: Income insufficient for amount of credit requested, zh: 收入不足}
"""
NAMES = ("income", "debts", "age", "town")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A charter, its rows, four to explain, and a folder whose linear model knows income and debts alone."""
    import skops.io
    from sklearn.linear_model import LogisticRegression

    folder, draw = tmp_path_factory.mktemp("loans"), random.Random(1)
    rows = [(draw.gauss(30, 10), draw.gauss(10, 5), draw.randint(18, 70), draw.choice("ab")) for _ in range(300)]
    with (folder / "train.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*NAMES, "granted"])
        writer.writerows([*row, "yes" if row[0] - row[1] > 20 else "no"] for row in rows)
    (folder / "rows.csv").write_text("income,debts,age,town\n12,4,40,a\n55,3,40,b\n55,3,19,b\n45,,40,\n")
    (folder / "charter.yaml").write_text(CHARTER)
    seen = np.array([[income, debts, age, 0] for income, debts, age, _ in rows])
    said = (seen[:, 0] - seen[:, 1] > 20).astype(int)
    fitted = LogisticRegression(max_iter=2000).fit(seen, said)
    fitted.coef_ = np.array([[0.3, -0.3, 0.0, 0.0]])
    fitted.intercept_ = np.array([-6.0])
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(SimpleImputer(keep_empty_features=True).fit(seen), fitted)
    (folder / "model").mkdir()
    (folder / "model" / "model.skops").write_bytes(skops.io.dumps(model))
    columns = [{"name": name, "kind": "number", "values": []} for name in NAMES[:3]]
    columns.append({"name": "town", "kind": "category", "values": ["a", "b"]})
    card = {
        "format": 3, "kind": "tabular-classification", "labels": ["no", "yes"], "runtime": "skops", "name": "loans",
        "base": None, "network": None, "features": {"columns": columns}, "temperature": 1.0,
        "rules": [{"label": "yes", "where": "age < 21"}],
    }  # fmt: skip
    (folder / "model" / "troth.json").write_text(json.dumps(card))
    return folder


def explained(home: Path, capsys: pytest.CaptureFixture[str], *more: object, model: str = "model") -> str:
    arguments = ("explain", home / "charter.yaml", "--model", home / model, *more)
    assert ran(*arguments) == 0
    return capsys.readouterr().out


def test_weights_add_up_and_reasons_have_the_charters_words(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(explained(home, capsys, "--rows", home / "rows.csv", "--json"))
    assert [row["label"] for row in document["rows"]] == ["no", "yes", "no", "yes"]
    for row in document["rows"]:
        weights = {each["feature"]: each["weight"] for each in row["features"]}
        assert sum(weights.values()) == pytest.approx(row["probability"] - row["base"], abs=1e-6)
        assert row["error"] > 0  # of all subsets, but 100 of 300 reference rows
        assert weights["age"] == pytest.approx(0, abs=1e-6)
        assert weights["town"] == pytest.approx(0, abs=1e-6)
        assert len(row["reasons"]) <= 4
    (first,) = document["rows"][0]["reasons"]
    assert (first["feature"], first["worded"]) == ("income", True)
    assert first["text"] == "Income insufficient for amount of credit requested"
    assert document["rows"][1]["reasons"][0]["text"].startswith("income is 55; half of the reference rows")
    assert "town" not in {one["feature"] for row in document["rows"] for one in row["reasons"]}


def test_a_rule_is_the_first_reason(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = explained(home, capsys, "--rows", home / "rows.csv", "--row", 3)
    assert "the most probable label is yes" in out
    assert "1. a rule: yes is never given where age < 21" in out
    assert "not fit for a notice" in out
    assert "Shapley values; a weight's standard error, of the rows and subsets drawn, is 0.0" in out


def test_in_chinese(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = explained(home, capsys, "--rows", home / "rows.csv", "--row", 1, "--language", "zh")
    assert "判为 no 的主要原因：" in out
    assert "1. 收入不足" in out
    assert "标准误" in out
    assert "误差不超过" not in out


def test_rows_are_counted_in_the_training_file_and_no_test_row_is_explained(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [line.split(",") for line in (home / "train.csv").read_text().splitlines()[1:]]
    said = {}
    for number in range(1, 13):  # of which some are split off to judge on, and some to validate
        status = ran("explain", home / "charter.yaml", "--model", home / "model", "--row", number, "--json")
        said[number] = (status, capsys.readouterr())
    told = {number: json.loads(said[number][1].out)["rows"][0] for number in said if said[number][0] == 0}
    for number, row in told.items():
        income = next(each["value"] for each in row["features"] if each["feature"] == "income")
        assert (row["row"], income) == (number, pytest.approx(float(given[number - 1][0])))
    refused = [number for number in said if said[number][0] == 2]
    assert 6 <= len(told) < 12
    assert all(f"row {number} is a test row" in said[number][1].err for number in refused)
    assert f"train.csv:{refused[0] + 1}" in said[refused[0]][1].err


def test_a_row_that_is_not_there_and_a_text(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("explain", home / "charter.yaml", "--model", home / "model", "a text") == 2
    assert "give --row N" in capsys.readouterr().err
    assert ran("explain", home / "charter.yaml", "--model", home / "model", "--row", 5000) == 2
    assert "has no row 5000" in capsys.readouterr().err
    assert ran("explain", home / "charter.yaml", "--model", home / "model") == 2


@pytest.fixture(scope="module")
def priced(home: Path) -> str:
    """The same model, which decides by costs too: who lives in b pays for a yes."""
    import skops.io
    from sklearn.tree import DecisionTreeClassifier

    folder = home / "priced"
    shutil.copytree(home / "model", folder)
    teller = DecisionTreeClassifier().fit([[0, 0, 0, 0, 0], [0, 0, 0, 1, 0]], [0, 1])
    (folder / "groups-1.skops").write_bytes(skops.io.dumps(teller))
    card = json.loads((folder / "troth.json").read_text())
    costs = [[[0, 0], [0, 0]], [[0, 2], [0, 2]]]
    card["decision"] = [{"columns": ["town"], "groups": ["a", "b"], "file": "groups-1.skops", "costs": costs}]
    (folder / "troth.json").write_text(json.dumps(card))
    return folder.name


def test_clauses_that_decided_are_named_before_features(
    home: Path, capsys: pytest.CaptureFixture[str], priced: str
) -> None:
    document = json.loads(explained(home, capsys, "--rows", home / "rows.csv", "--json", model=priced))
    own, decided, ruled, _ = document["rows"]
    said = "the charter's fairness clauses over town: without them the answer would be yes"
    assert (decided["label"], decided["likeliest"]) == ("no", "yes")
    assert decided["reasons"][0] == {"feature": None, "weight": None, "text": said, "worded": False}
    assert ruled["reasons"][0]["text"].startswith("a rule: yes is never given")
    assert not [one for row in (own, ruled) for one in row["reasons"] if "clauses" in one["text"]]
    arguments = ("--rows", home / "rows.csv", "--row", 2, "--language", "zh")
    assert "1. 章程中按 town 比较的公平条款：若无这些条款，结果将为 yes" in explained(
        home, capsys, *arguments, model=priced
    )


def test_what_few_may_read_is_not_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = "ed25519:" + "A" * 43 + "="
    limited = CHARTER.replace("debts, age, town]}}", "debts, age, town]}, access: [{columns: [income], roles: [r]}]}")
    limited += f'council: {{members: [{{name: Ada, role: r, key: "{key}"}}]}}\n'
    (home / "limited.yaml").write_text(limited)
    assert ran("explain", home / "limited.yaml", "--model", home / "model", "--row", "1") == 2
    assert "may not read 'income'" in capsys.readouterr().err
    rows = ("--rows", home / "rows.csv")  # which whoever explains them has
    assert ran("explain", home / "limited.yaml", "--model", home / "model", *rows) == 0
