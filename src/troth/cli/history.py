"""What happened in this home before an audit, and casts doubt on its verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from troth.cli.amendments import amendments
from troth.cli.openings import Known, Promised, known_rows, learned_rows
from troth.cli.session import Session
from troth.record import Entry, missing_of

if TYPE_CHECKING:
    from troth.data import Dataset

REFUSED = "this model was refused as an update: it forgets more than is allowed of what the release before it knew"
UNTOLD = "test rows were opened before that were marked by other columns: whether these are among them cannot be told"


def doubts(session: Session, dataset: Dataset, promised: Promised, opened: Entry) -> list[dict[str, Any]]:
    """Findings for the audit document: test rows that are not new, and a charter that demands less than one before.

    opened: the entry of this audit's opening.
    """
    learned = learned_rows(session, dataset, promised, opened.predicate["model"])
    known = known_rows(session, promised, opened.index)
    return [
        *_opened_before(session, opened),
        *_elsewhere(session, known),
        *([] if learned is None else [_warning(_learned(learned[0]), learned[1].index)]),
        *_refused(session, opened.predicate["model"]),
        *_loosened(session),
    ]


def forgetful(reason: str) -> dict[str, Any]:
    """The finding that an update forgot more than is allowed, by the test split. reason: a sentence."""
    return {"severity": "warning", "what": reason, "count": None, "examples": []}


def _refused(session: Session, model: str) -> Iterator[dict[str, Any]]:
    for entry in session.record.entries("updated"):
        if entry.predicate.get("model") == model and entry.predicate.get("verdict") == "refused":
            yield _warning(REFUSED, entry.index)
            return


def _loosened(session: Session) -> list[dict[str, Any]]:
    said = amendments(session.record)
    told = {what: entry.index for entry in session.acts() for what in said.get(entry.index, ())}
    return [_warning(what, index) for what, index in told.items()]


def _opened_before(session: Session, opened: Entry) -> Iterator[dict[str, Any]]:
    """The finding that the test set is no longer new: each look at it makes a lucky verdict likelier."""
    times = opened.predicate["opening"] - 1
    if times:
        often = "once" if times == 1 else f"{times} times"
        first, since = _first(session, opened.predicate["root"])
        yield _warning(f"the test set was opened {often} before, {since}", first)


def _elsewhere(session: Session, known: Known) -> Iterator[dict[str, Any]]:
    if known.sets:
        first, since = _first(session, known.sets[0]["root"])
        many = len(known.sets) > 1
        sets = f"{len(known.sets)} other test sets" if many else "another test set"
        content = "have the content of rows that were opened before in"
        yield _warning(f"{known.rows} of the test rows {content} {sets}, {since}", first)
        yield from _left_out(session, known)
    if known.untold:
        yield _warning(UNTOLD, _first(session, known.untold[0])[0])


def _left_out(session: Session, known: Known) -> Iterator[dict[str, Any]]:
    """The finding that most of an earlier test set is here and not all: rows that went ill are easily left out."""
    made_over = max(known.sets, key=missing_of)
    if missing := missing_of(made_over):
        first, _ = _first(session, made_over["root"])
        yield _warning(f"missing here: {missing} of the {made_over['of']} rows of the test set of entry {first}", first)


def _learned(rows: int) -> str:
    return f"{rows} of the test rows have the content of rows that this model was trained on"


def _first(session: Session, root: str) -> tuple[int, str]:
    """The first opening of a root, and when and under what it was."""
    openings = session.record.entries("test-opened")
    first = next(entry for entry in openings if entry.predicate.get("root") == root)
    return first.index, f"first under {_charter(session, first.predicate['charter'])}, at {first.time[:16]} UTC"


def _charter(session: Session, charter: str) -> str:
    if charter == session.charter.digest:
        return "this charter"
    signed = (entry for entry in session.record.entries("charter-signed") if entry.predicate["charter"] == charter)
    name = next((f"{entry.predicate['name']} {entry.predicate['version'] or ''}".strip() for entry in signed), charter)
    return f"the charter {name} ({charter[7:15]})"


def _warning(what: str, entry: int) -> dict[str, Any]:
    return {"severity": "warning", "what": what, "count": None, "examples": [f"entry {entry}"]}
