"""What the texts of the charters in a record say; the record cannot read them, and standard is imported when asked."""

from __future__ import annotations

from heapq import merge

from troth.record import Amendments, Entry, Record


def facts_of(text: str) -> dict[str, object]:
    """What a signed charter's text says of itself."""
    from troth.standard import digest_of_text, members_named, name_of_text, readers_named, rounds_asked

    said: dict[str, object] = {"charter": digest_of_text(text), "members": members_named(text)}
    said["readers"] = readers_named(text)
    beside = {"name": name_of_text(text), "rounds": rounds_asked(text)}
    return said | {field: value for field, value in beside.items() if value is not None}


def loosened(old: str, new: str) -> dict[str, str]:
    """What the later of two charters' texts demands less of."""
    from troth.standard import loosened

    return loosened(old, new)


def amendments(record: Record) -> dict[int, tuple[str, ...]]:
    """What was loosened too late, in words, by the index of the entry that did it."""
    seen = Amendments(loosened)
    kinds = ("charter-signed", "test-committed", "test-opened")
    acts = merge(*(record.entries(kind) for kind in kinds), key=_index)
    said = {entry.index: seen.see(entry) for entry in acts}
    return {index: words for index, words in said.items() if words}


def _index(entry: Entry) -> int:
    return entry.index
