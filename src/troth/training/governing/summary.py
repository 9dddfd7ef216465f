"""What a reader of a governed training is told: each clause's price, and whether it holds on the validation rows."""

from __future__ import annotations

from troth.training.checkpoint import State
from troth.training.constraints.account import Account, Line
from troth.training.governing.demands import Demands


def account_of(demands: Demands, state: State, score: tuple[str, float]) -> Account:
    """How the clauses stood with the weights that were kept; what it would have been without them is not known.

    state: of a training that was examined at least once. score: the leading measure, and its value with these weights.
    """
    written = state.constraints or {}
    kept = written["standings"][state.kept_epoch]
    places = zip(demands.clauses, kept["aims"], kept["values"], kept["prices"], strict=True)
    lines = tuple(Line(clause, aim, aim, None, value, price, None) for clause, aim, value, price in places)
    return Account(
        len(demands.validation.truth),
        lines,
        None,
        score[1],
        measure=score[0],
        paid_in="loss",
        history=tuple(written["history"]),
    )


def notes_of(account: Account) -> tuple[str, ...]:
    """A sentence for each clause that cost something or is not held; of the others the report's table says enough."""
    found = (_note(line, account.rows) for line in account.lines)
    return tuple(note for note in found if note is not None)


def _note(line: Line, rows: int) -> str | None:
    text, after, price = line.clause.text, line.after, line.price
    if after is None:
        return f"Clause {text} was trained for, but cannot be measured on the {rows} validation rows."
    if not line.held:
        return f"The weights that were kept do not hold {text} on the {rows} validation rows: they reach {after:.4g}."
    if not price:
        return None
    return (
        f"Clause {text} is held on the {rows} validation rows at a price of {price:.2g} nats of loss for a unit of its"
        " limit."
    )
