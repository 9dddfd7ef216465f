"""What happened in a home before an audit is said beside its verdicts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.acting import audit, entries
from troth.record import verify


def test_openings_count_across_two_charters(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = bench.with_name("second.yaml")
    second.write_text(bench.read_text(encoding="utf-8").replace(">= 0.80", ">= 0.75"), encoding="utf-8")
    audit(bench)
    capsys.readouterr()
    audit(second, "--json")
    document = json.loads(capsys.readouterr().out)
    assert document["data"]["opening"] == 2
    assert "first under the charter workshop 1" in document["data"]["findings"][0]["what"]
    committed = entries(bench.parent, "test-committed")
    assert len({entry.predicate["root"] for entry in committed}) == 1
    assert len({entry.predicate["charter"] for entry in committed}) == 2
    assert [entry.predicate["opening"] for entry in entries(bench.parent, "test-opened")] == [1, 2]
    assert {entry["index"] for entry in document["record"]["entries"]} == {6, 7, 8, 9, 10}  # this charter's acts alone
    found = verify(bench.parent / ".troth" / "record.db")
    assert found.genuine
    assert "under charter" in " ".join(map(str, found.warnings))
