"""What is done while a clause is broken: the service's privilege is lowered by itself, and never raised.

Corrections come as alerts in the log of decisions, from whoever watches it, or from an operator. What is in force stays
so until the council proposes anew, or an audit judges anew: an alarm that goes quiet gives nothing back (`THREATS.md`,
G15).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from troth.record import Entry, Record
from troth.serving.guards import Guard
from troth.standard import ACTIONS, Action, PersonalDataGuard

ALERT = "alert"
OPERATOR = "operator"
"""What an alert names as its line where a person asked for the correction."""
STRICTEST: tuple[Action, ...] = ("suspend", "abstain", "route to a human", "fall back", "redact")
"""Of several corrections the first of these decides what an input gets; `redact` is in force beside any."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert that asks for a correction. entry: in the log of decisions. leaf: its hash there. service: the entry of
    what was served. says: a sentence.
    """

    entry: int
    leaf: str
    time: str
    action: Action
    watch: str
    service: int
    says: str

    @property
    def by_person(self) -> bool:
        """Whether an operator asked for it."""
        return self.watch == OPERATOR


def alerts(record: Record, *, start: int = 0) -> Iterable[Alert]:
    """Those of a log of decisions, from an entry on, that ask for more than to be read."""
    for entry in record.entries(ALERT, start=start):
        alert = alert_of(entry)
        if alert is not None:
            yield alert


def alert_of(entry: Entry) -> Alert | None:
    """None of an alert that asks for nothing, or for what nobody knows."""
    told = entry.predicate
    action: Action = next((one for one in ACTIONS if one == told.get("action")), "alert")
    service = told.get("service")
    if action == "alert" or type(service) is not int:
        return None
    watch, says = str(told.get("watch")), str(told.get("says", ""))
    return Alert(entry.index, entry.leaf_hash, entry.time, action, watch, service, says)


def first_of(actions: Iterable[Action]) -> Action | None:
    """The strictest."""
    return min(actions, key=STRICTEST.index, default=None)


def redacting(settings: PersonalDataGuard, *, names: bool) -> Guard:
    """What `redact` puts in front of the other guards: personal data of every kind, taken out of what is asked.

    settings: of the charter, which say how long it may take. names: whether names are looked for, too.
    """
    from troth.serving.guards.personal_data import PersonalData

    return PersonalData(replace(settings, requests="redact", kinds=(), names=names))


def operator_alert(service: int, action: Action, by: str, why: str) -> dict[str, Any]:
    """The alert of a person who asks for a correction. by: the id of their key."""
    return {"watch": OPERATOR, "action": action, "service": service, "by": by, "says": why}
