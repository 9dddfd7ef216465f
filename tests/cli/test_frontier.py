"""`troth train --frontier`: papers and an entry, of tables by one training, of texts by three that are found again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.acting import entries, ran
from stories import test_run_table as loans
from training import tiny
from training.governing import sides
from troth.training import neural, table_frontier


def _drawn(capsys: pytest.CaptureFixture[str], charter: Path) -> dict[str, Any]:
    assert ran("train", charter, "--frontier", "--json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_of_a_table_nothing_is_trained_but_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(table_frontier, "SHARES", (0.5,))
    charter = loans.make(tmp_path, 600)
    drawn = _drawn(capsys, charter)["frontier"]
    assert [one["clause"] for one in drawn["clauses"]] == ["demographic_parity_difference(group=sex) <= 0.90"]
    assert [point["asked"][0] is None for point in drawn["sweeps"][0]["points"]] == [True, False]
    kinds = [entry.type for entry in entries(tmp_path)]
    assert kinds == ["charter-signed", "test-committed", "data-described", "frontier-drawn"]
    (entry,) = entries(tmp_path, "frontier-drawn")
    (folder,) = (tmp_path / ".troth" / "reports").iterdir()
    assert set(entry.predicate["files"]) == {path.name for path in folder.iterdir()}
    assert ran("verify", tmp_path / ".troth" / "record.db") == 0


def test_of_texts_three_are_trained_and_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(neural, "_exports", lambda *given: ())
    base = tiny.make_base(tmp_path / "base")
    sides.task(tmp_path, base, counts=(60, 40, 40), epochs=1, learning_rate=0.003, batch_tokens=256)
    charter = tmp_path / "charter.yaml"
    first = _drawn(capsys, charter)["frontier"]
    assert [point["asked"] for point in first["sweeps"][0]["points"]] == [[None], [0.2], [0.1]]
    trained = [entry.predicate for entry in entries(tmp_path, "trained")]
    assert [each["repeat"] for each in trained] == [0, 1, 2]
    assert [each.get("amendment") for each in trained] == [
        None,
        {"training": {"constrained": False}},
        {"limits": {sides.PARITY: 0.1}},
    ]
    assert _drawn(capsys, charter)["frontier"] == first
    assert len(entries(tmp_path, "trained")) == 3
    assert ran("verify", tmp_path / ".troth" / "record.db") == 0
    assert "warning" not in capsys.readouterr().out
