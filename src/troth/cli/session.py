"""One charter with the home its acts are recorded in.

The order of the acts is the promise: charter signed, test set committed, training, test set opened, verdict. Each is a
function of `promises`, `trainings` or `judgement` that calls one room and appends what it says; none computes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from troth.cli.home import Home
from troth.errors import NotGenuine, RecordError
from troth.plural import counted
from troth.record import (
    Entry,
    Record,
    Subject,
    load_or_create_key,
    load_or_create_salt,
    open_record,
    salt_id,
    verify,
)
from troth.standard import Charter

ENTRY_BYTES = 44_000  # of a predicate: in base64, with its signature, it stays within the 65,535 of an entry


@dataclass(frozen=True, slots=True)
class Session:
    """One charter with its home, its open record and the home's secret row salt."""

    charter: Charter
    home: Home
    record: Record
    salt: bytes = field(repr=False)

    @property
    def subject(self) -> Subject:
        """The charter as the entries name it."""
        return Subject(self.charter.name, self.charter.digest)

    def entries(self, kind: str) -> list[Entry]:
        """The entries of one type that are about this charter."""
        return [entry for entry in self.record.entries(kind) if self._is_ours(entry)]

    def acts(self) -> list[Entry]:
        """Every entry that is about this charter."""
        return [entry for entry in self.record.entries() if self._is_ours(entry)]

    def _is_ours(self, entry: Entry) -> bool:
        return bool(entry.predicate.get("charter") == self.charter.digest)


def open_session(charter: Charter, home: Path | None) -> Session:
    """Open the record and the home's row salt; nothing is recorded yet.

    Called when charter, data and model have been read, so that bad input leaves nothing behind. Raises NotGenuine for a
    record that `verify` would not call genuine: to go on with it would sign what somebody else wrote. Raises
    RecordError when the salt is not the one of the commitments in the record, or the home has commitments or reports
    that the record knows nothing of.
    """
    place = Home.of(charter.path, home)
    if not place.record.is_file():
        _check_reports(0, place)  # before an empty one is made in its place
    key = load_or_create_key(f"file:{place.key}")
    record = open_record(place.record, key)
    try:
        _check_record(record, str(key.public))
        _check_salt(record, place)
        _check_reports(len(record), place)
    except BaseException:
        record.close()
        raise
    return Session(charter, place, record, load_or_create_salt(place.salt))


def _check_record(record: Record, key: str) -> None:
    """All of it, as `troth verify` does: a home's record is a few dozen entries."""
    if not len(record):
        return
    found = verify(record.path, key=key)
    if not found.genuine:
        raise NotGenuine(
            str(found.first_wrong),
            where=str(record.path),
            remedy="Put back a copy of record.db that `troth verify` calls genuine; or begin again in a new home, "
            "with --home FOLDER.",
        )


def _check_salt(record: Record, home: Home) -> None:
    """One salt for all commitments: another would make known rows look new, and their openings uncounted."""
    committed = {entry.predicate.get("salt_id") for entry in record.entries("test-committed")}
    if not committed or (home.salt.is_file() and committed == {salt_id(load_or_create_salt(home.salt))}):
        return
    raise RecordError(
        "the secret salt of this home's test commitments is "
        + ("another one" if home.salt.is_file() else "not here any more"),
        where=str(home.salt),
        remedy="Put it back from a copy. Without it nobody can tell whether a test set was opened before: "
        "else begin again in a new home, with --home FOLDER.",
    )


def _check_reports(entries: int, home: Home) -> None:
    """A record that was removed, or put back from an older copy, would count openings from the beginning again."""
    newest = max(home.reported(), default=-1)
    committed = not entries and home.committed()
    if newest < entries and not committed:
        return
    there = f"there is a report of entry {newest}" if newest >= entries else "test rows were committed in it"
    raise RecordError(
        f"the record of this home has {counted(entries, 'entry', 'entries')}, and {there}: it was removed, or is an "
        "older copy",
        where=str(home.record),
        remedy="Put the newest copy of record.db back; or begin again in a new home, with --home FOLDER.",
    )


def fits(predicate: Mapping[str, Any]) -> bool:
    """Whether an act's facts fit into one entry; what does not is held to by its digest."""
    return len(json.dumps(predicate, ensure_ascii=False).encode()) <= ENTRY_BYTES
