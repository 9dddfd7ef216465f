"""A clause on epsilon is judged by the ledger of the model's training, and by nothing else."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from troth.audit.privacy import UNREADABLE, UNRECORDED, epsilon_of
from troth.measures import sampled_gaussian_epsilon
from troth.standard import Estimate, Evidence, NotMeasured, judge, parse_clause

LEDGER: dict[str, Any] = {
    "format": 1,
    "epsilon": 7.97,
    "delta": 1e-5,
    "noise_multiplier": 0.8,
    "sample_rate": 1 / 12,
    "steps": 72,
    "rows": 600,
    "audit": {"canaries": 20_000, "guessed": [[400, 388], [2000, 1849]]},
}


def found(ledger: dict[str, Any] | None, clause: str = "epsilon(delta=1e-5) <= 8") -> Evidence:
    return epsilon_of(parse_clause(clause, article="privacy").measure, ledger, confidence=0.95)


def test_the_claim_is_the_high_end_and_the_planted_rows_are_the_low_one() -> None:
    evidence = found(LEDGER)
    assert isinstance(evidence, Estimate)
    assert evidence.value == evidence.high == 7.97
    assert evidence.low == pytest.approx(2.75, abs=0.01)
    assert evidence.counts == {"training rows": 600, "steps": 72, "canaries": 20_000}
    clause = parse_clause("epsilon(delta=1e-5) <= 8", article="privacy")
    assert judge(clause, evidence, confidence=0.95).outcome == "met"
    for limit, outcome in ((4, "undecided"), (2, "broken")):
        clause = parse_clause(f"epsilon(delta=1e-5) <= {limit}", article="privacy")
        assert judge(clause, evidence, confidence=0.95).outcome == outcome


def test_at_another_delta_it_is_accounted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = found(LEDGER, "epsilon(delta=1e-6) <= 8")
    assert isinstance(evidence, Estimate)
    assert evidence.value == sampled_gaussian_epsilon(0.8, 1 / 12, 72, 1e-6) > 7.97
    sampled_gaussian_epsilon.cache_clear()
    monkeypatch.setitem(sys.modules, "dp_accounting.pld.privacy_loss_distribution", None)
    missing = found(LEDGER, "epsilon(delta=1e-6) <= 8")
    assert isinstance(missing, NotMeasured)
    assert "dp-accounting" in missing.reason
    assert isinstance(found(LEDGER), Estimate)


def test_without_a_ledger_or_with_one_of_another_format_nothing_is_measured() -> None:
    assert found(None) == NotMeasured(UNRECORDED)
    for broken in ({}, LEDGER | {"format": 2}, LEDGER | {"audit": {}}, LEDGER | {"epsilon": "much"}):
        assert found(broken) == NotMeasured(UNREADABLE)


def test_a_claim_that_is_refuted_is_broken() -> None:
    evidence = found(LEDGER | {"epsilon": 1.0})
    clause = parse_clause("epsilon(delta=1e-5) <= 2", article="privacy")
    assert judge(clause, evidence, confidence=0.95).outcome == "broken"
