"""What obeying the clauses came to, for papers: each clause before and after, its price, and sentences about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from troth.measures import Table
from troth.standard import Clause, Estimate
from troth.training.constraints.aims import evidence_of, holds

SAME = 5e-5  # what four decimals do not show
BRITTLE = "The clauses are held together by decisions that hang on small differences: other rows may fall otherwise."


@dataclass(frozen=True, slots=True)
class Line:
    """One clause. aim: what was aimed at; wished: the aim with the whole margin. before, after: the measure on the
    rows held out, without constraints and with; None where it was not or cannot be measured. price: accuracy (or loss)
    for a unit of the limit; None where clauses stand against each other, and no price buys them, and for a clause that
    is not obeyed by a price. cost: accuracy that the clause costs; None where it cannot be told. reach: the bad end of
    the interval of `after`; None where it was not counted."""

    clause: Clause
    aim: float
    wished: float
    before: float | None
    after: float | None
    price: float | None
    cost: float | None
    reach: float | None = None

    @property
    def held(self) -> bool:
        """Whether the clause holds on the rows held out."""
        return self.after is not None and holds(self.clause, self.after)


@dataclass(frozen=True, slots=True)
class Account:
    """Every clause that was trained for.

    rows: held out. before, after: the task's measure on them, without constraints (None where that was not tried) and
    with. conflicts: by number. steady: whether what is held would be held with slightly other costs. paid_in: the unit
    of prices, "accuracy" or "loss" (nats). history: of prices and excesses while they were found, as plain JSON.
    """

    rows: int
    lines: tuple[Line, ...]
    before: float | None
    after: float
    conflicts: tuple[tuple[int, ...], ...] = ()
    steady: bool = True
    measure: str = "accuracy"
    paid_in: str = "accuracy"
    history: tuple[dict[str, Any], ...] = ()

    def settings(self) -> dict[str, Any]:
        """As the `constraints` of a training's settings."""
        return {
            "rows": self.rows,
            "paid_in": self.paid_in,
            "clauses": [_line(line) for line in self.lines],
            "task": {"measure": self.measure, "before": self.before, "after": self.after},
            "conflicts": [[self.lines[place].clause.text for place in places] for places in self.conflicts],
            **({"history": list(self.history)} if self.history else {}),
        }

    def notes(self) -> tuple[str, ...]:
        """What a reader of the report should know, a sentence each."""
        return (*self._conflicts(), *(() if self.steady else (BRITTLE,)), *self._margins(), *self._costs())

    def _conflicts(self) -> list[str]:
        return [_conflict([self.lines[place] for place in places]) for places in self.conflicts]

    def _margins(self) -> list[str]:
        return [
            f"Clause {line.clause.text} is aimed at {line.aim:.4g} only, so that chance may break it at the audit:"
            f" no decisions were found that hold it at {line.wished:.4g} together with all the others."
            for line in self.lines
            if abs(line.aim - line.wished) > SAME
        ] + [
            f"Clause {line.clause.text} holds on the {self.rows:,} rows held out, but its interval there reaches to "
            f"{line.reach:.4g}: they are too few to say that it holds on others."
            for line in self.lines
            if line.held and line.reach is not None and not holds(line.clause, line.reach)
        ]

    def _costs(self) -> list[str]:
        given_up = {places[0] for places in self.conflicts if len(places) == 1}
        lines = [line for place, line in enumerate(self.lines) if place not in given_up]
        paid = [line for line in lines if line.price is None or line.price > 0]
        told = [
            f"Clause {line.clause.text} cost {line.cost:.4f} of accuracy on rows held out."
            for line in paid
            if line.cost is not None
        ]
        if self.before is None:
            return told
        whole = max(self.before - self.after, 0.0)
        if paid and not (len(paid) == len(told) == 1 and abs(whole - (paid[0].cost or 0.0)) < SAME):
            told.append(
                f"All clauses together cost {whole:.4f} of accuracy on rows held out; that need not be the sum, as to"
                " hold one clause may help to hold another."
            )
        return told


def value_of(clause: Clause, table: Table, positive: str | None) -> float | None:
    """The measure of a clause on a table, or None where it cannot be measured."""
    return value_and_reach(clause, table, positive, 0.95)[0]  # of which the value does not depend


def value_and_reach(
    clause: Clause, table: Table, positive: str | None, confidence: float
) -> tuple[float | None, float | None]:
    """The measure of a clause on a table and the bad end of its interval, or None where it cannot be measured."""
    found = evidence_of(clause, table, positive=positive, confidence=confidence)
    if not isinstance(found, Estimate):
        return None, None
    return found.value, found.high if clause.operator == "<=" else found.low


def _line(line: Line) -> dict[str, Any]:
    return {
        "clause": line.clause.text,
        "limit": line.clause.limit,
        "aim": line.aim,
        "price": line.price,
        "before": line.before,
        "after": line.after,
        "held": line.held,
    }


def _conflict(lines: Sequence[Line]) -> str:
    text, after = lines[0].clause.text, lines[0].after
    if len(lines) == 1 and after is None:
        return f"No decisions were found that hold {text}, even alone."
    if len(lines) == 1:
        return f"No decisions were found that hold {text}, even alone: nothing was paid for it. It is at {after:.4g}."
    named = "; ".join(line.clause.text for line in lines)
    return f"No decisions were found that hold these clauses together: {named}. The nearest were kept."
