"""An audit that ended before its report was written goes on with its own opening of the test set."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.acting import audit, entries
from stories import workshop
from troth.cli import judgement, papers


def openings(folder: Path) -> list[int]:
    return [entry.predicate["opening"] for entry in entries(folder, "test-opened")]


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    return workshop.make(tmp_path)


def interrupted(charter: Path, monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(where, name, stopped)
        assert audit(charter) == 130


def test_one_that_was_opened_and_not_judged(charter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(charter, monkeypatch, judgement, "_found")
    assert (openings(charter.parent), entries(charter.parent, "audited")) == ([1], [])
    assert audit(charter) == 1
    assert openings(charter.parent) == [1]
    assert [entry.predicate["opening"] for entry in entries(charter.parent, "audited")] == [1]


def test_one_that_was_judged_and_not_reported(charter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(charter, monkeypatch, papers, "_sha256")
    assert len(entries(charter.parent, "audited")) == 1
    assert audit(charter) == 1
    assert (openings(charter.parent), len(entries(charter.parent, "audited"))) == ([1], 1)
    (reported,) = entries(charter.parent, "reported")
    assert reported.predicate["audit"] == entries(charter.parent, "audited")[0].index
    assert audit(charter) == 1, "one with a report is another look when it is asked for again"
    assert openings(charter.parent) == [1, 2]


def test_another_model_is_another_look(charter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(charter, monkeypatch, judgement, "_found")
    answers = charter.parent / "answers.csv"
    lines = answers.read_text(encoding="utf-8").splitlines(keepends=True)
    answers.write_text("".join([lines[0], lines[2].split(",", 1)[0] + "," + lines[1].split(",", 1)[1], *lines[2:]]))
    audit(charter)
    assert openings(charter.parent) == [1, 2]


def test_other_answers_of_the_same_model_are_another_look(charter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(charter, monkeypatch, papers, "_sha256")
    told = judgement._found

    def otherwise(*arguments: object) -> dict[str, object]:
        return {**told(*arguments), "verdict": "met"}  # type: ignore[arg-type]

    monkeypatch.setattr(judgement, "_found", otherwise)
    audit(charter)
    assert openings(charter.parent) == [1, 2]
    assert len(entries(charter.parent, "audited")) == 2
