"""Which clause of a charter has a training keep to itself what it learned from, and why there may be none."""

from __future__ import annotations

from dataclasses import dataclass

from troth.data import Dataset
from troth.measures import MEASURES
from troth.standard import TEXT, Charter, Clause
from troth.training.constraints.clauses import clauses_of, left_out

MEASURE = "membership_inference_advantage"
FEWEST = 40  # validation rows: of fewer, an attack on them tells nothing
MOST = 5_000  # rows of each kind that the audit attacks
PLAIN = ("accuracy", "macro_f1")  # measures of the validation split that no group or label makes narrower


@dataclass(frozen=True, slots=True)
class Secrecy:
    """The clause that is obeyed.

    others: clauses on accuracy or macro F1: an epoch that tells nothing because it knows nothing holds them not.
    audited: rows of each kind that the audit has for its attack. rows: validation rows, as many as training rows that
    they are told from.
    """

    clause: Clause
    others: tuple[Clause, ...]
    audited: int
    rows: int


def chosen_only(charter: Charter, *, updating: bool) -> str | None:
    """Why such a clause only decides which epoch is kept; None where rows can be answered as by others."""
    if any(clause.measure.name == "epsilon" for clause in charter.clauses):
        return "a training under a clause on epsilon has no term for it"
    if updating:
        return "an update learns from what the older release says"
    if charter.training.fairness != "constraints":
        return f"fairness by {charter.training.fairness} has weights for the labels of rows"
    return None


def only_chosen(clause: Clause, why: str) -> str:
    """The sentence about a clause that only decides which epoch is kept."""
    return f"Clause {clause.text} only decides which epoch is kept: {why}."


def secrecy_of(charter: Charter, dataset: Dataset) -> tuple[Secrecy | None, tuple[str, ...]]:
    """The clause on membership inference, None where training obeys none; and sentences on why not."""
    clause = next((one for one in charter.clauses if one.measure.name == MEASURE), None)
    if clause is None or not charter.training.constrained:
        return None, ()
    if dataset.kind != TEXT:
        return None, (left_out(clause, "training cannot aim at its measure"),)
    if len(dataset.validation) < FEWEST:
        return None, (left_out(clause, f"there are fewer than {FEWEST} rows for it"),)
    others = tuple(one for one in clauses_of(charter) if one.measure.name in PLAIN and one.measure.name in MEASURES)
    return Secrecy(clause, others, min(len(dataset.train), len(dataset.test), MOST), len(dataset.validation)), ()
