"""Choosing which rows to label next: a small table, its model, and rows without labels."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest

from stories import workshop
from stories.test_run_table import make


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("loans")
    charter = make(folder)
    draw = random.Random(8)
    incomes = [f"{draw.gauss(30, 10):.3f}" for _ in range(200)]
    rows = ["income,job,id", *(f"{income},{draw.choice('abc')},{at}" for at, income in enumerate(incomes))]
    (folder / "pool.csv").write_text("\n".join([*rows, rows[1]]), encoding="utf-8")
    return charter, workshop.answer(workshop.troth("train", charter, "--json"))["model"]


def test_the_rows_near_the_border_are_chosen(trained: tuple[Path, str], tmp_path: Path) -> None:
    charter, model = trained
    output = tmp_path / "next.csv"
    asked = ("choose", charter, "--model", model, "--pool", charter.parent / "pool.csv", "--count", "20")
    done = workshop.troth(*asked, "--output", output, "--json")
    assert json.loads(done.stdout)["left_out"] == {"known": 0, "repeated": 1, "empty": 0}
    with output.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["income", "job", "id", "paid", "margin"]
    assert len(rows) == 20
    assert all(row["paid"] == "" for row in rows)
    found = [float(row["margin"]) for row in rows]
    assert found == sorted(found)
    distance = [abs(float(row["income"]) - 30) for row in rows]  # labels turn at 30
    assert sum(distance) / 20 < 4  # and 8 where rows are drawn at random


def test_a_file_that_is_there_stays(trained: tuple[Path, str], tmp_path: Path) -> None:
    charter, model = trained
    output = tmp_path / "next.csv"
    output.write_text("labels of a day's work", encoding="utf-8")
    done = workshop.troth(
        "choose", charter, "--model", model, "--pool", charter.parent / "pool.csv", "--output", output
    )
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert output.read_text(encoding="utf-8") == "labels of a day's work"


def test_an_ending_nobody_knows_is_refused(trained: tuple[Path, str], tmp_path: Path) -> None:
    charter, model = trained
    done = workshop.troth(
        "choose", charter, "--model", model, "--pool", charter.parent / "pool.csv", "--output", tmp_path / "next.xls"
    )
    assert done.returncode == 2
    assert ".csv, .jsonl or .parquet" in done.stderr
