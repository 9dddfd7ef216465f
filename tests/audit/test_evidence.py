"""From clause to evidence, on answers made by hand: every verdict's number is checked against plain counting."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.told import Answers, texts, words
from troth.audit import View, evidence_for, examine
from troth.errors import ModelError
from troth.standard import Estimate, NotMeasured, parse_clause


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


def test_too_few_answers_are_refused(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    model = Answers("text-classification", ("spam", "ham"), dataset.test.labels()[:-1])
    with pytest.raises(ModelError, match="119 answers for 120 rows"):
        View(model, dataset.test, dataset.labels)


def test_entities_and_gaps_of_words_are_counted_by_group(tmp_path: Path) -> None:
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
    assert gap.evidence.value == pytest.approx(1 / 3)
    assert gap.evidence.high < 0.9
    assert gap.outcome == "met"
    assert isinstance(worst.evidence, Estimate)
    assert worst.evidence.value == pytest.approx(2 * 50 / (2 * 50 + 50))


def test_a_measure_without_a_check_says_so(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    view = View(Answers("text-classification", ("spam", "ham"), dataset.test.labels()), dataset.test, dataset.labels)
    call = parse_clause("leaked_personal_data <= 0.05", article="privacy").measure
    assert isinstance(evidence_for(call, view, positive=None, confidence=0.95), NotMeasured)
