"""Test sets that were opened: every opening is counted, whichever charter it was for, and rows are known again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from troth.record.acts import Opening
from troth.record.binding import missing_of, roots_of, text_of
from troth.record.entry import Entry

_Said = Iterator[tuple[str, str]]  # (severity, what)


class Openings:
    """Reads the openings of a log in order. A test set is known by its root."""

    def __init__(self) -> None:
        self._by_root: dict[str, list[Opening]] = {}
        self._count = 0  # of all roots

    def of(self, root: str) -> Sequence[Opening]:
        """The openings of a test set, in order; none where it was not opened."""
        return self._by_root.get(root, ())

    def every(self) -> Iterator[Opening]:
        """All of them, by test sets as these were first opened."""
        for openings in self._by_root.values():
            yield from openings

    def first(self, roots: Iterable[str]) -> int | None:
        """When one of these test sets was opened first, for whichever charter."""
        return min((self._by_root[root][0].entry for root in roots if root in self._by_root), default=None)

    def told(self, root: str, entry: Entry) -> str:
        """How often a test set was opened so far, over all charters, and for which first where it was another."""
        openings = self._by_root[root]
        times = "once" if len(openings) == 1 else f"{len(openings)} times"
        return f"opened {times} before, first in entry {openings[0].entry}{_under(openings[0], entry)}"

    def open(self, root: str, entry: Entry, rows: int | None) -> _Said:
        """Count an opening; what is wrong with what it says of those before it. rows: of the test set, where known."""
        openings = self._by_root.setdefault(root, [])
        number = len(openings) + 1
        claimed = entry.predicate.get("opening")
        if claimed != number or type(claimed) is not int:
            first = f"; it was opened first in entry {openings[0].entry}" if openings else ""
            yield "wrong", f"the test set's opening {number} says it is opening {claimed!r}{first}"
        elif openings:
            yield "warning", f"opening {number} of the test set; it was {self.told(root, entry)}"
        yield from self._known_rows(entry, rows)
        openings.append(Opening(entry.index, text_of(entry, "charter"), text_of(entry, "model")))
        self._count += 1

    def _known_rows(self, entry: Entry, rows: int | None) -> _Said:
        """What an opening says of rows that were opened before, held against the openings before it."""
        known, compared = entry.predicate.get("known_rows"), entry.predicate.get("compared")
        before = self._count
        if known is None and compared is None:
            if before:
                yield "warning", "it does not say whether its rows were opened before in another test set"
            return
        if type(known) is not int or known < 0 or type(compared) is not int:
            yield "wrong", f"it says that {known!r} rows were opened before, by {compared!r} openings"
            return
        named = list(roots_of(entry))
        if bool(known) != bool(named) or (rows is not None and known > rows):
            yield "wrong", f"it says that {known} of {rows} rows were opened before, in {len(named)} test sets"
        elif any(name not in self._by_root for name in named):
            yield "wrong", "rows are said to be known from a test set that was not opened before"
        elif known:
            yield "warning", self._elsewhere(entry, f"{known} of its {rows} rows", named)
            yield from self._left_out(entry)
        if compared != before:
            yield "warning", f"its rows were held against {compared} openings, and there were {before} before it"
        if entry.predicate.get("untold"):
            other = "test rows that were opened before and marked by other columns"
            yield "warning", f"whether its rows are among {other} cannot be told"

    def _left_out(self, entry: Entry) -> _Said:
        root, made_over = max(roots_of(entry).items(), key=lambda each: missing_of(each[1]))
        if missing := missing_of(made_over):
            first = self._by_root[root][0].entry
            yield "warning", f"of the {made_over['of']} rows of the test set of entry {first}, {missing} are missing"

    def _elsewhere(self, entry: Entry, rows: str, named: list[str]) -> str:
        first = self._by_root[named[0]][0]
        sets = "another test set" if len(named) == 1 else f"{len(named)} other test sets"
        said = f"{rows} have the content of rows that were opened before in {sets}, first in entry {first.entry}"
        return said + _under(first, entry)


def _under(first: Opening, entry: Entry) -> str:
    return "" if first.charter == text_of(entry, "charter") else f" under charter {first.charter}"
