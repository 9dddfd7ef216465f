from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.governing import sides
from troth.standard import Estimate
from troth.training.constraints.aims import evidence_of
from troth.training.governing.demands import demands_of


@pytest.mark.parametrize("words", [False, True])
def test_evidence_is_what_an_audit_of_the_rows_finds(tmp_path: Path, words: bool) -> None:
    measure = "token_accuracy" if words else "accuracy"
    clauses = ["accuracy_difference(group=side) <= 0.1", f"worst_group({measure}, group=side) >= 0.5"]
    charter, dataset = sides.task(tmp_path, Path("minilm"), clauses, words=words, counts=(60, 80, 30))
    demands, _ = demands_of(charter, dataset)
    assert demands is not None
    rows = demands.validation
    said = np.random.default_rng(0).integers(0, 2, len(rows.truth))
    found = [evidence_of(one, rows.audited(one, said), positive=None, confidence=0.9) for one in demands.clauses]
    right, sides_of = said == rows.truth, rows.members.codes[:, 0]
    rates = [right[sides_of == side].mean() for side in (0, 1)]
    assert [clause.text for clause in demands.clauses] == clauses
    expected = [abs(rates[0] - rates[1]), min(rates)]
    assert [one.value for one in found if isinstance(one, Estimate)] == pytest.approx(expected)


def test_what_is_known_is_how_many_rows_each_group_and_truth_has(tmp_path: Path) -> None:
    demands, _ = demands_of(*sides.task(tmp_path, Path("minilm"), counts=(60, 80, 30)))
    assert demands is not None
    rows = demands.training
    frame = rows.split.frame
    expected = [
        [frame.filter((frame["side"] == side) & (frame["label"] == label)).height for label in ("sky", "card")]
        for side in "ab"
    ]
    assert rows.known.tolist() == expected
    some = np.array([4, 7])
    assert rows.count(some, rows.truth[some]).sum() == 2
