"""A model beside the release it was made from: what was forgotten, and which clause was broken by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audit.told import Answers, posts
from troth.audit import compare, examine
from troth.audit.forgetting import UNKNOWN, UNRECORDED
from troth.data import Dataset
from troth.standard import Charter, Estimate, NotMeasured

KIND, LABELS = "text-classification", ("spam", "ham")


def told(truth: list[str], wrong: int, labels: tuple[str, ...] = LABELS) -> Answers:
    """A model that is wrong on the first so many rows."""
    other = {"spam": "ham", "ham": "spam"}
    return Answers(KIND, labels, [other[label] if n < wrong else label for n, label in enumerate(truth)])


def task(folder: Path, *clauses: str) -> tuple[Charter, Dataset, list[str]]:
    charter, dataset = posts(folder, [("spam" if i % 2 else "ham", "F") for i in range(400)], clauses=clauses)
    return charter, dataset, dataset.test.labels()


def test_forgetting_is_a_paired_difference(tmp_path: Path) -> None:
    charter, dataset, truth = task(tmp_path, "forgetting <= 0.05")
    (finding,) = examine(charter, told(truth, 40), dataset, older=told(truth, 20)).findings
    evidence = finding.verdict.evidence
    assert isinstance(evidence, Estimate)
    assert evidence.value == pytest.approx(0.05)
    assert evidence.counts == {"n": 400, "right before": 380, "right now": 360}
    assert 0.02 < evidence.low < 0.05 < evidence.high < 0.09  # 20 rows of 400 fell, and none rose
    assert finding.verdict.outcome == "undecided"
    (alike,) = examine(charter, told(truth, 40), dataset, older=told(truth, 40)).findings
    assert alike.verdict.outcome == "met"
    (worse,) = examine(charter, told(truth, 120), dataset, older=told(truth, 20)).findings
    assert worse.verdict.outcome == "broken"


def test_its_interval_covers_what_is_drawn_from(tmp_path: Path) -> None:
    """Two models that differ on a twentieth of the rows, one way more often: of 200 draws at least 190 are covered."""
    charter, dataset, truth = task(tmp_path, "forgetting <= 0.05")
    draw, codes, covered = np.random.default_rng(0), np.array(truth), 0
    for _ in range(200):
        fell, rose = draw.random((2, 400)) < np.array([[0.04], [0.02]])
        flipped = np.where(codes == "spam", "ham", "spam")
        older = Answers(KIND, LABELS, np.where(rose & ~fell, flipped, codes).tolist())
        model = Answers(KIND, LABELS, np.where(fell & ~rose, flipped, codes).tolist())
        (finding,) = examine(charter, model, dataset, older=older).findings
        evidence = finding.verdict.evidence
        assert isinstance(evidence, Estimate)
        covered += evidence.low <= 0.04 * 0.98 - 0.02 * 0.96 <= evidence.high
    assert covered >= 190


def test_without_an_older_release_nothing_is_measured(tmp_path: Path) -> None:
    charter, dataset, truth = task(tmp_path, "forgetting <= 0.05")
    (finding,) = examine(charter, told(truth, 0), dataset).findings
    assert finding.verdict.evidence == NotMeasured(UNRECORDED)
    other = Answers(KIND, ("eggs", "beans"), ["eggs"] * len(truth))
    (finding,) = examine(charter, told(truth, 0), dataset, older=other).findings
    assert finding.verdict.evidence == NotMeasured(UNKNOWN, {"n": 0})


def test_only_rows_whose_label_was_known_count(tmp_path: Path) -> None:
    charter, dataset, truth = task(tmp_path, "forgetting <= 0.05")
    older = Answers(KIND, ("ham", "eggs"), ["ham"] * len(truth))
    (finding,) = examine(charter, told(truth, 0), dataset, older=older).findings
    assert isinstance(finding.verdict.evidence, Estimate)
    assert finding.verdict.evidence.counts["n"] == truth.count("ham")


def test_what_was_not_broken_and_is_refuses_the_update(tmp_path: Path) -> None:
    clauses = ("accuracy >= 0.9", "recall(label=spam) >= 0.5", "forgetting <= 0.5")
    charter, dataset, truth = task(tmp_path, *clauses)
    found = compare(charter, charter.clauses, told(truth, 100), told(truth, 4), dataset, dataset.test)
    assert [(each.clause.text, each.newly_broken) for each in found.clauses] == [
        (clauses[0], True),
        (clauses[1], False),
    ]
    assert found.allowed == 0.5
    assert len(found.reasons) == 1
    assert "accuracy >= 0.9 is broken on 400 rows with old labels, and was met before" in found.reasons[0]
    spared = compare(charter, charter.clauses, told(truth, 100), told(truth, 100), dataset, dataset.test)
    assert spared.reasons == ()


def test_what_is_forgotten_beyond_what_is_allowed_refuses_it_too(tmp_path: Path) -> None:
    charter, dataset, truth = task(tmp_path, "accuracy >= 0.5")
    found = compare(charter, charter.clauses, told(truth, 60), told(truth, 20), dataset, dataset.test)
    assert found.allowed == 0.01
    assert "fewer of 400 rows with old labels right" in found.reasons[0]
    assert found.document["labels"][0]["before"] > found.document["labels"][0]["after"]


def test_a_clause_on_a_label_that_was_not_known_is_not_asked(tmp_path: Path) -> None:
    charter, dataset, truth = task(tmp_path, "recall(label=spam) >= 0.5", "accuracy >= 0.5")
    older = Answers(KIND, ("ham", "eggs"), ["ham"] * 200)
    model = Answers(KIND, LABELS, ["ham"] * 200)
    found = compare(charter, charter.clauses, model, older, dataset, dataset.test)
    assert [each.clause.text for each in found.clauses] == ["accuracy >= 0.5"]
    assert found.rows == truth.count("ham")


def test_an_update_of_which_nothing_was_measured_is_refused(tmp_path: Path) -> None:
    charter, dataset, truth = task(tmp_path, "accuracy >= 0.5")
    older = Answers(KIND, ("eggs", "beans"), ["eggs"] * len(truth))
    found = compare(charter, charter.clauses, told(truth, 0), older, dataset, dataset.test)
    assert (found.rows, found.clauses, found.labels) == (0, (), ())
    assert found.reasons == (f"what it forgets was not measured: {UNKNOWN}",)
    assert found.document["drop"]["estimate"] is None
