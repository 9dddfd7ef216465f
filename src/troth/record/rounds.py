"""The rounds of a federated training: numbered from that of the head, 0, without a gap, and all there when it ends."""

from __future__ import annotations

from collections.abc import Iterator

from troth.record.acts import Plan
from troth.record.entry import Entry


def next_round(plan: Plan, asked: int | None, entry: Entry) -> Iterator[tuple[str, str]]:
    """What is wrong with a round that ended, as (severity, what). asked: as `Acts.rounds` has it."""
    number, of = entry.predicate.get("round"), entry.predicate.get("of")
    if type(number) is not int:
        return  # found already
    if number > plan.rounds:
        yield "wrong", f"round {number} ended after {plan.rounds} rounds of its training"
    elif number < plan.rounds:
        yield "warning", f"round {number} of this training had ended before"
    known = asked or plan.of
    if known and of != known:
        yield "wrong", f"round {number} says that its training has {of!r} rounds after the first, and there are {known}"
    plan.rounds = number + 1
    plan.of = plan.of or (of if type(of) is int else None)


def check_rounds(plan: Plan, asked: int | None) -> Iterator[str]:
    """Which rounds a training that ended lacks."""
    of = asked or plan.of
    if asked is not None and not plan.rounds:
        yield "its charter asks for a federated training, and none of its rounds is recorded before its end"
    elif of and plan.rounds and plan.rounds != of + 1:
        yield f"the federated training ended after {plan.rounds} of {of + 1} rounds, that of the head included"
