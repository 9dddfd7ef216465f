"""What the record of a home knows of a data set: releases, comments on them, the ledger, dates that come due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from troth.errors import Refused
from troth.plural import counted
from troth.record import Entry, Record
from troth.standard import Charter

OBTAINED = ("data-obtained", "data-described", "test-committed", "data-release")
"""Entries that show that the data were there."""


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def moment(time: datetime) -> str:
    """As entries bear it, so that the two compare as text."""
    return time.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"  # strftime writes the year 900 as 900


def next_moment(record: Record) -> datetime:
    """The time that the next entry has at the earliest: a clock may have been set back since the last one."""
    size = len(record)
    last = now() if not size else _time(record.entry(size - 1).time)
    return max(now(), last)


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def releases(record: Record, name: str) -> list[Entry]:
    """Every release of the data set of this name, in order."""
    return [entry for entry in record.entries("data-release") if entry.predicate.get("name") == name]


def comments_on(record: Record, release: Entry) -> list[Entry]:
    """Everything that was said of a release, in order."""
    return [one for one in record.entries("data-comment") if one.predicate.get("release") == release.index]


def unanswered(comments: Iterable[Entry]) -> list[Entry]:
    """The objections among comments that no answer is to."""
    said = list(comments)
    answered = {one.predicate.get("answers") for one in said}
    return [one for one in said if one.predicate.get("kind") == "objection" and one.index not in answered]


def objections(record: Record, name: str) -> list[Entry]:
    """The objections to any version of a data set that no answer is to, in order."""
    return unanswered(one for release in releases(record, name) for one in comments_on(record, release))


def refuse_open(record: Record, name: str, at: datetime) -> None:
    """Refuse a release that is neither a draft nor final while a review lasts, or an objection is unanswered."""
    every = releases(record, name)
    newest = every[-1].predicate if every else {}
    again, ends = "--review-days for another draft", str(newest.get("review_ends") or "")
    if moment(at) < ends:
        raise Refused(
            f"version {newest['version']} (entry {every[-1].index}) is under review until {ends[:19]}Z",
            where=str(record.path),
            remedy=f"Release with --final when it is over; or with {again}.",
        )
    _refuse_unanswered(record, name, f", or release with {again}: it must be answered before the final version")


def _refuse_unanswered(record: Record, name: str, otherwise: str = "") -> None:
    if left := objections(record, name):
        raise Refused(
            f"objections are not answered: {', '.join(f'entry {one.index}' for one in left)}",
            where=str(record.path),
            remedy=f"Answer each with `troth data comment CHARTER --answer ENTRY --text … --by …`{otherwise}.",
        )


def reviewed(record: Record, name: str, at: datetime) -> Entry:
    """The release whose review lets a final version follow now; Refused where there is none, or it is not over."""
    every = releases(record, name)
    draft = every[-1] if every else None
    if draft is None or draft.predicate["final"] or not draft.predicate["review_ends"]:
        raise Refused(
            "nothing of this data set is under review",
            where=str(record.path),
            remedy="Release it with --review-days first; the final version follows when these are over.",
        )
    ends = str(draft.predicate["review_ends"])
    if moment(at) < ends:
        raise Refused(
            f"the review of version {draft.predicate['version']} (entry {draft.index}) lasts until {ends[:19]}Z",
            where=str(record.path),
            remedy="Release the final version after it.",
        )
    _refuse_unanswered(record, name)
    return draft


def said(comments: Iterable[Entry]) -> list[dict[str, Any]]:
    """Comments as papers have them. key: of the author who signed it, None where nobody but the log did."""
    fields = ("kind", "by", "text", "answers")
    return [
        {
            "entry": one.index,
            "time": one.time,
            **{name: one.predicate[name] for name in fields},
            "key": one.predicate.get("key"),
        }
        for one in comments
    ]


def history(record: Record, charter: Charter, files: Mapping[str, str]) -> dict[str, Any]:
    """What papers tell of what was done before. files: digests of the charter's own files, by split."""
    ours = _charters(record, charter)
    counted = {kind: sum(1 for one in record.entries(kind) if one.predicate.get("charter") in ours)
               for kind in ("trained", "audited", "data-erasure", "consent-withdrawn")}  # fmt: skip
    obtained = [
        {"split": one.predicate["split"], "obtained": one.predicate["obtained"], "entry": one.index}
        for one in record.entries("data-obtained")
        if one.predicate.get("file") in files.values()
    ]
    earlier = [
        {"version": one.predicate["version"], "entry": one.index, "time": one.time, "access": one.predicate["access"]}
        for one in releases(record, charter.name)
    ]
    return {
        "releases": earlier,
        "obtained": obtained,
        "trained": counted["trained"],
        "audited": counted["audited"],
        "erased": counted["data-erasure"],
        "withdrawn": counted["consent-withdrawn"],
    }


@dataclass(frozen=True, slots=True)
class Due:
    """A date by which something is to be done: delete the data, or look at a release again. since: why, in words."""

    what: str
    date: str
    since: str

    def is_past(self, at: datetime) -> bool:
        """Whether the date has come."""
        return self.date <= moment(at)


def first_entry(record: Record, charter: Charter) -> tuple[str, Entry] | None:
    """When the data set was first there, by its earliest entry or the earliest date of its ledger; None before any."""
    ours = _charters(record, charter)
    found = [
        (f"{one.predicate['obtained']}T00:00:00.000000Z" if kind == "data-obtained" else one.time, one)
        for kind in OBTAINED
        for one in record.entries(kind)
        if one.predicate.get("charter") in ours
    ]
    return min(found, key=lambda each: (each[0], each[1].index), default=None)


def retention_end(record: Record | None, charter: Charter, at: datetime) -> Due | None:
    """When the data are to be deleted; None where the charter does not say how long they may be kept.

    record: None where there is none yet. at: taken for the first entry where there is none.
    """
    days = charter.data.retention_days
    if days is None:
        return None
    first = None if record is None else first_entry(record, charter)
    since, entry = (moment(at), "no entry yet") if first is None else (first[0], f"entry {first[1].index}")
    return Due(
        "retention", moment(_time(since) + timedelta(days=days)), f"{counted(days, 'day')} from {since[:10]} ({entry})"
    )


def refresh_end(record: Record, charter: Charter) -> Due | None:
    """When the newest release is to be looked at again; None where nobody said."""
    every = releases(record, charter.name)
    due = every[-1].predicate["refresh_due"] if every else None
    return (
        None
        if due is None
        else Due("refresh", str(due), f"version {every[-1].predicate['version']}, entry {every[-1].index}")
    )


def _charters(record: Record, charter: Charter) -> set[str]:
    """Digests of every charter of this name, earlier texts of it included."""
    signed = (one.predicate for one in record.entries("charter-signed"))
    return {charter.digest, *(str(one["charter"]) for one in signed if one.get("name") == charter.name)}
