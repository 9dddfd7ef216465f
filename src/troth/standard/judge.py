"""Clause and evidence make a verdict: one of four, with the numbers and the reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from troth.standard.clause import Clause
from troth.standard.evidence import Evidence

Outcome = Literal["met", "broken", "undecided", "not measured"]

OUTCOMES: tuple[Outcome, ...] = ("met", "broken", "undecided", "not measured")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one clause. reason: one sentence for a reader, with the numbers it rests on."""

    clause: Clause
    outcome: Outcome
    evidence: Evidence
    reason: str
