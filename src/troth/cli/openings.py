"""Test rows that were opened before, in whichever test set of this home they stood then, or that a model learned from.

What is compared is content, so a row that is the same by chance counts too. Rows that stand in the data set's own
training rows as well do not make another test set known, as the data set's findings tell of them; they are counted with
the others where it is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth.cli.home import Home
from troth.cli.lineage import lineage
from troth.errors import RecordError
from troth.record import Entry, Marks, mark_rows

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.data import Dataset

NAMED = 20  # test sets an entry names; the rows are counted over all of them


@dataclass(frozen=True, slots=True)
class Promised:
    """The test rows as they were promised.

    marks: what each is known by should it stand in another test set. new: the marks of those whose content is none of
    the training and validation rows', and learned: the marks of these. marked_by: what the marks are of.
    """

    root: str
    marks: Marks
    new: Marks
    learned: Marks
    marked_by: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a test set's rows from the openings before it.

    compared: how many openings there were, of whatever test set. rows: those whose content other test sets had. sets:
    these, earliest first: root, shared rows, rows in all, and how many of all have the content of rows here. untold:
    roots that were marked by other columns, or not at all, so that it cannot be told.
    """

    compared: int
    rows: int
    sets: tuple[dict[str, Any], ...]
    untold: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """As the entry of an opening holds it."""
        sets, untold = list(self.sets[:NAMED]), list(self.untold[:NAMED])
        return {"compared": self.compared, "known_rows": self.rows, "known_from": sets, "untold": untold}


def promise(dataset: Dataset, root: str, salt: bytes) -> Promised:
    """Mark the rows of a data set whose test rows have this root."""
    splits = (dataset.train, dataset.validation, *([dataset.unlabelled] if dataset.unlabelled else ()))
    contents, learned = dataset.test.contents(), [content for split in splits for content in split.contents()]
    known = set(learned)
    new = (content for content in contents if content not in known)
    all_of_them, unseen, taught = (mark_rows(each, salt) for each in (contents, new, learned))
    return Promised(root, all_of_them, unseen, taught, dataset.test.contents_of)


def known_rows(session: Session, promised: Promised, before: int | None = None) -> Known:
    """What the test sets had that were opened in this home, up to the entry `before`."""
    opened = [entry for entry in session.record.entries("test-opened") if before is None or entry.index < before]
    others = [entry for entry in _each_once(opened) if entry.predicate.get("root") != promised.root]
    alike = [entry for entry in others if entry.predicate.get("marked_by") == promised.marked_by]
    marks = [_kept(str(entry.predicate["marks"]), session.home) for entry in alike]
    new = promised.new.shared(marks)[1]
    known = [(entry, other) for entry, other, shared in zip(alike, marks, new, strict=True) if shared]
    rows, each = promised.marks.shared(other for _, other in known)
    sets = [
        {
            "root": entry.predicate["root"],
            "rows": shared,
            "of": len(other),
            "here": other.shared([promised.marks])[0],
        }
        for (entry, other), shared in zip(known, each, strict=True)
    ]
    untold = dict.fromkeys(str(entry.predicate.get("root")) for entry in others if entry not in alike)
    return Known(len(opened), rows, tuple(sets), tuple(untold))


def learned_rows(session: Session, dataset: Dataset, promised: Promised, model: str) -> tuple[int, Entry] | None:
    """How many of the test rows have the content of rows that a training of this home taught the model, or a release it
    was made from, and its entry.

    Of a training on the same data set the data set's own findings tell.
    """
    line = lineage(session.record, model)
    for trained in session.record.entries("trained"):
        data = trained.predicate.get("data")
        if trained.predicate.get("model") not in line or data == dataset.digest:
            continue
        for entry in session.record.entries("data-described"):
            if entry.predicate.get("data") == data and entry.predicate.get("marked_by") == promised.marked_by:
                rows, _ = promised.new.shared([_kept(str(entry.predicate["learned"]), session.home)])
                if rows:
                    return rows, trained
    return None


def check_marks(session: Session) -> None:
    """Refuse a home that lost the marks of a test set it has opened: its rows would look new."""
    for entry in _each_once(session.record.entries("test-opened")):
        if "marks" in entry.predicate:
            _place(str(entry.predicate["marks"]), session.home)


def keep(marks: Marks, home: Home) -> None:
    """Save marks under their digest, unless they are there."""
    if not home.marks(marks.digest).is_file():
        marks.save(home.marks(marks.digest))


def _each_once(opened: Iterable[Entry]) -> list[Entry]:
    """The first opening of each root with the same marks."""
    first: dict[tuple[object, object], Entry] = {}
    for entry in opened:
        first.setdefault((entry.predicate.get("root"), entry.predicate.get("marks")), entry)
    return list(first.values())


def _kept(digest: str, home: Home) -> Marks:
    place = _place(digest, home)
    marks = Marks.load(place)
    if marks.digest != digest:
        raise RecordError(
            "these are not the row marks that were recorded", where=str(place), remedy="Put them back from a copy."
        )
    return marks


def _place(digest: str, home: Home) -> Path:
    place = home.marks(digest)
    if not place.is_file():
        raise RecordError(
            "row marks that the record of this home names are not here any more",
            where=str(place),
            remedy="Put them back from a copy. Without them nobody can tell which rows were opened or learned before: "
            "else begin again in a new home, with --home FOLDER.",
        )
    return place
