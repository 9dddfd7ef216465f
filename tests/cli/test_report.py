"""`troth report`: papers again, or one sentence why not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.acting import audit, ran


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"format": 1, "clauses": ' + b"[" * 400 + b"]" * 400 + b"}",
        b"\xff\xfe\x00",
        b"",
        b"[]",
        b'{"format": 99}',
    ],
    ids=["deep", "deep-inside", "binary", "empty", "list", "newer"],
)
def test_what_is_no_audit_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    (tmp_path / "report.json").write_bytes(content)
    assert ran("report", tmp_path / "report.json", "--format", "junit") == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert list(tmp_path.iterdir()) == [tmp_path / "report.json"]


Edit = Callable[[dict[str, Any]], object]
CLAUSE = "recall(label=refund) >= 0.99"
EDITS: list[tuple[Edit, str]] = [
    (lambda document: document.update(verdict="undecided"), "the verdict was broken, and is undecided here"),
    (lambda document: document["clauses"][1].update(verdict="met"), f"the verdict of `{CLAUSE}` was broken"),
    (lambda document: document["clauses"][1].update(low=0.9), f"the low of `{CLAUSE}` was 0."),
    (lambda document: document["clauses"].pop(0), "the verdict of `accuracy >= 0.80` was met, and is nothing here"),
    (lambda document: document["model"].update(name="better"), "something beside the verdicts and figures was changed"),
    (lambda document: document["model"].update(digest="sha256:00"), "has no audit of this model under this charter"),
]


@pytest.fixture
def report(bench: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The report.json of a finished audit; what --json printed lies beside the charter as said.json."""
    assert audit(bench, "--json") == 1
    said = capsys.readouterr().out
    bench.with_name("said.json").write_text(said, encoding="utf-8")
    return Path(json.loads(said)["report"]).with_name("report.json")


def test_an_edited_audit_is_refused_and_what_differs_named(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = report.read_text(encoding="utf-8")
    for edit, words in EDITS:
        document = json.loads(whole)
        edit(document)
        report.write_text(json.dumps(document), encoding="utf-8")
        assert ran("report", report.parent, "--format", "junit") == 2
        assert words in capsys.readouterr().err
    report.write_text(json.dumps(json.loads(whole)), encoding="utf-8")  # the same values
    assert ran("report", report.parent, "--format", "junit") == 0
    assert capsys.readouterr().err == ""


def test_an_audit_is_held_to_its_record_wherever_it_lies(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = report.parents[2]
    said = home.with_name("said.json")
    output = ("--format", "junit", "--output", home.parent / "papers")
    assert ran("report", said, *output) == 0
    assert capsys.readouterr().err == ""
    said.write_text(said.read_text(encoding="utf-8").replace('"broken"', '"undecided"'), encoding="utf-8")
    assert ran("report", said, *output) == 2
    assert "not the audit document that was recorded" in capsys.readouterr().err
    shutil.rmtree(home)
    assert ran("report", said, *output) == 0
    assert "it was not held against what was recorded" in capsys.readouterr().err
