from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.governing import sides
from troth.standard import Estimate, NotMeasured, parse_clause
from troth.training.governing.demands import demands_of
from troth.training.governing.margins import aim_of, evidence_of

GAP = parse_clause("accuracy_difference(group=side) <= 0.1", article="fairness")
WORST = parse_clause("worst_group(accuracy, group=side) >= 0.7", article="fairness")


def estimate(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, low, high, 0.95, "given", {"n": 100})


def test_the_aim_leaves_room_for_the_audits_interval() -> None:
    assert aim_of(GAP, estimate(0.05, 0.02, 0.07), 1.0) == pytest.approx(0.08)
    assert aim_of(GAP, estimate(0.05, 0.02, 0.07), 4.0) == pytest.approx(0.09)  # four times the rows: half the width
    assert aim_of(WORST, estimate(0.8, 0.76, 0.9), 1.0) == pytest.approx(0.74)


def test_the_room_is_never_more_than_most_of_the_way_to_perfection() -> None:
    assert aim_of(GAP, estimate(0.05, 0.0, 0.5), 1.0) == pytest.approx(0.04)
    assert aim_of(WORST, estimate(0.8, 0.1, 0.9), 1.0) == pytest.approx(0.88)
    assert aim_of(GAP, NotMeasured("no rows"), 1.0) == pytest.approx(0.04)


@pytest.mark.parametrize("words", [False, True])
def test_evidence_is_what_an_audit_of_the_rows_finds(tmp_path: Path, words: bool) -> None:
    measure = "token_accuracy" if words else "accuracy"
    clauses = [GAP.text, f"worst_group({measure}, group=side) >= 0.5", f"{measure} >= 0.5"]
    charter, dataset = sides.task(tmp_path, Path("minilm"), clauses, words=words, counts=(60, 80, 30))
    demands, _ = demands_of(charter, dataset)
    assert demands is not None
    said = np.random.default_rng(0).integers(0, 2, len(demands.validation.truth))
    found = [evidence_of(one, demands.validation, said, positive=None, confidence=0.9) for one in demands.clauses]
    right, sides_of = said == demands.validation.truth, demands.validation.members.codes[:, 0]
    rates = [right[sides_of == side].mean() for side in (0, 1)]
    assert [clause.text for clause in demands.clauses] == clauses
    expected = [abs(rates[0] - rates[1]), min(rates), right.mean()]
    assert [one.value for one in found if isinstance(one, Estimate)] == pytest.approx(expected)
