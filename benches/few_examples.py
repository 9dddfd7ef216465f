"""Few labels: ten examples of each of banking77's 77 intents, and which to label next.

Three repeats, each with another draw from the training file, judged on the whole test file. First ten examples an
intent, as drawn. Then five an intent, and as many again of the rest: those that `troth choose` names, or others drawn.
A tenth of the rows is held out to validate on, as by default. A run that was interrupted goes on.

    python -m benches.few_examples
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

HERE = Path(__file__).parent
DATA = Path(os.environ.get("TROTH_DATA") or HERE / "../../shared/data").resolve() / "banking77"
WORK = HERE / "work" / "few"
REPEATS, TEN, TARGET = 3, 10, 0.80
CHARTER = """\
charter: 1
name: few-examples-{name}
version: "2026.1"
purpose: Tell what a bank's customer wants, from few examples, to compare methods.
task: {{kind: text-classification}}
model: {{base: minilm}}
data:
  train: {name}.csv
  test: {test}
  columns: {{text: text, label: category}}
  source: https://github.com/PolyAI-LDN/task-specific-datasets
  licence: CC BY 4.0
performance:
  - accuracy >= 0.80
"""


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report the accuracies; good where ten an intent reach the target and chosen rows beat drawn ones."""
    WORK.mkdir(parents=True, exist_ok=True)
    found = [repeat(number) for number in range(REPEATS)]
    ten, five, chosen, drawn = (np.array(column) for column in zip(*found, strict=True))
    report("accuracy, ten examples an intent", told(ten), f"{TARGET:.2f}")
    report("accuracy, five examples an intent", told(five), "")
    report("the same and 385 more, chosen", told(chosen), "more than drawn")
    report("the same and 385 more, drawn at random", told(drawn), "")
    return bool(ten.mean() >= TARGET and chosen.mean() > drawn.mean())


def told(values: np.ndarray) -> str:
    return f"{values.mean():.3f} ({', '.join(f'{value:.3f}' for value in values)})"


def repeat(number: int) -> tuple[float, float, float, float]:
    """Accuracy of ten an intent, of five, of five and the chosen, of five and as many drawn."""
    rows = pl.read_csv(DATA / "train.csv.gz")
    rows = rows[np.random.default_rng(number).permutation(len(rows))]
    first, rest = by_intent(rows, TEN // 2)
    ten, _ = by_intent(rows, TEN)
    reached = [accuracy(f"ten-{number}", ten), accuracy(f"five-{number}", first)]
    pool, picked = WORK / f"pool-{number}.csv", WORK / f"chosen-{number}.csv"
    rest.write_csv(pool)
    if not picked.exists():
        choose(f"five-{number}", pool, picked, len(first))
    chosen = pl.concat([first, pl.read_csv(picked).select(rows.columns)])
    drawn = pl.concat([first, rest.head(len(first))])
    return (*reached, accuracy(f"chosen-{number}", chosen), accuracy(f"drawn-{number}", drawn))


def by_intent(rows: pl.DataFrame, count: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first so many rows of every intent, and the others."""
    taken = pl.int_range(pl.len()).over("category") < count
    return rows.filter(taken), rows.filter(~taken)


def accuracy(name: str, rows: pl.DataFrame) -> float:
    """What a model trained on the rows reaches on the test file."""
    rows.write_csv(WORK / f"{name}.csv")
    charter = WORK / f"{name}.yaml"
    charter.write_text(CHARTER.format(name=name, test=DATA / "test.csv.gz"), encoding="utf-8")
    found: float = json.loads(troth("run", charter, "--json"))["clauses"][0]["estimate"]
    return found


def choose(name: str, pool: Path, output: Path, count: int) -> None:
    charter = WORK / f"{name}.yaml"
    model = json.loads(troth("train", charter, "--json"))["model"]
    troth("choose", charter, "--model", model, "--pool", pool, "--count", count, "--output", output)


def troth(*arguments: object) -> str:
    command = [sys.executable, "-m", "troth.cli.main", *map(str, arguments)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if ended.returncode not in (0, 1, 3):
        raise SystemExit(f"troth {arguments[0]} ended with {ended.returncode}")
    return ended.stdout
