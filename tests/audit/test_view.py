"""What the checks read: labels, groups and units of independence, counted as the data has them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from audit.told import Answers, posts, sentences, texts, words
from troth import data, standard
from troth.audit import View, evidence_for, examine
from troth.audit.view import OTHER
from troth.standard import Estimate, NotMeasured, parse_clause

KIND = "text-classification"


def measured(view: View, text: str, article: str = "performance") -> Estimate:
    call = parse_clause(text, article=article).measure
    found = evidence_for(call, view, positive="spam" if "spam" in view.classes else None, confidence=0.95)
    assert isinstance(found, Estimate), found
    return found


def test_a_label_of_the_model_alone_that_it_never_gives_changes_nothing(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    view = View(Answers(KIND, ("spam", "ham", "other"), dataset.test.labels()), dataset.test, dataset.labels)
    assert view.labels == ("spam", "ham")
    assert measured(view, "macro_f1 >= 0.5").value == 1.0


def test_a_label_of_the_model_alone_is_an_error_and_no_class(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    truth = dataset.test.labels()
    said = ["other" if i < 10 else label for i, label in enumerate(truth)]
    view = View(Answers(KIND, ("other", "spam", "ham"), said), dataset.test, dataset.labels)
    assert view.labels == ("spam", "ham", OTHER)
    assert measured(view, "accuracy >= 0.5").value == pytest.approx(110 / 120)
    hits = {label: sum(one == other == label for one, other in zip(truth, said, strict=True)) for label in view.classes}
    f1 = [2 * hits[label] / (hits[label] + truth.count(label)) for label in view.classes]
    assert measured(view, "macro_f1 >= 0.5").value == pytest.approx(sum(f1) / 2)


def test_what_the_model_gives_to_a_label_of_its_own_is_lost(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    truth = dataset.test.labels()
    shares = [[0.5, 0.5 * (label == "spam"), 0.5 * (label == "ham")] for label in truth]
    view = View(Answers(KIND, ("other", "spam", "ham"), truth, shares), dataset.test, dataset.labels)
    assert measured(view, "brier <= 0.9").value == pytest.approx(0.5)
    assert measured(view, "auc >= 0.5").value == 1.0


def test_answers_less_sure_than_the_charter_asks_are_none(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    truth = dataset.test.labels()
    shares = [[0.55, 0.45] if i < 30 else [0.9, 0.1] for i in range(len(truth))]
    model = Answers(KIND, ("spam", "ham"), truth, shares)
    assert View(model, dataset.test, dataset.labels).unanswered == 0
    view = View(model, dataset.test, dataset.labels, abstain_below=0.6)
    assert view.unanswered == 30
    assert np.flatnonzero(view.codes < 0).tolist() == list(range(30))


def test_a_tag_that_only_the_test_split_has_is_counted(tmp_path: Path) -> None:
    words(tmp_path)
    lines = (tmp_path / "test.jsonl").read_text().splitlines()
    lines[0] = json.dumps({"tokens": ["a", "b", "c"], "tags": ["O", "E-PER", "O"], "origin": "north"})
    (tmp_path / "test.jsonl").write_text("\n".join(lines) + "\n")
    text = (tmp_path / "charter.yaml").read_text().replace(", output: {labels: [O, B-PER, I-PER]}", "")
    (tmp_path / "charter.yaml").write_text(text)
    dataset = data.load(standard.read(tmp_path / "charter.yaml"))
    said = ["O", "O", "O", *dataset.test.labels()[3:]]
    view = View(Answers("token-classification", ("O", "B-PER", "I-PER"), said), dataset.test, dataset.labels)
    assert view.classes == (*dataset.labels, "E-PER")
    assert measured(view, "token_accuracy >= 0.5").value == pytest.approx(599 / 600)


def test_a_group_without_test_rows_is_named_and_decides_nothing(tmp_path: Path) -> None:
    rows = [("spam" if i % 3 else "ham", "FM"[i % 2]) for i in range(600)]
    clauses = ["accuracy_difference(group=sex) <= 0.5", "worst_group(accuracy, group=sex) >= 0.5"]
    charter, dataset = posts(tmp_path, rows, train_sexes="FMX", clauses=clauses)
    verdicts = examine(charter, Answers(KIND, ("spam", "ham"), dataset.test.labels()), dataset).verdicts
    assert [verdict.outcome for verdict in verdicts] == ["not measured", "not measured"]
    assert all("X" in verdict.reason for verdict in verdicts)


def test_rows_that_name_no_group_leave_a_comparison_undecided(tmp_path: Path) -> None:
    rows = [("spam" if i % 3 else "ham", "FM"[i % 2] if i < 300 else "") for i in range(600)]
    charter, dataset = posts(tmp_path, rows, clauses=["accuracy_difference(group=sex) <= 0.5"])
    (verdict,) = examine(charter, Answers(KIND, ("spam", "ham"), dataset.test.labels()), dataset).verdicts
    assert verdict.outcome == "undecided"
    assert "300 of 600" in verdict.reason


def test_groups_of_sentences_are_clustered_by_their_documents(tmp_path: Path) -> None:
    _, dataset = sentences(tmp_path, [("north" if i % 3 else "south", i // 5) for i in range(200)])
    said = dataset.test.labels()
    for document in range(0, 40, 2):  # every entity of every other document is missed
        said[10 * document : 10 * document + 10] = ["O"] * 10
    view = View(Answers("token-classification", ("O", "B-PER"), said), dataset.test, dataset.labels)
    worst = measured(view, "worst_group(entity_f1, group=origin) >= 0.1", "fairness")
    alone = View(Answers("token-classification", ("O", "B-PER"), said), dataset.test, dataset.labels)
    alone.__dict__["_documents"] = None
    shorter = measured(alone, "worst_group(entity_f1, group=origin) >= 0.1", "fairness")
    assert worst.value == pytest.approx(2 / 3, abs=0.02)
    assert "documents" in worst.method
    assert worst.value - worst.low > 1.2 * (shorter.value - shorter.low)


@pytest.mark.parametrize(
    ("origins", "unit", "n", "thin"),
    [
        ([("north" if i // 5 % 4 else "south", i // 5) for i in range(200)], "documents", 40, False),
        ([("north" if i % 4 else "south", i // 5) for i in range(200)], "sentences", 200, True),
    ],
)
def test_representation_counts_what_is_independent(
    tmp_path: Path, origins: list[tuple[str, int]], unit: str, n: int, thin: bool
) -> None:
    _, dataset = sentences(tmp_path, origins)
    model = Answers("token-classification", ("O", "B-PER"), dataset.test.labels())
    found = measured(View(model, dataset.test, dataset.labels), "representation(group=origin) >= 0.1", "fairness")
    assert (found.unit, found.counts["n"], found.value, found.thin is not None) == (unit, n, 0.25, thin)


def test_representation_of_sentences_without_documents_counts_sentences(tmp_path: Path) -> None:
    _, dataset = words(tmp_path)
    model = Answers("token-classification", ("O", "B-PER", "I-PER"), dataset.test.labels())
    found = measured(View(model, dataset.test, dataset.labels), "representation(group=origin) >= 0.1", "fairness")
    assert (found.unit, found.counts["n"], found.thin) == ("sentences", 200, None)


def test_a_column_that_the_test_split_lacks_is_not_measured(tmp_path: Path) -> None:
    _, dataset = texts(tmp_path)
    view = View(Answers(KIND, ("spam", "ham"), dataset.test.labels()), dataset.test, dataset.labels)
    assert isinstance(view.counted("table", ("race",)), NotMeasured)
    assert view.counted("table", ("sex",)) is view.counted("table", ("sex",))
