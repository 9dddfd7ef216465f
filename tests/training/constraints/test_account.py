from __future__ import annotations

from troth.standard import parse_clause
from troth.training.constraints.account import Account, Line

PARITY = parse_clause("demographic_parity_difference(group=g) <= 0.1", article="fairness")
RIGHT = parse_clause("accuracy >= 0.9", article="performance")


def line(clause: object = PARITY, **changes: object) -> Line:
    known = {"aim": 0.06, "wished": 0.06, "before": 0.2, "after": 0.05, "price": 0.3, "cost": 0.012}
    return Line(clause, **{**known, **changes})  # type: ignore[arg-type]


def test_one_clause_is_told_with_what_it_cost() -> None:
    account = Account(500, (line(),), 0.85, 0.838)
    assert account.notes() == (f"Clause {PARITY.text} cost 0.0120 of accuracy on rows held out.",)
    assert account.settings()["clauses"] == [
        {"clause": PARITY.text, "limit": 0.1, "aim": 0.06, "price": 0.3, "before": 0.2, "after": 0.05, "held": True}
    ]
    assert account.settings()["task"] == {"measure": "accuracy", "before": 0.85, "after": 0.838}


def test_several_are_told_together_too_and_what_costs_nothing_is_not_told() -> None:
    free = line(RIGHT, price=0.0, cost=0.0, after=0.95, aim=0.92, wished=0.92)
    assert len(Account(500, (line(), free), 0.85, 0.838).notes()) == 1
    more = Account(500, (line(), free), 0.85, 0.83).notes()  # without the first, the second would bind
    assert more[-1].startswith("All clauses together cost 0.0200 of accuracy on rows held out; ")
    notes = Account(500, (line(), line(cost=None)), 0.85, 0.84).notes()
    assert notes[-1].startswith("All clauses together cost 0.0100 of accuracy on rows held out; ")


def test_a_margin_given_up_is_told() -> None:
    (note,) = Account(500, (line(aim=0.1, price=0.0),), 0.85, 0.85).notes()
    assert note.startswith(f"Clause {PARITY.text} is aimed at 0.1 only, so that chance may break it")
    assert "hold it at 0.06 together with all the others" in note


def test_a_clause_that_few_rows_hold_by_chance_is_told() -> None:
    (note, cost) = Account(500, (line(reach=0.13),), 0.85, 0.838).notes()
    assert note == (
        f"Clause {PARITY.text} holds on the 500 rows held out, but its interval there reaches to 0.13: they are too "
        "few to say that it holds on others."
    )
    assert cost.startswith("Clause")
    assert len(Account(500, (line(reach=0.09),), 0.85, 0.838).notes()) == 1
    assert len(Account(500, (line(after=0.12, reach=0.2),), 0.85, 0.838).notes()) == 1  # that it is missed is told


def test_conflicts_are_told_first() -> None:
    lost = line(RIGHT, after=0.83, cost=None, aim=0.92, wished=0.92)
    account = Account(500, (lost, line(cost=None)), 0.85, 0.84, ((0,), (0, 1)))
    alone, together, cost = account.notes()
    assert (
        alone
        == "No decisions were found that hold accuracy >= 0.9, even alone: nothing was paid for it. It is at 0.83."
    )
    assert together.endswith(f"together: accuracy >= 0.9; {PARITY.text}. The nearest were kept.")
    assert cost.startswith("All clauses together")
    assert account.settings()["conflicts"] == [["accuracy >= 0.9"], ["accuracy >= 0.9", PARITY.text]]
    assert [one["held"] for one in account.settings()["clauses"]] == [False, True]


def test_a_clause_that_is_given_up_is_no_part_of_what_was_paid() -> None:
    lost = line(RIGHT, after=0.83, price=None, cost=None)
    notes = Account(500, (lost, line()), 0.85, 0.838, ((0,),)).notes()
    assert notes[1:] == (f"Clause {PARITY.text} cost 0.0120 of accuracy on rows held out.",)


def test_prices_in_loss_are_said_to_be_and_come_with_their_history() -> None:
    look = {"step": 8, "prices": [0.3], "excesses": [0.02]}
    lines = (line(before=None, cost=None),)
    paid = Account(500, lines, None, 0.81, measure="macro_f1", paid_in="loss", history=(look,))
    assert paid.notes() == ()
    told = paid.settings()
    assert (told["paid_in"], told["history"]) == ("loss", [look])
    assert told["task"] == {"measure": "macro_f1", "before": None, "after": 0.81}
    assert "history" not in Account(500, (line(),), 0.85, 0.838).settings()


def test_what_cannot_be_measured_is_not_held() -> None:
    assert not line(after=None).held
