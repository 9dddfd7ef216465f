"""The face: which files, written whole, and what is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from reports.sample import clause, hostile, minimal, sample
from troth.errors import ReportError
from troth.reports import render


def test_all_papers_of_the_sample(tmp_path: Path) -> None:
    papers = render(sample(), tmp_path / "new" / "folder")
    assert {key: path.name for key, path in papers.items()} == {
        "html.en": "report.html", "html.zh": "report.zh.html", "json": "report.json", "card": "model-card.md",
        "junit": "junit.xml",
    }  # fmt: skip
    assert sorted(path.name for path in papers["json"].parent.iterdir()) == sorted(
        path.name for path in papers.values()
    )


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    turned = dict(reversed(list(sample().items())))
    first, second = render(sample(), tmp_path / "a"), render(turned, tmp_path / "b")
    assert all(first[key].read_bytes() == second[key].read_bytes() for key in first if key != "json")


def test_papers_made_again_from_the_json_are_the_same(tmp_path: Path) -> None:
    first = render(sample(), tmp_path / "a")
    second = render(json.loads(first["json"].read_text(encoding="utf-8")), tmp_path / "b")
    assert all(first[key].read_bytes() == second[key].read_bytes() for key in first)


def test_json_comes_back_as_it_went(tmp_path: Path) -> None:
    for document in (sample(), hostile(), minimal()):
        path = render(document, tmp_path, formats=("json",))["json"]
        assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json.dumps(document))


def test_json_holds_no_nan(tmp_path: Path) -> None:
    document = minimal(calibration={"bins": [], "error": math.nan}, extra=[math.inf])
    text = render(document, tmp_path, formats=("json",))["json"].read_text()
    assert json.loads(text)["calibration"]["error"] is None
    assert "NaN" not in text
    assert "Infinity" not in text


def test_an_older_paper_is_replaced_and_survives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = render(sample(), tmp_path, formats=("json",))["json"]
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ReportError, match="No space left"):
        render(minimal(), tmp_path, formats=("json",))
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.json"]


def test_nothing_is_written_when_one_paper_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="not a verdict"):
        render(minimal(verdict="passed"), tmp_path)
    assert list(tmp_path.iterdir()) == []


REFUSED: dict[str, tuple[Any, str]] = {
    "another format": (minimal() | {"format": 2}, "format 1"),
    "no document": (["x"], "format 1"),
    "no clauses": ({"format": 1}, "no list of clauses"),
    "met without a number": (
        minimal(verdict="met", clauses=[clause("a >= 1", "p", "met", (1, None, None, None))]),
        "holds no number",
    ),
    "met with NaN": (
        minimal(verdict="met", clauses=[clause("a >= 1", "p", "met", (1, math.nan, 0, 1))]),
        "holds no number",
    ),
    "met over nothing": (minimal(verdict="met"), "not every clause is met"),
    "met over undecided": (
        minimal(verdict="met", clauses=[clause("a >= 1", "p", "undecided", (1, 1, 0, 2))]),
        "not every clause is met",
    ),
    "broken called undecided": (
        minimal(verdict="undecided", clauses=[clause("a >= 1", "p", "broken", (1, 0.5, 0.4, 0.6))]),
        "is broken",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_contradicts_itself_is_refused(name: str, tmp_path: Path) -> None:
    document, message = REFUSED[name]
    with pytest.raises(ReportError, match=message):
        render(document, tmp_path)


def test_unknown_formats_and_languages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="html, json, card, junit"):
        render(sample(), tmp_path, formats=("pdf",))
    with pytest.raises(ReportError, match="en, zh"):
        render(sample(), tmp_path, languages=("xx",))
