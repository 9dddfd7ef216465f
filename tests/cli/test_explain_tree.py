"""`troth explain --tree`: text, JSON and two pages whose pictures hold every question and answer."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.acting import ran
from cli.test_explain_rows import home  # noqa: F401  (the charter, rows and linear model of a loan)
from troth.errors import ModelError
from troth.models import one_thread
from troth.reports.tree import drawn

TREE = {
    "label": "no", "counts": {"no": 60, "yes": 40}, "question": "income <= 20",
    "yes": {"label": "no", "counts": {"no": 50}},
    "no": {
        "label": "yes", "counts": {"no": 10, "yes": 40}, "question": "debts <= 7",
        "yes": {"label": "yes", "counts": {"yes": 38, "no": 2}}, "no": {"label": "no", "counts": {"no": 8, "yes": 2}},
    },
}  # fmt: skip


def test_text_json_and_pages(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: F811
    arguments = ("explain", home / "charter.yaml", "--model", home / "model", "--tree", "--output", tmp_path)
    assert ran(*arguments) == 0
    out = capsys.readouterr().out
    assert re.search(r"(income|debts|age) <= [\d.]+\?\n├ yes: ", out)
    assert "validation rows; always saying the commonest label" in out
    assert ran(*arguments, "--depth", 2, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["fidelity"]["low"] <= document["fidelity"]["estimate"] <= document["fidelity"]["high"]
    for language, words in (("en", "How far it may be believed"), ("zh", "可信到什么程度")):
        page = Path(document["papers"][language]).read_text(encoding="utf-8")
        assert words in page
        assert document["tree"]["question"].replace("<", "&lt;") in page
        svg = page[page.index("<svg") : page.index("</svg>") + 6]
        ElementTree.fromstring(svg)
    assert not (home / ".troth").exists()


def test_without_scikit_learn_it_is_said(
    home: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    arguments = ("explain", home / "charter.yaml", "--model", home / "model", "--tree", "--output", tmp_path)
    assert ran(*arguments) == 2
    said = capsys.readouterr().err
    assert "scikit-learn, which is not installed" in said
    assert "pip install 'troth[train]'" in said
    with pytest.raises(ModelError, match="scikit-learn"), one_thread():
        pass


def test_no_box_covers_another_and_edges_meet_them() -> None:
    drawing = drawn(TREE, ("no", "yes"))
    assert sorted((box.text, box.rows) for box in drawing.boxes) == [
        ("debts <= 7", 50), ("income <= 20", 100), ("no", 10), ("no", 50), ("yes", 40)
    ]  # fmt: skip
    assert [box.share for box in drawing.boxes if box.text == "yes"] == [0.95]
    places = [(box.x, box.y) for box in drawing.boxes]
    for first, (x, y) in enumerate(places):
        assert all(abs(x - other) >= 200 or abs(y - down) >= 50 for other, down in places[:first])
        assert 0 <= x <= drawing.width - 172
        assert 20 <= y <= drawing.height - 20
    assert len(drawing.edges) == 4
