"""From clause to evidence, on answers made by hand: every verdict's number is checked against plain counting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from troth import data, standard
from troth.audit import View, evidence_for, examine
from troth.errors import ModelError
from troth.models import Description, Prediction
from troth.progress import Progress, silent
from troth.standard import Estimate, NotMeasured, parse_clause

TEXTS = """\
charter: 1
name: hand
task: {kind: text-classification, output: {labels: [spam, ham], positive: spam}}
model: {base: minilm}
data: {train: train.csv, validation: valid.csv, test: test.csv, columns: {text: text, label: label, groups: [sex]}}
performance:
  - accuracy >= 0.5
  - auc >= 0.5
"""
TOKENS = """\
charter: 1
name: words
task: {kind: token-classification, output: {labels: [O, B-PER, I-PER]}}
model: {base: minilm}
data: {train: train.jsonl, validation: valid.jsonl, test: test.jsonl,
       columns: {tokens: tokens, tags: tags, groups: [origin]}}
performance:
  - entity_f1 >= 0.1
fairness:
  - accuracy_difference(group=origin) <= 0.9
  - worst_group(entity_f1, group=origin) >= 0.1
"""


class Answers:
    """A model that says what it is told, in an order of labels of its own."""

    def __init__(self, kind: str, labels: tuple[str, ...], said: Sequence[str | None], shares: object = None) -> None:
        self.kind, self.labels, self.digest = kind, labels, "sha256:" + "0" * 64
        codes = [-1 if label is None else labels.index(label) for label in said]
        self.prediction = Prediction(
            np.array(codes, dtype=np.int32), None if shares is None else np.asarray(shares, dtype=np.float32)
        )

    def describe(self) -> Description:
        return Description("told", self.kind, "memory", self.labels, None, None, 0)

    def predict(self, inputs: object, *, documents: object = None, progress: Progress = silent) -> Prediction:
        return self.prediction


def texts(folder: Path) -> tuple[standard.Charter, data.Dataset]:
    rows = [
        f"text number {i} of {name},{'spam' if i % 3 == 0 else 'ham'},{'F' if i % 2 else 'M'}"
        for name, size in (("train", 60), ("valid", 20), ("test", 120))
        for i in range(size)
    ]
    for name, start, end in (("train", 0, 60), ("valid", 60, 80), ("test", 80, 200)):
        (folder / f"{name}.csv").write_text("\n".join(["text,label,sex", *rows[start:end]]) + "\n", encoding="utf-8")
    (folder / "charter.yaml").write_text(TEXTS, encoding="utf-8")
    charter = standard.read(folder / "charter.yaml")
    return charter, data.load(charter)


def measured(view: View, text: str, article: str = "performance") -> Estimate:
    found = evidence_for(parse_clause(text, article=article).measure, view, positive="spam", confidence=0.95)
    assert isinstance(found, Estimate), found
    return found


def test_a_model_with_its_labels_in_another_order_is_counted_right(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    truth = dataset.test.labels()
    said = ["spam" if i < 10 else label for i, label in enumerate(truth)]
    view = View(Answers("text-classification", ("ham", "spam"), said), dataset.test, dataset.labels)
    right = sum(one == other for one, other in zip(truth, said, strict=True))
    assert measured(view, "accuracy >= 0.5").value == right / len(truth)
    spam = sum(label == "spam" for label in truth)
    assert measured(view, "precision >= 0.5").value == spam / sum(label == "spam" for label in said)


def test_each_group_is_counted_by_itself(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    truth, sexes = dataset.test.labels(), dataset.test.frame["sex"].to_list()
    wrong = {"spam": "ham", "ham": "spam"}
    said = [
        wrong[label] if sex == "F" and i < 40 else label
        for i, (label, sex) in enumerate(zip(truth, sexes, strict=True))
    ]
    view = View(Answers("text-classification", ("spam", "ham"), said), dataset.test, dataset.labels)
    women = [i for i, sex in enumerate(sexes) if sex == "F"]
    share = sum(truth[i] == said[i] for i in women) / len(women)
    assert measured(view, "accuracy_difference(group=sex) <= 0.5", "fairness").value == pytest.approx(1 - share)
    assert measured(view, "worst_group(accuracy, group=sex) >= 0.5", "fairness").value == pytest.approx(share)


def test_no_probabilities_is_not_measured(tmp_path: Path) -> None:
    charter, dataset = texts(tmp_path)
    model = Answers("text-classification", ("spam", "ham"), dataset.test.labels())
    verdicts = examine(charter, model, dataset).verdicts
    assert [verdict.outcome for verdict in verdicts] == ["met", "not measured"]
    assert "without probabilities" in verdicts[1].reason


def test_probabilities_follow_their_labels(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    truth = dataset.test.labels()
    shares = [[0.2, 0.8] if label == "spam" else [0.9, 0.1] for label in truth]  # columns: ham, spam
    model = Answers("text-classification", ("ham", "spam"), truth, shares)
    view = View(model, dataset.test, dataset.labels)
    assert measured(view, "auc >= 0.5").value == 1.0


def test_abstaining_decides_nothing(tmp_path: Path) -> None:
    charter, dataset = texts(tmp_path)
    said = [None if i < 20 else label for i, label in enumerate(dataset.test.labels())]
    verdict = examine(charter, Answers("text-classification", ("spam", "ham"), said), dataset).verdicts[0]
    assert isinstance(verdict.evidence, Estimate)
    assert verdict.evidence.low > 0.9
    assert verdict.outcome == "undecided"
    assert "20 of 120" in verdict.reason


def test_too_few_answers_are_refused(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    model = Answers("text-classification", ("spam", "ham"), dataset.test.labels()[:-1])
    with pytest.raises(ModelError, match="119 answers for 120 rows"):
        View(model, dataset.test, dataset.labels)


def words(folder: Path) -> tuple[standard.Charter, data.Dataset]:
    import json

    for name, size in (("train", 40), ("valid", 20), ("test", 200)):
        lines = [
            json.dumps(
                {
                    "tokens": ["Ann", f"Lee{name}{i}", "came"],
                    "tags": ["B-PER", "I-PER", "O"],
                    "origin": "north" if i % 2 else "south",
                }
            )
            for i in range(size)
        ]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "charter.yaml").write_text(TOKENS, encoding="utf-8")
    charter = standard.read(folder / "charter.yaml")
    return charter, data.load(charter)


def test_entities_are_counted_by_group_and_word_gaps_decide_nothing(tmp_path: Path) -> None:
    charter, dataset = words(tmp_path)
    said = dataset.test.labels()
    for sentence in range(0, 200, 4):  # half of the southern sentences lose their entity
        said[3 * sentence : 3 * sentence + 2] = ["O", "O"]
    model = Answers("token-classification", ("O", "B-PER", "I-PER"), said)
    whole, gap, worst = examine(charter, model, dataset).verdicts
    assert isinstance(whole.evidence, Estimate)
    assert whole.evidence.value == pytest.approx(2 * 150 / (2 * 150 + 50))
    assert whole.outcome == "met"
    assert isinstance(gap.evidence, Estimate)
    assert gap.evidence.high < 0.9
    assert gap.outcome == "undecided"
    assert isinstance(worst.evidence, Estimate)
    assert worst.evidence.value == pytest.approx(2 * 50 / (2 * 50 + 50))


def test_a_measure_without_a_check_says_so(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    view = View(Answers("text-classification", ("spam", "ham"), dataset.test.labels()), dataset.test, dataset.labels)
    call = parse_clause("membership_inference_advantage <= 0.05", article="privacy").measure
    assert isinstance(evidence_for(call, view, positive=None, confidence=0.95), NotMeasured)
