"""What a reader of a governed training is told: each clause's price, and whether it holds on the validation rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from troth.standard import Clause
from troth.training.checkpoint import State
from troth.training.constraints.account import Account, Line
from troth.training.governing.demands import Demands
from troth.training.governing.secrecy import Secrecy


def account_of(
    demands: Demands | None, secrecy: Secrecy | None, state: State, score: tuple[str, float]
) -> Account | None:
    """How the clauses stood with the weights that were kept; what it would have been without them is not known.

    state: of a training that was examined at least once. score: the leading measure, and its value with these weights.
    None where no clause was trained for.
    """
    written = state.constraints or {}
    sides: list[tuple[Sequence[Clause], Any, int]] = []
    sides += [(demands.clauses, written, len(demands.validation.truth))] if demands else []
    sides += [((secrecy.clause,), written["privacy"], secrecy.rows)] if secrecy else []
    if not sides:
        return None
    return Account(
        sides[0][2],
        tuple(line for clauses, side, _ in sides for line in _lines(clauses, side["standings"][state.kept_epoch])),
        None,
        score[1],
        measure=score[0],
        paid_in="loss",
        history=_together([side["history"] for _, side, _ in sides]),
    )


def _lines(clauses: Sequence[Clause], kept: Any) -> list[Line]:
    places = zip(clauses, kept["aims"], kept["values"], kept["prices"], strict=True)
    return [Line(clause, aim, aim, None, value, price, None) for clause, aim, value, price in places]


def _together(histories: Sequence[Sequence[Any]]) -> tuple[dict[str, Any], ...]:
    """The looks of all sides, each at the clauses of all of them; none where a side has none, and leads nothing."""
    if not all(histories):
        return ()
    return tuple(
        {"step": looks[0]["step"], **{name: [x for one in looks for x in one[name]] for name in ("prices", "excesses")}}
        for looks in zip(*histories, strict=True)
    )


def notes_of(account: Account) -> tuple[str, ...]:
    """A sentence for each clause that cost something or is not held; of the others the report's table says enough."""
    found = (_note(line, account.rows) for line in account.lines)
    return tuple(note for note in found if note is not None)


def share_notes(secrecy: Secrecy | None, state: State, others: int) -> tuple[str, ...]:
    """A sentence on whose answers training rows were given, where a clause on membership inference asked for it.

    others: networks that said how rows are answered that they did not learn from; 0 where there were none.
    """
    if secrecy is None or not others or state.kept_epoch < 0:
        return ()
    share = state.constraints["privacy"]["shares"][state.kept_epoch] if state.constraints else 0.0
    told = (
        f"For {secrecy.clause.text} {others} more networks were trained, each without some of the rows, and training "
        f"rows were also to be answered as the one answers them that did not learn from them: {share:.0%} of the loss "
        "in the epoch that was kept."
    )
    return (told,)


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
