"""Charters that follow another, by name or by their test rows: what was loosened once those had been opened.

A demand that follows what the test said is no promise. To loosen it is allowed, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from troth.errors import TrothError
from troth.record.binding import text_of
from troth.record.entry import Entry

CompareCharters = Callable[[str, str], Mapping[str, str]]
"""From the texts of an earlier and a later charter to what the later demands less of: words in the past tense, by what
they are about. Raises a TrothError for a text it cannot read. The record itself cannot read charters."""


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
    opened: int | None = None  # the first entry that opened a test set under it


class Amendments:
    """Reads entries in order, as many types of them as there are, and says what each charter loosened too late.

    A charter is held against those of its name when it is signed, and against those of any name whose test rows it
    shares when it opens them.
    """

    def __init__(self, compare: CompareCharters) -> None:
        self._compare = compare
        self._signed: dict[str, list[_Signed]] = {}  # by name
        self._known: dict[str, _Signed] = {}  # by digest
        self._opened: dict[str, dict[str, int]] = {}  # by root: the charters that opened it, each with its first entry

    def see(self, entry: Entry) -> tuple[str, ...]:
        """What is to be said of `entry`, a sentence each without its full stop; empty for nearly all."""
        charter = text_of(entry, "charter")
        if entry.type == "charter-signed" and charter not in self._known:
            return self._sign(_Signed(charter, entry.index, text_of(entry, "name"), text_of(entry, "text")))
        if entry.type == "test-opened" and charter in self._known:
            return self._open(self._known[charter], entry)
        return ()

    def _sign(self, new: _Signed) -> tuple[str, ...]:
        namesakes = self._signed.setdefault(new.name, [])
        earlier = {old.charter: old.opened for old in namesakes if old.opened is not None}
        namesakes.append(new)
        self._known[new.charter] = new
        return self._told(earlier, new, _SINCE)

    def _open(self, new: _Signed, entry: Entry) -> tuple[str, ...]:
        root, more = text_of(entry, "root"), entry.predicate.get("known_from")
        earlier: dict[str, int] = {}
        for each in dict.fromkeys([root, *(map(str, more) if isinstance(more, list) else ())]):
            for charter, opened in self._opened.get(each, {}).items():
                if self._known[charter].name != new.name:
                    earlier.setdefault(charter, opened)
        again = new.charter in self._opened.setdefault(root, {})
        self._opened[root].setdefault(new.charter, entry.index)
        new.opened = entry.index if new.opened is None else new.opened
        if again:
            return ()
        return self._told(earlier, new, _AGAINST)

    def _told(self, earlier: Mapping[str, int], new: _Signed, since: str) -> tuple[str, ...]:
        said: dict[str, str] = {}
        charters = list(earlier)
        for charter in dict.fromkeys(charters[:_COMPARED] + charters[-_COMPARED:]):
            old, opened = self._known[charter], earlier[charter]
            for about, words in self._loosened(old, new, opened).items():
                # of many steps the longest, from the first charter
                said.setdefault(about, f"{words} {since.format(entry=old.entry, opened=opened)}" if about else words)
        return tuple(said.values())

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
