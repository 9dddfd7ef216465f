"""Whether people are found whatever their names' origin, asked of models that know some names and not others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from audit.told import TOKENS, Answers
from troth import data, standard
from troth.audit import View, evidence_for, naming
from troth.data import ORIGINS
from troth.models import Description, Prediction
from troth.progress import Progress, silent
from troth.standard import Estimate, Evidence, NotMeasured, parse_clause

LABELS = ("O", "B-PER", "I-PER")


class Knowing:
    """Finds every name of two words but those it does not know."""

    kind, labels, digest = "token-classification", LABELS, "sha256:" + "5" * 64

    def __init__(self, *unknown: str) -> None:
        self.unknown = {word for origin in unknown for word in ORIGINS[origin].audited.family}
        self.asked: list[int] = []

    def describe(self) -> Description:
        return Description("knowing", self.kind, "memory", self.labels, None, None, 0)

    def predict(
        self, inputs: Sequence[Sequence[str]], *, documents: Sequence[int] | None = None, progress: Progress = silent
    ) -> Prediction:
        assert documents is not None
        assert len(documents) == len(inputs)
        self.asked.append(len(inputs))
        said: list[int] = []
        for words in inputs:
            found = not self.unknown & set(words)
            said += [int(found), 2 * found] + [0] * (len(words) - 2)
        return Prediction(np.array(said, np.int32), None)


def told(folder: Path, documents: int, sentences: int = 1) -> data.Dataset:
    """Documents of one sentence about one of three people each, and of further sentences without anybody."""
    names = [("Ann", "Lee"), ("Bob", "Ray"), ("Cy", "Fox")]
    for split, count in (("train", 20), ("valid", 20), ("test", documents)):
        lines = []
        for number in range(count):
            said = {"tokens": [*names[number % 3], "came", f"{split}{number}"], "tags": ["B-PER", "I-PER", "O", "O"]}
            lines.append(json.dumps(said | {"doc": f"d{number}"}))
            quiet = {"tokens": ["x", "y", f"{split}{number}"], "tags": ["O", "O", "O"], "doc": f"d{number}"}
            lines += [json.dumps(quiet)] * (sentences - 1)
        (folder / f"{split}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    head = TOKENS.partition("performance:")[0].replace("groups: [origin]", "document: doc")
    (folder / "charter.yaml").write_text(f"{head}performance: [entity_f1 >= 0.1]\n", encoding="utf-8")
    return data.load(standard.read(folder / "charter.yaml"))


def gap(view: View, confidence: float = 0.95) -> Evidence:
    clause = parse_clause("counterfactual_recall_difference(of=names, label=PER) <= 0.1", article="fairness")
    return evidence_for(clause.measure, view, positive=None, confidence=confidence)


def test_names_of_one_origin_that_are_missed_are_named(tmp_path: Path) -> None:
    dataset = told(tmp_path, 120)
    found = gap(View(Knowing("Akan"), dataset.test, dataset.labels, seed=3))
    assert isinstance(found, Estimate)
    assert (found.value, found.thin) == (1.0, None)
    assert found.low > 0.9
    assert found.counts == {"n": 120, "documents": 120}
    assert {part.name: part.value for part in found.parts} == {origin: float(origin != "Akan") for origin in ORIGINS}


def test_who_finds_everybody_has_no_gap(tmp_path: Path) -> None:
    dataset = told(tmp_path, 120)
    found = gap(View(Knowing(), dataset.test, dataset.labels, seed=3))
    assert isinstance(found, Estimate)
    assert (found.value, found.low) == (0.0, 0.0)
    assert 0.0 < found.high < 0.05


def test_names_left_unanswered_are_not_found(tmp_path: Path) -> None:
    dataset = told(tmp_path, 120)

    class Shy(Knowing):
        def predict(
            self,
            inputs: Sequence[Sequence[str]],
            *,
            documents: Sequence[int] | None = None,
            progress: Progress = silent,
        ) -> Prediction:
            found = super().predict(inputs, documents=documents)
            unknown = [bool(self.unknown & set(words)) for words in inputs for _ in words]
            return Prediction(np.where(unknown, -1, found.codes).astype(np.int32), None)

    found = gap(View(Shy("Tamil"), dataset.test, dataset.labels, seed=3))
    assert isinstance(found, Estimate)
    assert found.value == 1.0


def test_whole_documents_are_drawn_and_each_origin_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "MOST", 20)
    dataset = told(tmp_path, 40, sentences=3)
    model = Knowing()
    view = View(model, dataset.test, dataset.labels, seed=3)
    found, again = gap(view), gap(view, 0.99)
    assert isinstance(found, Estimate)
    assert isinstance(again, Estimate)
    assert found.counts == {"n": 6, "documents": 6}
    assert "6 entities in 6 documents" in str(found.thin)
    assert again.high > found.high
    assert model.asked == [120] + [18] * len(ORIGINS)


def test_where_nobody_is_named_or_nothing_can_be_asked_nothing_is_measured(tmp_path: Path) -> None:
    dataset = told(tmp_path, 20)
    stored = Answers("token-classification", LABELS, ["O"] * 80)
    found = gap(View(stored, dataset.test, dataset.labels))
    assert isinstance(found, NotMeasured)
    assert "stored answers" in found.reason
    clause = parse_clause("counterfactual_recall_difference(of=names, label=person) <= 0.1", article="fairness")
    view = View(Knowing(), dataset.test, dataset.labels)
    other = evidence_for(clause.measure, view, positive=None, confidence=0.95)
    assert isinstance(other, NotMeasured)
    assert other.reason == "the test split has no entity of type person"
