"""Clauses on rates and on membership at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training import tiny
from training.governing import sides
from training.trainings import interrupted_at, trained
from troth.data import load
from troth.standard import read
from troth.training import neural

SECRET = "membership_inference_advantage <= 0.02"


def test_both_are_obeyed_told_and_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neural, "_exports", lambda *given: ())
    base = tiny.make_base(tmp_path / "base")
    sides.task(tmp_path, base, counts=(120, 60, 60), learning_rate=0.003, batch_tokens=128, epochs=3)
    path = tmp_path / "charter.yaml"
    path.write_text(path.read_text() + f"privacy: [{SECRET}]\n")
    charter = read(path)
    task = charter, load(charter)
    straight = trained(task, tmp_path, "straight")
    told = straight.settings["constraints"]
    assert [one["clause"] for one in told["clauses"]] == [sides.PARITY, SECRET]
    assert all(len(look["prices"]) == len(look["excesses"]) == 2 for look in told["history"])
    assert json.loads(json.dumps(told)) == told
    for stop in (3, 14):
        interrupted_at(task, tmp_path, stop, "training")
    again = trained(task, tmp_path, "broken")
    assert again.digest == straight.digest
    assert again.settings["constraints"] == told
