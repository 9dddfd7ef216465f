"""A small charter with data and stored answers, made afresh for each story."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CHARTER = """\
charter: 1
name: workshop
version: "1"
task: {kind: text-classification, output: {labels: [refund, delivery]}}
model: {base: minilm}
data:
  train: train.csv
  test: test.csv
  columns: {text: text, label: label, groups: [region]}
performance:
  - accuracy >= 0.80
  - recall(label=refund) >= 0.99
  - macro_f1 >= 0.90
fairness:
  - accuracy_difference(group=region) <= 0.02
  - worst_group(accuracy, group=region) >= 0.70
privacy:
  - membership_inference_advantage <= 0.05
"""

WORDS = ("when", "will", "my", "parcel", "money", "order", "arrive", "back", "please", "now")

ROWS = {"train.csv": 300, "test.csv": 400}


def make(folder: Path, *, wrong: float = 0.1, seed: int = 1) -> Path:
    """Write charter.yaml, train.csv, test.csv and answers.csv (a share `wrong` of them wrong); returns the charter."""
    draw = random.Random(seed)
    for name, count in ROWS.items():
        rows = [_row(draw, f"{name} {number}") for number in range(count)]
        _write(folder / name, ["text", "label", "region"], rows)
    answers = [_answer(draw, label, wrong) for _, label, _ in rows]
    _write(folder / "answers.csv", ["label", "refund", "delivery"], answers)
    (folder / "charter.yaml").write_text(CHARTER, encoding="utf-8")
    return folder / "charter.yaml"


def _row(draw: random.Random, start: str) -> list[str]:
    label = draw.choice(["refund", "delivery"])
    words = " ".join(draw.choice(WORDS) for _ in range(9))
    return [f"{start} {label} {words}", label, draw.choice(["north", "south"])]


def _answer(draw: random.Random, label: str, wrong: float) -> list[str]:
    sure = 0.5 + draw.random() / 2
    if draw.random() < wrong:
        label = "delivery" if label == "refund" else "refund"
    share = sure if label == "refund" else 1 - sure
    return [label, f"{share:.4f}", f"{1 - share:.4f}"]


def _write(path: Path, header: list[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def troth(*arguments: str | Path, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run the real program in a process of its own; `before` is Python run in it first."""
    program = f"{before}\nfrom troth.cli.main import main\nmain({[str(argument) for argument in arguments]!r})"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The one JSON document a command printed."""
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def answer_of(path: Path) -> dict[str, Any]:
    """The JSON document kept in a file."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document
