"""Files of data that became others: which step was taken, told by the digests of both and of the step's log."""

from __future__ import annotations

import re
from collections.abc import Iterator

from troth.record.binding import text_of
from troth.record.entry import Entry

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
_STEP = re.compile(r"[a-z][a-z-]*\Z")


def check_change(entry: Entry) -> Iterator[str]:
    """What is wrong with the entry of a step: it says what was done, and tells files by digests alone."""
    if set(entry.predicate) - {"charter", "step", "before", "after", "log"}:
        yield "a step tells more than its name and digests"
    if not _STEP.match(text_of(entry, "step")):
        yield "a step has no name"
    for field in ("before", "after", *(["log"] if "log" in entry.predicate else [])):
        if not _DIGEST.match(text_of(entry, field)):
            yield f"the {field} of a step is no digest"
