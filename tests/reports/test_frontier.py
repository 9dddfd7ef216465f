"""The frontier as papers: every clause has its panel, in both languages, and what is none is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from reports.frontiers import CLAUSES, document, frontier
from reports.reading import Page
from reports.sample import HOSTILE
from troth.errors import ReportError
from troth.reports import LANGUAGES, render_frontier
from troth.reports.frontier import panels


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_has_its_panel(tmp_path: Path, language: str) -> None:
    papers = render_frontier(document(), tmp_path)
    found = Page(papers[f"html.{language}"].read_text("utf-8"))
    assert found.count("svg", "frontier") == found.count("table") == found.count("caption") == len(CLAUSES)
    assert all(text in found.text for text, *_ in CLAUSES)
    assert not re.search(r"\b(nan|NaN|None|Undefined|inf)\b", found.text)
    assert json.loads(papers["json"].read_text("utf-8")) == document()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_rows_were_used_for_is_said(tmp_path: Path, language: str) -> None:
    said = {
        ("en", "text-classification"): "the epoch that was kept were chosen by them",
        ("zh", "text-classification"): "条款的价格和所保留的轮次是按这些数据选定的",
        ("en", "tabular-classification"): "How labels are decided was chosen on these same rows",
        ("zh", "tabular-classification"): "如何判定标签正是在这些数据上选定的",
    }
    for kind in ("text-classification", "tabular-classification"):
        papers = render_frontier({**document(), "kind": kind}, tmp_path / kind)
        text = Page(papers[f"html.{language}"].read_text("utf-8")).text
        assert said[language, kind] in text
        assert "not learned from" not in text


@pytest.mark.parametrize(("language", "words"), [("en", "reaches beyond the limit of"), ("zh", "在其他数据上未必成立")])
def test_an_interval_that_reaches_beyond_a_limit_is_told(tmp_path: Path, language: str, words: str) -> None:
    chosen = frontier()["chosen"]
    assert isinstance(chosen, dict)
    text = Page(render_frontier(document(), tmp_path)[f"html.{language}"].read_text("utf-8")).text
    assert words in text
    sure = {**chosen, "values": [{**chosen["values"][0], "high": 0.05}, {**chosen["values"][1], "low": 0.8}]}
    papers = render_frontier(document(frontier=frontier(chosen=sure)), tmp_path / "sure")
    assert words not in Page(papers[f"html.{language}"].read_text("utf-8")).text


@pytest.mark.parametrize(("language", "words"), [("en", "Not held together"), ("zh", "未能同时满足")])
def test_clauses_that_conflict_are_named(tmp_path: Path, language: str, words: str) -> None:
    texts = [text for text, *_ in CLAUSES]
    papers = render_frontier(document(frontier=frontier(conflicts=[texts])), tmp_path)
    assert words in Page(papers[f"html.{language}"].read_text("utf-8")).text


def test_limits_allow_on_the_side_their_operator_says() -> None:
    gap, worst = panels(frontier())
    assert gap.allowed[1] == gap.at == worst.at - (worst.at - gap.at)
    assert worst.allowed[0] == worst.at
    assert [mark.kind for mark in gap.marks if mark.kind in ("free", "chosen")] == ["free", "chosen"]
    assert [kind for kind, _ in gap.lines] == ["alone", "together"]
    assert [row["kind"] for row in gap.rows][:2] == ["free", "chosen"]
    assert not next(mark for mark in worst.marks if mark.kind == "alone").held


def test_what_is_hostile_is_shown_and_does_nothing(tmp_path: Path) -> None:
    made = frontier(notes=[*HOSTILE.values(), 7])
    made["clauses"][0]["clause"] = HOSTILE["script"]
    papers = render_frontier(document(frontier=made), tmp_path)
    assert Page(papers["html.en"].read_text("utf-8")).count("script") == 0


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"format": 2},
        document(frontier=None),
        document(frontier={"clauses": [], "sweeps": []}),
        document(frontier=frontier(clauses=[{"clause": "x"}])),
        document(frontier=frontier(sweeps=[{"clauses": [0], "points": [{}]}])),
    ],
)
def test_what_is_no_frontier_is_refused(tmp_path: Path, given: dict[str, Any]) -> None:
    with pytest.raises(ReportError):
        render_frontier(given, tmp_path)
    assert not list(tmp_path.iterdir())
