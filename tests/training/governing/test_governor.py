"""Whole trainings of a tiny network on data where the task alone breaks a clause."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.governing import sides
from training.trainings import interrupted_at, trained
from troth.models import load
from troth.training import Trained

QUICK = {"learning_rate": 0.003, "batch_tokens": 256, "epochs": 5}
WORDS = {"learning_rate": 0.002, "batch_tokens": 160, "epochs": 4}


def gap(task: Any, made: Trained, said_label: str) -> float:
    """By how much more often a label is given to one side than to the other, on the test split."""
    _, dataset = task
    model = load(made.path, kind=dataset.kind, labels=dataset.labels)
    said = np.array(dataset.labels)[model.predict(dataset.test.inputs()).codes] == said_label
    groups = dataset.test.groups("side")
    rates = [said[groups.members(side)].mean() for side in (0, 1)]
    return float(max(rates) - min(rates))


def test_texts_keep_a_clause_that_the_task_alone_breaks(tmp_path: Path, base: Path) -> None:
    plain = sides.task(tmp_path, base, constrained="false", **QUICK)
    free = trained(plain, tmp_path, "free")
    assert "constraints" not in free.settings
    assert gap(plain, free, "card") > 0.4
    held = sides.charter(tmp_path, base, [sides.PARITY], **QUICK)
    made = trained(held, tmp_path, "held")
    assert gap(held, made, "card") < 0.2
    assert made.score is not None
    assert made.score[1] > 0.6
    told = made.settings["constraints"]
    assert told["clauses"][0]["held"]
    assert told["clauses"][0]["price"] > 0
    assert told["rows"] == 800
    assert [note for note in made.notes if note.startswith(f"Clause {sides.PARITY} is held on the 800 validation rows")]
    assert (told["paid_in"], told["task"]["measure"], told["task"]["before"]) == ("loss", "macro_f1", None)
    assert len(told["history"]) > 4 * 7
    assert json.loads(json.dumps(told)) == told


def test_words_keep_a_clause_that_the_task_alone_breaks(tmp_path: Path, base: Path) -> None:
    clause = "demographic_parity_difference(group=side, label=thing) <= 0.35"
    plain = sides.task(tmp_path, base, words=True, counts=(900, 500, 500), constrained="false", **WORDS)
    assert gap(plain, trained(plain, tmp_path, "free"), "thing") > 0.5
    held = sides.charter(tmp_path, base, [clause], words=True, **WORDS)
    made = trained(held, tmp_path, "held")
    assert gap(held, made, "thing") < 0.35
    assert made.settings["constraints"]["clauses"][0]["held"]


@pytest.mark.parametrize("words", [False, True])
def test_interrupted_anywhere_it_ends_with_the_same_digest(tmp_path: Path, base: Path, words: bool) -> None:
    clause = sides.PARITY if not words else "accuracy_difference(group=side) <= 0.01"
    task = sides.task(
        tmp_path, base, [clause], words=words, counts=(120, 60, 60), **QUICK | {"epochs": 3, "batch_tokens": 128}
    )
    straight = trained(task, tmp_path, "straight")
    assert straight.settings["constraints"]["clauses"][0]["price"] > 0
    for stop in (3, 9, 14):
        interrupted_at(task, tmp_path, stop)
    again = trained(task, tmp_path, "broken")
    assert again.digest == straight.digest
    assert again.settings["constraints"] == straight.settings["constraints"]


def test_a_clause_that_never_binds_changes_nothing(tmp_path: Path, base: Path) -> None:
    few = {"counts": (120, 60, 60)} | QUICK | {"epochs": 2}
    free = trained(sides.task(tmp_path, base, constrained="false", **few), tmp_path, "free")
    loose = "accuracy_difference(group=side) <= 0.9"
    made = trained(sides.task(tmp_path, base, [loose], **few), tmp_path, "held")
    assert made.digest == free.digest
    assert made.settings["constraints"]["clauses"][0]["price"] == 0
    assert made.settings["constraints"]["clauses"][0]["held"]
    assert made.notes == ()


def test_without_clauses_that_govern_the_weights_are_the_same(tmp_path: Path, base: Path) -> None:
    """By whatever way a charter has none: no fairness, a switch, or only clauses on what the loss asks for anyway."""
    few = {"counts": (120, 60, 60)} | QUICK | {"epochs": 2}
    made = [
        trained(sides.task(tmp_path, base, clauses, **few, **switch), tmp_path, name)
        for name, clauses, switch in (
            ("none", [], {}),
            ("switched", [sides.PARITY], {"constrained": "false"}),
            ("accuracy", ["accuracy >= 0.99"], {}),
        )
    ]
    assert len({one.digest for one in made}) == 1
    assert not any("constraints" in one.settings for one in made)
    strict = sides.task(tmp_path, base, ["accuracy_difference(group=side) <= 0.001"], **few)
    governed = trained(strict, tmp_path, "held")
    assert governed.digest != made[0].digest


def test_what_cannot_be_trained_for_is_a_note(tmp_path: Path, base: Path) -> None:
    sides.task(tmp_path, base, [], counts=(60, 30, 30), groups="[side]")
    path = tmp_path / "train.jsonl"
    rows = [json.loads(line) | {"side": None} for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    made = trained(sides.charter(tmp_path, base, [sides.PARITY], **QUICK | {"epochs": 1}), tmp_path)
    assert made.notes == (f"Clause {sides.PARITY} is not trained for: the training split has no group column side.",)
    assert "constraints" not in made.settings
