"""Certified accuracy: what a model that hangs on one word, or on none, is certified for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from audit.told import Answers, texts, words
from troth.audit import View, certification, evidence_for
from troth.models import Description, Prediction, load
from troth.progress import Progress, silent
from troth.standard import Estimate, Evidence, NotMeasured, parse_clause

MARKS = (12 * " yes", f" yes{11 * ' no'}", 12 * " no")


class Counts:
    """Says ham where it reads `yes` anywhere."""

    kind, labels, digest = "text-classification", ("spam", "ham"), "sha256:" + "3" * 64

    def __init__(self) -> None:
        self.asked: list[str] = []

    def describe(self) -> Description:
        return Description("counts", self.kind, "memory", self.labels, None, None, 0)

    def predict(self, inputs: Sequence[str], *, documents: object = None, progress: Progress = silent) -> Prediction:
        self.asked += inputs
        return Prediction(np.array([int("yes" in text) for text in inputs], np.int32), None)


def certified(view: View, arguments: str = "edits=1") -> Evidence:
    measure = parse_clause(f"certified_accuracy({arguments}) >= 0.5", article="security").measure
    return evidence_for(measure, view, positive=None, confidence=0.95)


def test_rows_that_hang_on_one_word_are_not_certified(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path, (MARKS[2], MARKS[0], MARKS[1]))  # every third is spam: without a mark
    model = Counts()
    found = certified(View(model, dataset.test, dataset.labels, seed=7))
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(2 / 3, abs=0.02)  # spam, and ham of many marks
    assert found.counts["n"] == 120
    assert "200 copies" in found.method
    assert "" not in model.asked


def test_a_copy_without_words_votes_for_nobody(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)  # of five words, all of which are deleted in a third of the copies
    found = certified(View(Counts(), dataset.test, dataset.labels, seed=7))
    assert isinstance(found, Estimate)
    assert found.value == 0.0


def test_what_is_never_right_is_never_certified_and_left_early(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path, (MARKS[0], MARKS[2], MARKS[2]))
    model = Counts()
    found = certified(View(model, dataset.test, dataset.labels, seed=7), "edits=2, deleted=0.9")
    assert isinstance(found, Estimate)
    assert found.value == 0.0


def test_it_is_the_same_whatever_the_confidence_and_as_the_seed_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certification, "ROWS", 20)
    _, dataset = texts(tmp_path, (MARKS[2], MARKS[0], MARKS[1]))
    model = Counts()
    view = View(model, dataset.test, dataset.labels, seed=7)
    first, asked = certified(view), len(model.asked)
    assert isinstance(first, Estimate)
    assert first.counts["n"] == 20
    assert certified(view) == first
    assert len(model.asked) == asked
    assert certified(View(Counts(), dataset.test, dataset.labels, seed=7)) == first


def test_where_nothing_can_be_certified_it_says_why(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    view = View(Counts(), dataset.test, dataset.labels)
    few = certified(view, "edits=3, deleted=0.7")
    assert isinstance(few, NotMeasured)
    assert "200 of 200 votes" in few.reason
    stored = tmp_path / "answers.csv"
    stored.write_text("label\n" + "\n".join(dataset.test.labels()) + "\n", encoding="utf-8")
    model = load(f"predictions:{stored}", kind="text-classification", labels=dataset.labels)
    told = certified(View(model, dataset.test, dataset.labels))
    assert isinstance(told, NotMeasured)
    assert "stored answers" in told.reason
    folder = tmp_path / "words"
    folder.mkdir()
    _, dataset = words(folder)
    said = Answers("token-classification", dataset.labels, dataset.test.labels())
    call = parse_clause("certified_accuracy(edits=1) >= 0.5", article="security").measure
    told = evidence_for(call, View(said, dataset.test, dataset.labels), positive=None, confidence=0.95)
    assert isinstance(told, NotMeasured)
