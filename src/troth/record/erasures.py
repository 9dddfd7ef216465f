"""Persons whose key was destroyed: the entry tells of them by digests, and by nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from troth.record.binding import text_of
from troth.record.entry import Entry

_FIELDS = {
    "vault": re.compile(r"[0-9a-f]{32}"),
    "subject": re.compile(r"hmac-sha256:[0-9a-f]{64}"),
    "key": re.compile(r"sha256:[0-9a-f]{64}"),
}
"""What an erasure says besides its charter: ids and digests, as what is said once in a log can never be taken back."""

DESTROYED = "destroyed key"
"""What the subject with the key's digest is called: another name may be the person's."""


class Erasures:
    """Reads the erasures of a log in order, whichever charter they were under."""

    def __init__(self) -> None:
        self._gone: dict[tuple[str, str], tuple[int, str]] = {}  # (vault, subject) -> (entry, key)

    def see(self, entry: Entry) -> Iterator[tuple[str, str]]:
        """What is wrong with an erasure, as (severity, what)."""
        told = sorted(set(entry.predicate) - {"charter", *_FIELDS})
        if told:
            yield "wrong", f"an erasure tells {', '.join(told)}, where it may tell digests only"
        for field, form in _FIELDS.items():
            value = text_of(entry, field)
            if value and not form.fullmatch(value):
                yield "wrong", f"the {field} of an erasure is no digest: what was to be erased may stand in it"
        charter, key = (text_of(entry, field).removeprefix("sha256:") for field in ("charter", "key"))
        if any(each.sha256 != charter and (each.name, each.sha256) != (DESTROYED, key) for each in entry.subjects):
            yield "wrong", f"a subject of an erasure is neither its charter nor the {DESTROYED}"
        person, key = (text_of(entry, "vault"), text_of(entry, "subject")), text_of(entry, "key")
        before = self._gone.setdefault(person, (entry.index, key))
        if before[0] != entry.index:
            again = "" if before[1] == key else ", and it was another key"
            yield "warning" if not again else "wrong", f"this person was erased before (entry {before[0]}){again}"
