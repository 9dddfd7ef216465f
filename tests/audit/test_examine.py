"""Which broken clauses stand when all are looked at together."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import pytest

from audit.told import Answers, texts
from troth.audit import examine
from troth.standard import parse_clause

ROOM = importlib.import_module("troth.audit.examine")  # the face has the function of that name


@pytest.mark.parametrize("clause", ["accuracy >= 0.99", "accuracy >= 0.99 at 0.99"])
def test_a_single_broken_clause_stands_without_a_p_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clause: str
) -> None:
    monkeypatch.setattr(ROOM, "p_value", lambda *_: 1.0)
    assert _family_wise(tmp_path, clause) == [True]


def test_a_clause_judged_more_leniently_than_the_charter_is_still_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ROOM, "p_value", lambda *_: 1.0)
    assert _family_wise(tmp_path, "accuracy >= 0.99 at 0.8") == [False]
    monkeypatch.undo()
    assert _family_wise(tmp_path, "accuracy >= 0.99 at 0.8") == [True]


def test_of_several_each_is_held_to_holm(tmp_path: Path) -> None:
    assert _family_wise(tmp_path, "accuracy >= 0.99", "accuracy >= 0.1") == [True, None]


def _family_wise(folder: Path, *clauses: str) -> list[bool | None]:
    """Of a model that is wrong about every fourth text."""
    charter, dataset = texts(folder)
    demanded = replace(charter, articles={"performance": tuple(parse_clause(text) for text in clauses)})
    truth = dataset.test.labels()
    said = [("ham" if label == "spam" else "spam") if i % 4 == 0 else label for i, label in enumerate(truth)]
    examined = examine(demanded, Answers("text-classification", ("spam", "ham"), said), dataset)
    return [finding.family_wise for finding in examined.findings]
