"""Charters signed again under their name: what was loosened once a test set had been opened under an earlier one.

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


@dataclass(slots=True)
class _Signed:
    charter: str
    entry: int
    text: str
    opened: int | None = None  # the first entry that opened a test set under it


class Amendments:
    """Reads entries in order, as many types of them as there are, and says what each charter loosened too late."""

    def __init__(self, compare: CompareCharters) -> None:
        self._compare = compare
        self._signed: dict[str, list[_Signed]] = {}  # by name
        self._known: dict[str, _Signed] = {}  # by digest

    def see(self, entry: Entry) -> tuple[str, ...]:
        """What is to be said of `entry`, a sentence each without its full stop; empty for nearly all."""
        charter = text_of(entry, "charter")
        if entry.type == "test-opened" and charter in self._known and self._known[charter].opened is None:
            self._known[charter].opened = entry.index
        if entry.type != "charter-signed" or charter in self._known:
            return ()
        new = _Signed(charter, entry.index, text_of(entry, "text"))
        earlier = self._signed.setdefault(text_of(entry, "name"), [])
        said: dict[str, str] = {}
        for old in earlier:
            for about, words in self._told(old, new).items():
                said.setdefault(about, words)  # of many steps the longest, from the first charter
        earlier.append(new)
        self._known[charter] = new
        return tuple(said.values())

    def _told(self, old: _Signed, new: _Signed) -> Mapping[str, str]:
        if old.opened is None:
            return {}
        if not (old.text and new.text):
            return {"": _untold(old, "the record does not hold the text of both")}
        try:
            loosened = self._compare(old.text, new.text)
        except TrothError as error:
            return {"": _untold(old, error.what)}
        return {
            about: f"{words} after the test set had been opened (entry {old.opened})"
            for about, words in loosened.items()
        }


def _untold(old: _Signed, why: str) -> str:
    earlier = f"that of entry {old.entry}, whose test set had been opened (entry {old.opened})"
    return " ".join(f"whether this charter demands less than {earlier}, cannot be told: {why}".split())
