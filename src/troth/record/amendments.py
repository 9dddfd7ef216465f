"""Charters that follow another, by name or by their test rows: what was loosened once those had been opened.

A demand that follows what the test said is no promise. To loosen it is allowed, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice

from troth.errors import TrothError
from troth.record.binding import roots_of, text_of
from troth.record.entry import Entry

CompareCharters = Callable[[str, str], Mapping[str, str]]
"""From the texts of an earlier and a later charter to what the later demands less of: words in the past tense, by what
they are about. Raises a TrothError for a text it cannot read. The record itself cannot read charters."""


MUCH = 0.1
"""Share of either test set's rows."""

_SINCE = "after the test set had been opened (entry {opened})"
_AGAINST = "against the charter of entry {entry} that opened these rows (entry {opened})"

_COMPARED = 16
"""Earlier charters a new one is compared with, from either end: what was loosened against one between them was told
when that happened, or is told by a charter that came later."""


@dataclass(slots=True)
class _Signed:
    charter: str
    entry: int
    name: str
    text: str


class Amendments:
    """Reads entries in order, as many types of them as there are, and says what each charter loosened too late.

    A charter is held against those of its name when it is signed, and when it opens test rows against those of any name
    that opened many of them.
    """

    def __init__(self, compare: CompareCharters) -> None:
        self._compare = compare
        self._known: dict[str, _Signed] = {}  # by digest
        self._named: dict[str, dict[str, int]] = {}  # by name: the charters that opened anything, with the first entry
        self._opened: dict[str, dict[str, int]] = {}  # by root: the charters that opened it, alike
        self._rows: dict[str, object] = {}  # of each committed root
        self._compared: set[tuple[str, str]] = set()  # charters, the earlier first
        self._asked: dict[tuple[str, str], Mapping[str, str]] = {}
        self._told_of: dict[str, dict[str, _Signed]] = {}  # of each: against which charter what was told

    def see(self, entry: Entry) -> tuple[str, ...]:
        """What is to be said of `entry`, a sentence each without its full stop; empty for nearly all."""
        charter = text_of(entry, "charter")
        if entry.type == "charter-signed" and charter not in self._known:
            return self._sign(_Signed(charter, entry.index, text_of(entry, "name"), text_of(entry, "text")))
        if entry.type == "test-committed":
            self._rows.setdefault(text_of(entry, "root"), entry.predicate.get("rows"))
        if entry.type == "test-opened" and charter in self._known:
            return self._open(self._known[charter], entry)
        return ()

    def _sign(self, new: _Signed) -> tuple[str, ...]:
        self._known[new.charter] = new
        return self._told(_ends(self._named.get(new.name, {})), new, _SINCE)

    def _open(self, new: _Signed, entry: Entry) -> tuple[str, ...]:
        root = text_of(entry, "root")
        earlier: dict[str, int] = {}
        for each in (root, *(name for name, shared in roots_of(entry).items() if _much(shared, self._rows.get(root)))):
            for charter, opened in _ends(self._opened.get(each, {})).items():
                if charter != new.charter and (charter, new.charter) not in self._compared:
                    earlier.setdefault(charter, opened)
        for openers in (self._opened.setdefault(root, {}), self._named.setdefault(new.name, {})):
            openers.setdefault(new.charter, entry.index)
        return self._told(earlier, new, _AGAINST)

    def _told(self, earlier: Mapping[str, int], new: _Signed, since: str) -> tuple[str, ...]:
        said: dict[str, str] = {}
        told = self._told_of.setdefault(new.charter, {})
        self._compared |= {(charter, new.charter) for charter in earlier}
        for charter, opened in earlier.items():
            old = self._known[charter]
            for about, words in self._loosened(old, new, opened).items():
                # once of many, against the strictest, of equals the first
                if about in told and (not about or about not in self._stricter(old, told[about], opened)):
                    continue
                told[about] = old
                said[about] = f"{words} {since.format(entry=old.entry, opened=opened)}" if about else words
        return tuple(said.values())

    def _stricter(self, one: _Signed, other: _Signed, opened: int) -> Mapping[str, str]:
        """In what `one` demands more than `other`; remembered, as every later charter asks for it again."""
        pair = (one.charter, other.charter)
        if pair not in self._asked:
            self._asked[pair] = self._loosened(one, other, opened)
        return self._asked[pair]

    def _loosened(self, old: _Signed, new: _Signed, opened: int) -> Mapping[str, str]:
        """What `new` demands less of, by what it is about; under "" that it cannot be told."""
        why = "the record does not hold the text of both"
        if old.text and new.text:
            try:
                return self._compare(old.text, new.text)
            except TrothError as error:
                why = error.what
        earlier = f"that of entry {old.entry}, whose test set had been opened (entry {opened})"
        return {"": " ".join(f"whether this charter demands less than {earlier}, cannot be told: {why}".split())}


def _ends(openers: dict[str, int]) -> dict[str, int]:
    """The first and the last few, in their order."""
    first = dict(islice(openers.items(), _COMPARED))
    last = list(islice(reversed(openers.items()), _COMPARED))
    return first | dict(reversed(last))


def _much(shared: Mapping[str, object], rows: object) -> bool:
    """Whether two test sets share so many rows that the later is the earlier made over, and not alike by chance."""
    count, of = shared.get("rows"), shared.get("of")
    sizes = [size for size in (of, rows) if isinstance(size, int) and size > 0]
    return isinstance(count, int) and any(count >= MUCH * size for size in sizes)
