"""Who may read what under the charters of one name: readings are under the newest, and what it opens is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from troth.record.acts import Acts
from troth.record.binding import text_of
from troth.record.entry import Entry


def newly_read(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """What a later charter opens, in words without a full stop: each column, and to whom.

    old, new: name, role and key of who may read each column that few may read. A member is known by name and key: the
    role is what a charter gives them.

    >>> list(newly_read({"mail": [["Ada", "auditor", "k"]]}, {}))
    ["access to the column 'mail' was opened to everybody"]
    >>> list(newly_read({"mail": []}, {"mail": [["Ada", "auditor", "k"]]}))
    ["access to the column 'mail' was opened to Ada (auditor)"]
    """
    for column, before in old.items():
        if column not in new:
            yield f"access to the column {column!r} was opened to everybody"
            continue
        known = {(name, key) for name, _, key in before}
        if more := [f"{name} ({role})" for name, role, key in new[column] if (name, key) not in known]:
            yield f"access to the column {column!r} was opened to {', '.join(more)}"


class Newest:
    """Reads the charters of a log in order, and the readings under them."""

    def __init__(self) -> None:
        self._newest: dict[str, tuple[str, int]] = {}  # by name: digest and entry
        self._readers: dict[str, Mapping[str, Any]] = {}  # by name, of the newest that could be read

    def sign(self, entry: Entry, readers: Mapping[str, Any] | None) -> Iterator[str]:
        """What a charter opens of what the one before it of its name kept. readers: None where its text is unknown."""
        name = text_of(entry, "name")
        before = self._newest.get(name)
        self._newest[name] = text_of(entry, "charter"), entry.index
        kept = self._readers.get(name, {})
        if readers is not None:
            self._readers[name] = readers
            said = list(newly_read(kept, readers))
        else:
            said = ["whether access to columns was opened cannot be told: its text is not here"] if kept else []
        if before is not None:
            yield from (f"{what}, against the charter of entry {before[1]}" for what in said)

    def read(self, state: Acts, entry: Entry) -> Iterator[str]:
        """What is wrong with the charter that a reading is under. state: what was done under it so far."""
        digest, index = self._newest.get(state.name, ("", -1))
        if state.signed is not None and digest != text_of(entry, "charter"):
            yield f"a reading under the charter of entry {state.signed}, which that of entry {index} had followed"
