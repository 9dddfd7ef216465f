"""What a reader of the report should know of a federated training, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from troth.training.federated.ledger import epsilon_of
from troth.training.federated.plan import Plan


def notes_of(plan: Plan, accounts: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """One sentence each on the clients, those that were missing or refused, and what protects their rows."""
    missing = sum(len(account["silent"]) for account in accounts)
    refused = sum(len(account["refused"]) for account in accounts)
    found = [f"Trained among {plan.clients} clients, rounds: {len(accounts) - 1}; no row left its client."]
    absent = sum(len(account["absent"]) for account in accounts)
    turned_away = max((len(account["turned_away"]) for account in accounts), default=0)
    if turned_away:
        found.append(f"Clients that were turned away at the beginning, as of another charter or base: {turned_away}.")
    if absent:
        found.append(f"Clients that took no part in a round: {absent}.")
    if missing:
        found.append(f"Answers of clients that did not come in time: {missing}.")
    if refused:
        found.append(f"Updates of clients that could not be used: {refused}.")
    if plan.aggregate != "mean":
        found.append(f"Updates were put together so that {plan.tolerate} of {plan.clients} clients may send anything.")
    if plan.secure:
        found.append("The server saw sums of updates alone; it is trusted to follow the protocol.")
    if plan.noise:
        epsilon = epsilon_of(plan.noise, plan.rounds + 1, plan.delta)
        found.append(f"Of one client more or less the model tells epsilon {epsilon:.3g} at delta {plan.delta:g}.")
    return tuple(found)
