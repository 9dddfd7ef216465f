"""What a reader of a governed training is told: each clause's price, and whether it holds on the constraint rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troth.training.checkpoint import State
from troth.training.governing.demands import Demands

JSON = Any


def summary(demands: Demands, state: State, score: tuple[str, float]) -> dict[str, JSON]:
    """As `Trained.settings["constraints"]` has it, plain JSON; prices in nats of mean loss for a unit of the limit."""
    written = state.constraints or {}
    kept = written["standings"][state.kept_epoch]
    clauses = [
        {
            "clause": clause.text,
            "limit": clause.limit,
            "aim": kept["aims"][place],
            "price": kept["prices"][place],
            "before": None,
            "after": kept["values"][place],
            "held": _holds(clause.operator, kept["values"][place], clause.limit),
        }
        for place, clause in enumerate(demands.clauses)
    ]
    return {
        "rows": len(demands.validation.truth),
        "clauses": clauses,
        "task": {"measure": score[0], "before": None, "after": score[1]},
        "conflicts": [],
        "history": written["history"],
    }


def sentences(told: Mapping[str, JSON]) -> tuple[str, ...]:
    """What a summary says, a sentence for each clause."""
    return tuple(_sentence(clause, told["rows"]) for clause in told["clauses"])


def _sentence(clause: Mapping[str, JSON], rows: int) -> str:
    text, aim, price = clause["clause"], clause["aim"], clause["price"]
    if clause["after"] is None:
        return f"{text} was trained for, but cannot be measured on the {rows} validation rows."
    found = f"{clause['after']:.3f} on the {rows} validation rows, aimed at {aim:.3f}"
    paid = f"at a price of {price:.2g} nats of loss for a unit of its limit" if price > 0 else "at no price"
    return f"{text} {'holds' if clause['held'] else 'does not hold'} {paid}: {found}."


def _holds(operator: str, value: float | None, limit: float) -> bool:
    if value is None:
        return False
    return value <= limit if operator == "<=" else value >= limit
