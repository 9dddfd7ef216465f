"""A frontier: what the task measure comes to at every limit of a clause, and the area that its points dominate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from troth.errors import TrainingError
from troth.standard import Clause, Estimate, Evidence
from troth.training.constraints.aims import aim_of, perfect

SHARES = (0.25, 0.5, 0.75, 0.9, 1.0)
"""How far limits are moved, from a clause's value without clauses to the value that no model can better."""


@dataclass(frozen=True, slots=True)
class Point:
    """One model, or one way to decide.

    asked: the limit of each clause of the frontier, None where it was not asked for. task, values: the task measure
    and each clause's, on rows that were not learned from. held: whether each asked limit is.
    """

    asked: tuple[float | None, ...]
    task: Evidence
    values: tuple[Evidence, ...]
    held: bool

    def written(self) -> dict[str, Any]:
        """As plain JSON."""
        values = [_figures(one) for one in self.values]
        return {"asked": list(self.asked), "task": _figures(self.task), "values": values, "held": self.held}


@dataclass(frozen=True, slots=True)
class Sweep:
    """Points of one clause's limits, or of several moved together. clauses: their numbers."""

    clauses: tuple[int, ...]
    points: tuple[Point, ...]

    def written(self) -> dict[str, Any]:
        """As plain JSON."""
        return {"clauses": list(self.clauses), "points": [point.written() for point in self.points]}


@dataclass(frozen=True, slots=True)
class Frontier:
    """What each clause costs at other limits.

    measure: of the task. rows: that everything was measured on. free: without clauses. chosen: under the charter.
    conflicts: clauses, by their texts, that no decisions were found to hold together. notes: sentences.
    """

    clauses: tuple[Clause, ...]
    measure: str
    rows: int
    confidence: float
    free: Point
    chosen: Point
    sweeps: tuple[Sweep, ...]
    conflicts: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()

    def written(self) -> dict[str, Any]:
        """As plain JSON: what papers are made of."""
        return {
            "rows": self.rows,
            "measure": self.measure,
            "confidence": self.confidence,
            "clauses": [_clause(one) for one in self.clauses],
            "free": self.free.written(),
            "chosen": self.chosen.written(),
            "sweeps": [sweep.written() for sweep in self.sweeps],
            "conflicts": [list(texts) for texts in self.conflicts],
            "notes": list(self.notes),
        }


def refuse_frontier() -> NoReturn:
    """Raise the error of a charter that no frontier can be drawn of."""
    raise TrainingError(
        "there is no frontier to draw: no clause on fairness that this training can obey",
        remedy="Add one to `fairness:`, such as equalized_odds_difference(group=sex) <= 0.05.",
    )


def limits_between(clause: Clause, value: float, shares: Sequence[float] = SHARES) -> tuple[float, ...]:
    """Limits from a value towards the perfect one, each stricter than the last; none where it is reached already."""
    way = perfect(clause) - value
    return tuple(round(value + share * way, 6) for share in shares) if abs(way) > 0 else ()


def halfway(clause: Clause) -> float:
    """A stricter limit: halfway from the clause's own to the value that no model can better."""
    return limits_between(clause, clause.limit, (0.5,))[0] if clause.limit != perfect(clause) else clause.limit


def within(clause: Clause, value: float, limit: float, slack: float) -> bool:
    """Whether a value is no further outside a limit than the slack."""
    reach = aim_of(clause, -slack) - clause.limit + limit
    return value <= reach if clause.operator == "<=" else value >= reach


def hypervolume(points: Sequence[tuple[float, float]], widest: float, least: float) -> float:
    """The area that points (gap, accuracy) dominate, between gap `widest` and accuracy `least`."""
    area, best, at = 0.0, least, 0.0
    for gap, accuracy in [*sorted(points), (widest, least)]:
        gap = min(gap, widest)
        area += (gap - at) * (best - least)
        best, at = max(best, accuracy), gap
    return area


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "clause": clause.text,
        "measure": clause.measure.name,
        "operator": clause.operator,
        "limit": clause.limit,
    }


def _figures(evidence: Evidence) -> dict[str, float] | None:
    if not isinstance(evidence, Estimate):
        return None
    return {"estimate": evidence.value, "low": evidence.low, "high": evidence.high}
