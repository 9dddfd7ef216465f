"""Unanswered rows: what is met or broken stays so whatever the answers would have been."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from audit.told import Answers, posts
from troth import data
from troth.audit import View, evidence_for, examine
from troth.standard import Estimate, parse_clause

KIND, LABELS = "text-classification", ("spam", "ham")
MEASURES = (
    "accuracy >= 0.5",
    "recall(label=spam) >= 0.5",
    "macro_f1 >= 0.5",
    "class_recall_difference <= 0.5",
    "worst_group(accuracy, group=sex) >= 0.5",
    "accuracy_difference(group=sex) <= 0.5",
    "demographic_parity_difference(group=sex) <= 0.5",
    "demographic_parity_ratio(group=sex) >= 0.5",
    "equal_opportunity_difference(group=sex) <= 0.5",
    "equalized_odds_difference(group=sex) <= 0.5",
    "predictive_parity_difference(group=sex) <= 0.5",
)


def rows(count: int) -> list[tuple[str, str]]:
    return [("spam" if i % 3 else "ham", "FM"[i % 2]) for i in range(count)]


def wrong(label: str) -> str:
    return "ham" if label == "spam" else "spam"


def found(said: list[str | None], dataset: data.Dataset, text: str) -> Estimate:
    article = "fairness" if "group" in text or "difference" in text else "performance"
    view = View(Answers(KIND, LABELS, said), dataset.test, dataset.labels)
    evidence = evidence_for(parse_clause(text, article=article).measure, view, positive="spam", confidence=0.95)
    assert isinstance(evidence, Estimate), evidence
    return evidence


def test_one_abstention_lifts_no_broken_clause(tmp_path: Path) -> None:
    charter, dataset = posts(tmp_path, rows(600), clauses=["accuracy >= 0.9", "accuracy_difference(group=sex) <= 0.1"])
    said: list[str | None] = [wrong(label) if i % 2 else label for i, label in enumerate(dataset.test.labels())]
    said[0] = None
    verdicts = examine(charter, Answers(KIND, LABELS, said), dataset).verdicts
    assert [verdict.outcome for verdict in verdicts] == ["broken", "broken"]
    assert verdicts[0].evidence.counts["left unanswered"] == 1


def test_leaving_out_what_is_hard_meets_nothing(tmp_path: Path) -> None:
    charter, dataset = posts(tmp_path, rows(600), clauses=["accuracy >= 0.9"])
    said = [None if i % 5 == 0 else label for i, label in enumerate(dataset.test.labels())]
    (verdict,) = examine(charter, Answers(KIND, LABELS, said), dataset).verdicts
    assert isinstance(verdict.evidence, Estimate)
    assert verdict.outcome == "undecided"
    assert verdict.evidence.value == pytest.approx(0.8)
    assert verdict.evidence.high == 1.0


def test_what_holds_with_every_abstention_wrong_is_met(tmp_path: Path) -> None:
    charter, dataset = posts(tmp_path, rows(600), clauses=["accuracy >= 0.9", "accuracy_difference(group=sex) <= 0.1"])
    said = [None if i in (3, 8) else label for i, label in enumerate(dataset.test.labels())]
    verdicts = examine(charter, Answers(KIND, LABELS, said), dataset).verdicts
    assert [verdict.outcome for verdict in verdicts] == ["met", "met"]


@pytest.mark.parametrize("text", MEASURES)
def test_the_interval_holds_every_way_to_answer(tmp_path: Path, text: str) -> None:
    _, dataset = posts(tmp_path, rows(300))
    truth, sexes = dataset.test.labels(), dataset.test.frame["sex"].to_list()
    draw = random.Random(7)
    said = [wrong(label) if draw.random() < 0.2 else label for label in truth]
    gone = [i for i in range(300) if draw.random() < 0.15]
    evidence = found([None if i in gone else label for i, label in enumerate(said)], dataset, text)
    ways = [
        {i: truth[i] if sexes[i] == "F" else wrong(truth[i]) for i in gone},
        {i: wrong(truth[i]) if sexes[i] == "F" else truth[i] for i in gone},
        *({i: draw.choice(LABELS) for i in gone} for _ in range(5)),
    ]
    for way in ways:
        answered = found([way.get(i, label) for i, label in enumerate(said)], dataset, text)
        assert evidence.low <= answered.value <= evidence.high
