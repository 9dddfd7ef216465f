"""Accuracy under attack: a row counts where every altered copy of it is answered right too."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from audit.told import Answers, texts, words
from troth.audit import View, attacks, evidence_for
from troth.audit.attacks import TRIES
from troth.models import Description, Neighbourhood, Prediction, load
from troth.progress import Progress, silent
from troth.standard import Estimate, Evidence, NotMeasured, parse_clause


class Reader:
    """A model that reads the number in a text, and is right where its eye for the rest of the text is not offended."""

    kind, labels, digest = "text-classification", ("spam", "ham"), "sha256:" + "1" * 64

    def __init__(self, reads: Callable[[str], bool]) -> None:
        self.reads = reads
        self.asked: list[int] = []

    def describe(self) -> Description:
        return Description("reader", self.kind, "memory", self.labels, None, None, 0)

    def predict(self, inputs: Sequence[str], *, documents: object = None, progress: Progress = silent) -> Prediction:
        self.asked.append(len(inputs))
        truth = np.array([int(int(re.findall(r"\d+", text)[0]) % 3 > 0) for text in inputs], np.int32)
        right = np.array([self.reads(text) for text in inputs], bool)
        return Prediction(np.where(right, truth, 1 - truth).astype(np.int32), None)


def attacked(view: View, attack: str) -> Evidence:
    measure = parse_clause(f"robust_accuracy(attack={attack}) >= 0.5", article="security").measure
    return evidence_for(measure, view, positive=None, confidence=0.95)


def number(view: View, attack: str) -> float:
    found = attacked(view, attack)
    assert isinstance(found, Estimate), found
    assert found.low < found.value < found.high or found.value in (found.low, found.high)
    return found.value


def test_what_a_model_minds_is_what_breaks_it(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    models = {
        "never": Reader(lambda text: True),
        "letters": Reader(lambda text: all(ord(letter) < 128 for letter in text)),
        "spelling": Reader(lambda text: "text number" in text.lower()),
        "case": Reader(lambda text: text == text.lower()),
    }
    views = {name: View(model, dataset.test, dataset.labels, seed=7) for name, model in models.items()}
    found = {
        (name, attack): number(view, attack)
        for name, view in views.items()
        for attack in ("typos", "keyboard", "casing", "homoglyphs")
    }
    assert {value for (name, _), value in found.items() if name == "never"} == {1.0}
    assert found["letters", "homoglyphs"] == 0.0
    assert found["letters", "typos"] == found["letters", "casing"] == 1.0
    assert found["spelling", "typos"] < 0.1
    assert found["spelling", "casing"] == 1.0
    assert found["case", "casing"] == 0.0
    assert found["case", "keyboard"] == 1.0


def test_each_text_is_asked_about_until_it_is_broken_and_only_once(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    model = Reader(lambda text: "text number" in text)
    view = View(model, dataset.test, dataset.labels, seed=7)
    first = number(view, "typos")
    asked = list(model.asked)
    assert asked[0] == asked[1] == len(dataset.test)
    assert asked[1:] == sorted(asked[1:], reverse=True)
    assert len(asked) <= 1 + TRIES
    assert number(view, "typos") == first
    assert model.asked == asked  # p-values ask for other levels, not for other answers
    again = View(Reader(model.reads), dataset.test, dataset.labels, seed=7)
    assert number(again, "typos") == first


def test_a_wrong_answer_stays_wrong(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    view = View(Reader(lambda text: "2" not in text), dataset.test, dataset.labels)
    plain = evidence_for(parse_clause("accuracy >= 0.5").measure, view, positive=None, confidence=0.95)
    assert isinstance(plain, Estimate)
    assert number(view, "homoglyphs") == plain.value < 1


@pytest.fixture
def few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attacks, "TRIES", 2)


@pytest.mark.usefixtures("few_tries")
def test_synonyms_break_what_hangs_on_one_word(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path, (" about a film that my sister saw last week and did not like", " about a card"))
    minds = View(Reader(lambda text: "movie" not in text), dataset.test, dataset.labels, seed=7)
    found = attacked(minds, "synonyms")
    assert isinstance(found, Estimate)
    assert found.value == 0.5
    assert found.method.endswith("; 60 of 120 texts hold a word with a synonym")
    assert found.thin is None


@pytest.mark.usefixtures("few_tries")
def test_where_few_texts_can_be_altered_nothing_is_decided(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path, (" about a film", *[" about a card"] * 19))
    found = attacked(View(Reader(lambda text: True), dataset.test, dataset.labels), "synonyms")
    assert isinstance(found, Estimate)
    assert found.thin == "6 of 120 texts hold a word with a synonym"
    folder = tmp_path / "none"
    folder.mkdir()
    _, dataset = texts(folder)
    none = attacked(View(Reader(lambda text: True), dataset.test, dataset.labels), "synonyms")
    assert isinstance(none, NotMeasured)
    assert "no text holds a word with a synonym" in none.reason


def test_a_copy_that_says_something_else_is_not_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, dataset = texts(tmp_path, (" about a film",))
    monkeypatch.setattr(Neighbourhood, "alike", lambda _, texts, copies: np.zeros(len(texts), bool))
    assert number(View(Reader(lambda text: "film" in text), dataset.test, dataset.labels), "synonyms") == 1.0


def test_stored_answers_and_words_are_not_measured(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    stored = tmp_path / "answers.csv"
    stored.write_text("label\n" + "\n".join(dataset.test.labels()) + "\n", encoding="utf-8")
    model = load(f"predictions:{stored}", kind="text-classification", labels=dataset.labels)
    found = attacked(View(model, dataset.test, dataset.labels), "typos")
    assert isinstance(found, NotMeasured)
    assert "stored answers" in found.reason
    folder = tmp_path / "words"
    folder.mkdir()
    _, dataset = words(folder)
    said = dataset.test.labels()
    found = attacked(View(Answers("token-classification", dataset.labels, said), dataset.test, dataset.labels), "typos")
    assert isinstance(found, NotMeasured)
    assert "whole texts" in found.reason


def test_a_copy_that_is_left_unanswered_leaves_the_row_open(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)

    class Shy(Reader):
        def predict(
            self, inputs: Sequence[str], *, documents: object = None, progress: Progress = silent
        ) -> Prediction:
            found = super().predict(inputs)
            plain = np.array(["text number" in text for text in inputs])
            return Prediction(np.where(plain, found.codes, -1).astype(np.int32), None)

    found = attacked(View(Shy(lambda text: True), dataset.test, dataset.labels), "typos")
    assert isinstance(found, Estimate)
    assert found.low < 0.1
    assert found.high > 0.9


def consistency(view: View) -> Evidence:
    measure = parse_clause("counterfactual_consistency(of=identity_terms) >= 0.9", article="fairness").measure
    return evidence_for(measure, view, positive=None, confidence=0.95)


class Minds:
    """A model that answers by who a text is about."""

    kind, labels, digest = "text-classification", ("spam", "ham"), "sha256:" + "2" * 64

    def __init__(self, word: str) -> None:
        self.word = word

    def describe(self) -> Description:
        return Description("minds", self.kind, "memory", self.labels, None, None, 0)

    def predict(self, inputs: Sequence[str], *, documents: object = None, progress: Progress = silent) -> Prediction:
        return Prediction(np.array([int(self.word in text) for text in inputs], np.int32), None)


def test_an_answer_that_hangs_on_who_it_is_about_is_not_consistent(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path, (" by a muslim man", " by a jewish woman", " by a customer"))
    blind, minds = (View(Minds(word), dataset.test, dataset.labels, seed=7) for word in ("number", "muslim"))
    found = consistency(blind)
    assert isinstance(found, Estimate)
    assert (found.value, found.counts["n"], found.unit) == (1.0, 80, "rows with an identity term")
    found = consistency(minds)
    assert isinstance(found, Estimate)
    assert 0.1 < found.value <= 0.5  # never of muslims; of the others unless a copy makes them so


def test_nothing_is_said_of_texts_that_name_nobody(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    found = consistency(View(Minds("muslim"), dataset.test, dataset.labels))
    assert isinstance(found, NotMeasured)
    assert "no rows with an identity term" in found.reason


def test_identity_terms_are_exchanged_once_whatever_the_confidence(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path, (" by a muslim man",))
    model = Minds("number")
    view = View(model, dataset.test, dataset.labels, seed=7)
    consistency(view)
    model.word = "nothing any more"
    found = consistency(view)
    assert isinstance(found, Estimate)
    assert found.value == 1.0
