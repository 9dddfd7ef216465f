"""Audits whose verdict follows what had happened before: test rows opened before, or a charter loosened late."""

from __future__ import annotations

from collections.abc import Mapping

from troth.record import Entry, Record


def doubted(record: Record, loosened: Mapping[int, tuple[str, ...]]) -> set[int]:
    """The indexes of such audits. loosened: what `amendments` says of the record's entries.

    Of rows that a model learned from the audit's own report tells.
    """
    late = [entry for entry in record.entries() if entry.index in loosened]
    shaken = {_opening(entry) for entry in record.entries("test-opened") if _again(entry)}
    return {
        audit.index
        for audit in record.entries("audited")
        if _opening(audit) in shaken
        or any(_charter(entry) == _charter(audit) and entry.index < audit.index for entry in late)
    }


def _again(opened: Entry) -> bool:
    """Whether some of the rows had been opened before, here or in another test set, or nobody can tell."""
    said = opened.predicate
    return said.get("opening") != 1 or bool(said.get("known_rows")) or bool(said.get("untold"))


def _opening(entry: Entry) -> tuple[object, object]:
    return entry.predicate.get("root"), entry.predicate.get("opening")


def _charter(entry: Entry) -> object:
    return entry.predicate.get("charter")
