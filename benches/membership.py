"""Membership inference: banking77 learned by heart, with the privacy clause of its charter and without.

Thirty rows of each of the 77 intents are learned from, thirteen validate, and the test file judges, by the audit's own
attack. 25 epochs without label smoothing: the loss on the training rows is near nothing. The two charters differ in one
line, `training: {constrained: false}`. A run that was interrupted goes on; a finished one is judged again. REPEATS
trainings of each side (1), each with other rows and another seed; ROWS of each intent.

    REPEATS=3 python -m benches membership
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import polars as pl

HERE = Path(__file__).parent
DATA = Path(os.environ.get("TROTH_DATA", HERE / "../../shared/data")).resolve() / "banking77"
CHARTER = HERE / "membership" / "banking77.yaml"
OF = "${TROTH_DATA:-../../../shared/data}/banking77"
ATTACK, RIGHT, RARE = "membership_inference_advantage", "accuracy", "true positives at 1 % false positives"
SHARE, LOSS, VALIDATED = 0.5, 0.01, 13


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report advantage and accuracy of both; good where the clause halves the one and costs little of the other."""
    repeats, rows = int(os.environ.get("REPEATS", "1")), int(os.environ.get("ROWS", "30"))
    sides = {
        constrained: [figures(number, rows, constrained=constrained) for number in range(repeats)]
        for constrained in (False, True)
    }
    of = f" ({repeats} repeats)" if repeats > 1 else ""
    targets = {ATTACK: f"at most {SHARE:g} times", RARE: "less", RIGHT: f"down by at most {LOSS}"}
    found = {name: [mean(one[name] for one in sides[side]) for side in (False, True)] for name in targets}
    for name, (before, after) in found.items():
        each = ", ".join(f"{one[name]:.3f}" for one in sides[True])
        told = f"{before:.3f} without the clause, {after:.3f} with ({after - before:+.3f}; each {each})"
        report(f"banking77, {rows} rows of an intent{of}: {name}", told, targets[name])
    return found[ATTACK][1] <= SHARE * found[ATTACK][0] and found[RIGHT][1] - found[RIGHT][0] >= -LOSS


def figures(number: int, rows: int, *, constrained: bool) -> dict[str, float]:
    """What the audit finds of one training, by its number."""
    folder = HERE / "work" / "membership" / f"{rows}-{number}-{'governed' if constrained else 'plain'}"
    folder.mkdir(parents=True, exist_ok=True)
    charter = folder / "charter.yaml"
    charter.write_text(charter_of(number, rows_of(rows, number), constrained=constrained), encoding="utf-8")
    command = [sys.executable, "-m", "troth.cli.main", "run", str(charter), "--json"]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if ended.returncode not in (0, 1, 3):
        raise SystemExit(f"troth run ended with {ended.returncode}")
    document: dict[str, Any] = json.loads(ended.stdout)
    clauses = {each["measure"]: each for each in document["clauses"]}
    rare = [part["estimate"] for part in clauses[ATTACK]["parts"] if "1 %" in part["name"]]
    return {name: clauses[name]["estimate"] for name in (ATTACK, RIGHT)} | {RARE: rare[0] if rare else 0.0}


def charter_of(number: int, data: Path, *, constrained: bool) -> str:
    """The charter's text over some data, under another version for each repeat, so that its seed is another."""
    text = CHARTER.read_text(encoding="utf-8").replace(OF, str(data)).replace('"2026.1"', f'"2026.1.{number}"')
    return text if constrained else text.replace("\ntraining:\n", "\ntraining:\n  constrained: false\n")


def rows_of(count: int, number: int) -> Path:
    """A folder with so many training rows of each intent, validation rows, and the test file."""
    folder = HERE / "work" / "membership" / f"data-{count}-{number}"
    folder.mkdir(parents=True, exist_ok=True)
    rows = pl.read_csv(DATA / "train.csv.gz")
    rows = rows[np.random.default_rng(number).permutation(len(rows))]
    place = pl.int_range(pl.len()).over("category")
    rows.filter(place < count).write_csv(folder / "train.csv")
    rows.filter((place >= count) & (place < count + VALIDATED)).write_csv(folder / "valid.csv")
    pl.read_csv(DATA / "test.csv.gz").write_csv(folder / "test.csv")
    return folder
