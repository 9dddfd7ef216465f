"""What happened in a home before an audit is said beside its verdicts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.acting import audit, entries, ran
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


def test_a_charter_loosened_after_an_opening_is_named_everywhere(
    bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit(bench)
    text = bench.read_text(encoding="utf-8")
    assert "was loosened" not in capsys.readouterr().out
    bench.write_text(text.replace("recall(label=refund) >= 0.99", "recall(label=refund) >= 0.80"), encoding="utf-8")
    loosened = (
        "the limit of recall(label=refund) was loosened from 0.99 to 0.8 after the test set had been opened (entry 3)"
    )
    audit(bench)
    said = capsys.readouterr().out
    assert f"warning: {loosened}\n" in said
    assert "warning: the test set was opened once before, first under the charter workshop 1" in said
    report = Path(said.split("report: ")[1].split("\n")[0])
    assert loosened in [
        finding["what"] for finding in json.loads(report.with_name("report.json").read_text())["data"]["findings"]
    ]
    assert loosened[1:] in report.read_text(encoding="utf-8")  # a sentence begins with a capital
    record = bench.parent / ".troth" / "record.db"
    assert ran("verify", record) == 0
    assert f"warning  entry 6: {loosened}" in capsys.readouterr().out
    ran("record", "list", record)
    lines = capsys.readouterr().out.splitlines()
    assert lines[7] == f"         warning: {loosened}"
    assert lines[4].endswith("  broken")
    ran("record", "list", record, "--json")
    assert json.loads(capsys.readouterr().out)["entries"][6]["warnings"] == [loosened]
    bench.write_text(text, encoding="utf-8")
    audit(bench)
    assert "was loosened" not in capsys.readouterr().out  # this one was signed before any opening


def test_a_verdict_of_met_after_an_opening_is_marked_in_the_list(
    bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = bench.read_text(encoding="utf-8")
    bench.write_text(text[: text.index("performance:")] + "performance: [accuracy >= 0.01]\n", encoding="utf-8")
    for end in ("  met", "  met, with doubts"):
        assert audit(bench) == 0
        capsys.readouterr()
        ran("record", "list", bench.parent / ".troth" / "record.db", "--type", "audited")
        assert capsys.readouterr().out.splitlines()[-1].endswith(end)
