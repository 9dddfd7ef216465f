"""What happened in this home before an audit, and casts doubt on its verdicts."""

from __future__ import annotations

from typing import Any

from troth.cli.amendments import amendments
from troth.cli.session import Session


def doubts(session: Session, root: str, opening: int) -> list[dict[str, Any]]:
    """Findings for the audit document: earlier openings of this test set, and a charter loosened after one."""
    opened = [_opened_before(session, root, opening - 1)] if opening > 1 else []
    return [*opened, *_loosened(session)]


def _loosened(session: Session) -> list[dict[str, Any]]:
    said = amendments(session.record)
    return [
        {"severity": "warning", "what": what, "count": None, "examples": [f"entry {entry.index}"]}
        for entry in session.entries("charter-signed")
        for what in said.get(entry.index, ())
    ]


def _opened_before(session: Session, root: str, times: int) -> dict[str, Any]:
    """The finding that this test set is no longer new: each look at it makes a lucky verdict likelier."""
    first = next(entry for entry in session.record.entries("test-opened") if entry.predicate.get("root") == root)
    charter = first.predicate["charter"]
    signed = (entry for entry in session.record.entries("charter-signed") if entry.predicate["charter"] == charter)
    name = next((f"{entry.predicate['name']} {entry.predicate['version'] or ''}".strip() for entry in signed), charter)
    under = "this charter" if charter == session.charter.digest else f"the charter {name} ({charter[7:15]})"
    often = "once" if times == 1 else f"{times} times"
    return {
        "severity": "warning",
        "what": f"the test set was opened {often} before, first under {under}, at {first.time[:16]} UTC",
        "count": None,
        "examples": [f"entry {first.index}"],
    }
