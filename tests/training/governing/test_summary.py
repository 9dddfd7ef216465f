from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from troth.standard import parse_clause
from troth.training.checkpoint import State
from troth.training.governing.summary import account_of, notes_of

CLAUSES = tuple(
    parse_clause(text, article="fairness")
    for text in (
        "accuracy_difference(group=g) <= 0.1",
        "worst_group(accuracy, group=g) >= 0.7",
        "recall(label=x) >= 0.5",
        "precision(label=x) >= 0.5",
    )
)
LOOK = {"step": 10, "prices": [0.4, 0.1, 0.0, 0.0], "excesses": [0.01, 0.02, -0.1, 0.0]}


def standing(*values: float | None) -> dict[str, Any]:
    return {"values": values, "aims": (0.05, 0.75, 0.55, 0.55), "excesses": (0.0,) * 4, "prices": (0.4, 0.1, 0.0, 0.0)}


def test_it_is_of_the_epoch_that_was_kept() -> None:
    demands: Any = SimpleNamespace(clauses=CLAUSES, validation=SimpleNamespace(truth=[0] * 60))
    standings = [standing(0.08, 0.66, 0.6, None), standing(0.2, 0.8, 0.6, 0.6)]
    state = State("one", [], [], kept_epoch=0, constraints={"standings": standings, "history": [LOOK]})
    account = account_of(demands, None, state, ("macro_f1", 0.81))
    assert account is not None
    told = account.settings()
    assert [one["held"] for one in told["clauses"]] == [True, False, True, False]
    assert [one["price"] for one in told["clauses"]] == [0.4, 0.1, 0.0, 0.0]
    assert (told["rows"], told["paid_in"], told["history"]) == (60, "loss", [LOOK])
    assert told["task"] == {"measure": "macro_f1", "before": None, "after": 0.81}
    gap, worst, _, precision = (clause.text for clause in CLAUSES)
    rows = "on the 60 validation rows"
    assert notes_of(account) == (
        f"Clause {gap} is held {rows} at a price of 0.4 nats of loss for a unit of its limit.",
        f"The weights that were kept do not hold {worst} {rows}: they reach 0.66.",
        f"Clause {precision} was trained for, but cannot be measured {rows}.",
    )
