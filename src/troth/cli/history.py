"""What happened in this home before an audit, and casts doubt on its verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troth.cli.amendments import amendments
from troth.cli.session import Session
from troth.record import Entry


def doubts(session: Session, opened: Entry) -> list[dict[str, Any]]:
    """Findings for the audit document: test rows that are not new, and a charter that demands less than one before.

    opened: the entry of this audit's opening.
    """
    return [*_opened_before(session, opened), *_loosened(session)]


def _loosened(session: Session) -> list[dict[str, Any]]:
    said = amendments(session.record)
    told = {what: entry.index for entry in session.acts() for what in said.get(entry.index, ())}
    return [_warning(what, index) for what, index in told.items()]


def _opened_before(session: Session, opened: Entry) -> Iterator[dict[str, Any]]:
    """The finding that test rows are no longer new: each look at them makes a lucky verdict likelier."""
    known, times = opened.predicate["known_rows"], opened.predicate["opening"] - 1
    if not (known or times):
        return
    root = opened.predicate["root"] if times else opened.predicate["known_from"][0]
    first = next(entry for entry in session.record.entries("test-opened") if entry.predicate.get("root") == root)
    since = f"first under {_charter(session, first.predicate['charter'])}, at {first.time[:16]} UTC"
    if times:
        often = "once" if times == 1 else f"{times} times"
        yield _warning(f"the test set was opened {often} before, {since}", first.index)
    else:
        yield _warning(f"{known} of the test rows were opened before in another test set, {since}", first.index)


def _charter(session: Session, charter: str) -> str:
    if charter == session.charter.digest:
        return "this charter"
    signed = (entry for entry in session.record.entries("charter-signed") if entry.predicate["charter"] == charter)
    name = next((f"{entry.predicate['name']} {entry.predicate['version'] or ''}".strip() for entry in signed), charter)
    return f"the charter {name} ({charter[7:15]})"


def _warning(what: str, entry: int) -> dict[str, Any]:
    return {"severity": "warning", "what": what, "count": None, "examples": [f"entry {entry}"]}
