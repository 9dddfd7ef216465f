"""What is done to data besides learning from them and judging on them: the rules of each such act, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from troth.record.access import Newest
from troth.record.acts import Acts
from troth.record.binding import text_of
from troth.record.changes import check_change
from troth.record.entry import Entry
from troth.record.erasures import Erasures
from troth.record.provenance import check_obtained, check_withdrawn
from troth.record.readings import Readings
from troth.record.releases import Releases, check_comment, check_release

_Said = Iterator[tuple[str, str]]  # (severity, what)


class Custody:
    """Reads a log's acts on data one by one, whichever charter they are under."""

    def __init__(self) -> None:
        self._erasures, self._releases, self._readings = Erasures(), Releases(), Readings()
        self.newest = Newest()
        """The charters that were signed."""
        self._rules: dict[str, Callable[[Acts, Entry], _Said]] = {
            **{kind: _by_itself(kind) for kind in ("consent-withdrawn", "data-changed", "data-obtained")},
            "data-comment": lambda _, entry: self._releases.comment(entry),
            "data-erasure": self._erasure,
            "data-read": self._reading,
            "data-release": self._release,
        }

    @property
    def kinds(self) -> frozenset[str]:
        """The types of entries that it has rules for."""
        return frozenset(self._rules)

    def see(self, state: Acts, entry: Entry) -> _Said:
        """What is wrong with an act, as (severity, what). state: what was done under its charter so far."""
        return self._rules[entry.type](state, entry)

    def _erasure(self, state: Acts, entry: Entry) -> _Said:
        state.erased.append(entry.index)
        yield from self._erasures.see(entry)

    def _release(self, state: Acts, entry: Entry) -> _Said:
        state.released.append(entry.index)
        if state.signed is not None and text_of(entry, "name") != state.name:
            yield "wrong", f"a release of {text_of(entry, 'name')!r} under the charter of {state.name!r}"
        yield from self._releases.release(entry)

    def _reading(self, state: Acts, entry: Entry) -> _Said:
        yield from described(state, entry)
        yield from _wrong(self.newest.read(state, entry))
        yield from _wrong(self._readings.see(entry, state.members))


def check_alone(entry: Entry) -> Iterator[str]:
    """What is wrong with an act on data by itself: whatever an entry says that no other entry is needed to judge."""
    rule = _ALONE.get(entry.type)
    if rule is not None:
        yield from (what for severity, what in rule(entry) if severity == "wrong")


def _by_itself(kind: str) -> Callable[[Acts, Entry], _Said]:
    return lambda _, entry: _ALONE[kind](entry)


def described(state: Acts, entry: Entry) -> _Said:
    """An act on data comes after their description."""
    if text_of(entry, "data") not in state.described:
        yield "wrong", f"{entry.type} on data that was not described before"


def _wrong(said: Iterator[str]) -> _Said:
    return (("wrong", what) for what in said)


_ALONE: dict[str, Callable[[Entry], _Said]] = {
    "consent-withdrawn": check_withdrawn,
    "data-changed": lambda entry: _wrong(check_change(entry)),
    "data-comment": check_comment,
    "data-erasure": lambda entry: Erasures().see(entry),
    "data-obtained": check_obtained,
    "data-read": lambda entry: _wrong(Readings().see(entry, None)),
    "data-release": check_release,
}
