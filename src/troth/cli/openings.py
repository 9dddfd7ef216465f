"""Test rows that were opened before, in whichever test set of this home they stood then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.cli.home import Home
from troth.errors import RecordError
from troth.record import Marks, Record

if TYPE_CHECKING:
    from troth.cli.session import Session

NAMED = 20  # test sets an entry names; the rows are counted over all of them


@dataclass(frozen=True, slots=True)
class Known:
    """How many of a test set's rows were opened before, and the roots they stood under, those with most rows first."""

    rows: int
    roots: tuple[str, ...]


def known_rows(session: Session, marks: Marks) -> Known:
    """Which of the rows with these `marks` any test set had that was opened in this home."""
    opened = _opened(session.record, session.home)
    rows, each = marks.shared(opened.values())
    ranked = sorted(zip(each, opened, strict=True), key=lambda pair: -pair[0])
    return Known(rows, tuple(root for shared, root in ranked if shared)[:NAMED])


def check_marks(record: Record, home: Home) -> None:
    """Refuse a home that lost the marks of a test set it has opened: its rows would look new."""
    _opened(record, home)


def _opened(record: Record, home: Home) -> dict[str, Marks]:
    """The marks of each opened test set, by its root, in the order of their first openings."""
    kept = {str(entry.predicate.get("root")): entry for entry in record.entries("test-committed")}
    roots = dict.fromkeys(str(entry.predicate.get("root")) for entry in record.entries("test-opened"))
    return {root: _kept(str(kept[root].predicate.get("marks")), home) for root in roots if root in kept}


def _kept(digest: str, home: Home) -> Marks:
    place = home.marks(digest)
    if not place.is_file():
        raise RecordError(
            "the row marks of a test set that was opened in this home are not here any more",
            where=str(place),
            remedy="Put them back from a copy. Without them nobody can tell which rows were opened before: "
            "else begin again in a new home, with --home FOLDER.",
        )
    marks = Marks.load(place)
    if marks.digest != digest:
        raise RecordError(
            "these are not the row marks that were committed", where=str(place), remedy="Put them back from a copy."
        )
    return marks
