"""Membership inference by the audit: which rows are asked about, by what they are scored, and when nothing is said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audit.told import TEXTS, TOKENS, Answers
from troth import data, standard
from troth.audit import View, evidence_for, examine
from troth.audit.membership import drawn, only_in
from troth.data import Dataset, Split
from troth.measures import more_needed
from troth.models import Description, Prediction, load
from troth.progress import Progress, silent
from troth.standard import Charter, Estimate, Evidence, NotMeasured, parse_clause

CLAUSE = "membership_inference_advantage <= 0.1"


class Pupil:
    """A model that is surer of what it has learned by heart: of texts that begin as its lessons do."""

    labels, digest = ("spam", "ham"), "sha256:" + "2" * 64

    def __init__(self, kind: str, truth: dict[str, Any], lessons: str, *, shares: bool = True, right: float = 1.0):
        """right: the share of other inputs that it is right about."""
        self.kind, self.truth, self.lessons, self.shares, self.right = kind, truth, lessons, shares, right
        self.asked: list[Sequence[Any]] = []

    def describe(self) -> Description:
        return Description("pupil", self.kind, "memory", self.labels, None, None, 0)

    def predict(self, inputs: Any, *, documents: object = None, progress: Progress = silent) -> Prediction:
        self.asked.append(inputs)
        progress("predicting", 1, 1)
        draw = np.random.default_rng(len(inputs))
        rows = [self._row(one if isinstance(one, str) else " ".join(one), draw) for one in inputs]
        shares = np.array([share for row in rows for share in row], np.float32)
        return Prediction(shares.argmax(1).astype(np.int32), shares if self.shares else None)

    def _row(self, text: str, draw: np.random.Generator) -> list[list[float]]:
        known = text.startswith(self.lessons)
        truth = self.truth[text] if isinstance(self.truth[text], list) else [self.truth[text]]
        right = known or draw.random() < self.right
        sure = draw.uniform(0.95, 1.0) if known else draw.uniform(0.5, 0.96)
        own = [self.labels.index(label) for label in truth]
        return [[sure if (code == place) == right else 1 - sure for place in range(2)] for code in own]


def task(
    folder: Path, counts: tuple[int, int] = (150, 120), shared: int = 0
) -> tuple[Charter, Dataset, dict[str, Any]]:
    """Texts of spam and ham; the first `shared` of the training rows stand in the test split too."""
    truth: dict[str, Any] = {}
    for name, count in (("train", counts[0]), ("valid", 20), ("test", counts[1])):
        rows = [(f"{name} text number {i}", "ham" if i % 3 else "spam") for i in range(count)]
        if name == "test":
            rows += [(f"train text number {i}", "ham" if i % 3 else "spam") for i in range(shared)]
        truth |= dict(rows)
        lines = [f"{text},{label},F" for text, label in rows]
        (folder / f"{name}.csv").write_text("\n".join(["text,label,sex", *lines, ""]), encoding="utf-8")
    (folder / "charter.yaml").write_text(TEXTS, encoding="utf-8")
    charter = standard.read(folder / "charter.yaml")
    return charter, data.load(charter), truth


def attacked(model: Any, dataset: Dataset, seed: int = 1, confidence: float = 0.95) -> Evidence:
    view = View(model, dataset.test, dataset.labels, seed=seed, train=dataset.train)
    return evidence_for(parse_clause(CLAUSE, article="privacy").measure, view, positive=None, confidence=confidence)


def number(model: Any, dataset: Dataset, seed: int = 1) -> Estimate:
    found = attacked(model, dataset, seed)
    assert isinstance(found, Estimate), found
    return found


def test_what_is_known_by_heart_is_found_and_what_is_not_is_not(tmp_path: Path) -> None:
    _, dataset, truth = task(tmp_path)
    by_heart = number(Pupil("text-classification", truth, "train"), dataset)
    assert by_heart.low > 0.8
    assert by_heart.method.startswith(
        "members are rows of the training split, scored by the log-probability of the true label; as many of each"
    )
    assert (by_heart.counts["members"], by_heart.counts["non-members"]) == (120, 120)
    assert by_heart.unit == "test rows"
    alike = number(Pupil("text-classification", truth, "nothing"), dataset)
    assert alike.low == 0
    assert alike.value < 0.15


class Strict(Pupil):
    """A model that never saw a row, and is sure of one label alone."""

    def _row(self, text: str, draw: np.random.Generator) -> list[list[float]]:
        easy = self.truth[text] == "ham"
        sure = draw.uniform(0.9, 1.0) if easy else draw.uniform(0.5, 0.6)
        return [[1 - sure, sure] if easy else [sure, 1 - sure]]


def test_that_one_split_has_more_of_the_easy_label_is_no_membership(tmp_path: Path) -> None:
    _, dataset, truth = task(tmp_path, (600, 120))
    kept = [place for place, label in enumerate(dataset.train.labels()) if label == "ham" or place % 15 == 0]
    dataset = replace(dataset, train=dataset.train.take(np.array(kept)))
    shares = [np.mean([label == "ham" for label in split.labels()]) for split in (dataset.train, dataset.test)]
    assert shares[0] > shares[1] + 0.2
    found = number(Strict("text-classification", truth, "nothing"), dataset)
    assert found.low == 0
    assert found.value < 0.1
    assert found.counts["members"] == found.counts["non-members"]


def test_the_same_seed_asks_about_the_same_rows_and_once(tmp_path: Path) -> None:
    _, dataset, truth = task(tmp_path)
    models = [Pupil("text-classification", truth, "train") for _ in range(3)]
    told: list[str] = []
    view = View(
        models[0],
        dataset.test,
        dataset.labels,
        lambda stage, *given: told.append(stage),
        seed=1,
        train=dataset.train,
    )
    found = [view.membership(level) for level in (0.95, 0.5)]
    assert len(models[0].asked) == 2
    assert set(models[0].asked[1]) <= set(dataset.train.inputs())
    assert told[-1] == "asking about members"
    assert isinstance(found[0], Estimate)
    assert isinstance(found[1], Estimate)
    assert found[1].low > found[0].low
    assert attacked(models[1], dataset, seed=1) == found[0]
    attacked(models[2], dataset, seed=2)
    assert models[1].asked[1] == models[0].asked[1]
    assert models[2].asked[1] != models[0].asked[1]


def test_what_stands_in_both_splits_is_no_member_and_no_other(tmp_path: Path) -> None:
    _, dataset, truth = task(tmp_path, shared=60)
    assert int(only_in(dataset.train, dataset.test).sum()) == 90
    assert int(only_in(dataset.test, dataset.train).sum()) == 120
    model = Pupil("text-classification", truth, "train")
    found = number(model, dataset)
    assert (found.counts["members"], found.counts["non-members"]) == (90, 90)
    assert not set(model.asked[1]) & set(dataset.test.inputs())
    assert found.low > 0.8


def test_without_probabilities_right_answers_are_the_attack(tmp_path: Path) -> None:
    _, dataset, truth = task(tmp_path)
    found = number(Pupil("text-classification", truth, "train", shares=False, right=0.5), dataset)
    assert "whether the answer is right, without probabilities" in found.method
    assert 0.3 < found.value < 0.7
    assert number(Pupil("text-classification", truth, "train", shares=False), dataset).value == 0


def test_where_nobody_can_be_asked_it_is_not_measured(tmp_path: Path) -> None:
    _, dataset, truth = task(tmp_path)
    for model in (
        load(f"predictions:{_stored(tmp_path, dataset)}", kind="text-classification", labels=dataset.labels),
        Answers("text-classification", ("spam", "ham"), dataset.test.labels()),
    ):
        found = attacked(model, dataset)
        assert isinstance(found, NotMeasured)
        assert found.reason == "stored answers cannot be asked about training rows"
    view = View(Pupil("text-classification", truth, "train"), dataset.test, dataset.labels)
    assert isinstance(view.membership(0.95), NotMeasured)
    (tmp_path / "few").mkdir()
    _, few, truth = task(tmp_path / "few", counts=(40, 12))
    reason = attacked(Pupil("text-classification", truth, "train"), few)
    assert isinstance(reason, NotMeasured)
    assert "there are 12 that were learned from and 12 others" in reason.reason


def _stored(folder: Path, dataset: Dataset) -> Path:
    path = folder / "answers.csv"
    path.write_text("label\n" + "\n".join(dataset.test.labels()) + "\n", encoding="utf-8")
    return path


def test_a_broken_clause_is_named_and_an_open_one_says_how_many_rows(tmp_path: Path) -> None:
    charter, dataset, truth = task(tmp_path)
    clauses = {"privacy": (parse_clause(CLAUSE, article="privacy"),), "performance": charter.articles["performance"]}
    asked = replace(charter, articles=clauses)
    model = Pupil("text-classification", truth, "train")
    verdict = next(one for one in examine(asked, model, dataset, seed=1).findings if one.verdict.clause.text == CLAUSE)
    assert (verdict.verdict.outcome, verdict.family_wise) == ("broken", True)
    open_ = number(Pupil("text-classification", truth, "nothing"), dataset)
    more = more_needed(open_, open_.value + 0.08)
    assert more is None or more.of == "test rows"
    assert open_.growth is not None
    assert open_.growth.sizes == (120,)
    once, twice, many = (open_.growth.interval((times,)) for times in (1, 2, 100))
    assert once == pytest.approx((open_.low, open_.high))
    assert twice[1] < once[1]
    assert many == open_.growth.interval((1000,))  # there are no more members, and no more than MOST are looked at


def test_sentences_are_judged_whole_with_their_documents(tmp_path: Path) -> None:
    truth: dict[str, Any] = {}
    for name, documents in (("train", 130), ("valid", 10), ("test", 110)):
        lines = []
        for i in range(2 * documents):
            words, tags = [name, "Ann", f"w{i}"], ["O", "B-PER", "O"]
            truth[" ".join(words)] = tags
            lines.append(json.dumps({"tokens": words, "tags": tags, "origin": "north", "doc": i // 2}))
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = TOKENS.replace("groups: [origin]", "groups: [origin], document: doc").replace(", I-PER]", "]")
    (tmp_path / "charter.yaml").write_text(text, encoding="utf-8")
    dataset = data.load(standard.read(tmp_path / "charter.yaml"))

    class Tagger(Pupil):
        labels = ("B-PER", "O")

    model = Tagger("token-classification", truth, "train")
    found = number(model, dataset)
    assert found.counts["members"] == found.counts["non-members"] == 220
    assert found.unit == "test sentences"
    assert found.thin is None
    assert found.low > 0.8
    chosen = drawn(dataset.train, np.ones(260, bool), 220, np.random.default_rng(1))
    units = dataset.train.documents()
    assert units is not None
    assert len(chosen.rows) == 220
    assert all(len(set(chosen.half[units[chosen.rows] == one])) == 1 for one in set(units[chosen.rows].tolist()))


def test_a_table_can_be_attacked_too(tmp_path: Path) -> None:
    rows = [f"{i * 7 % 31},{'ham' if i % 3 else 'spam'}" for i in range(90)]
    (tmp_path / "train.csv").write_text("\n".join(["a,label", *rows, ""]))
    (tmp_path / "test.csv").write_text("\n".join(["a,label", *(f"{100 + i},spam" for i in range(30)), ""]))
    (tmp_path / "charter.yaml").write_text(
        "charter: 1\nname: table\ntask: {kind: tabular-classification, output: {labels: [spam, ham]}}\n"
        "model: {base: boosting}\ndata: {train: train.csv, test: test.csv, columns: {label: label}}\n"
        "privacy: [membership_inference_advantage <= 0.1]\n"
    )
    dataset = data.load(standard.read(tmp_path / "charter.yaml"))

    class Rows(Pupil):
        def predict(self, inputs: Any, *, documents: object = None, progress: Progress = silent) -> Prediction:
            known = np.asarray(inputs["a"]) < 100
            sure = np.where(known, 0.99, 0.6)
            return Prediction(np.zeros(len(known), np.int32), np.stack([sure, 1 - sure], 1).astype(np.float32))

    part: Split = dataset.train
    assert len(part) > 30
    spam = sum(label == "spam" for label in part.labels())
    assert number(Rows("tabular-classification", {}, ""), dataset).counts["non-members"] == min(spam, 30)
