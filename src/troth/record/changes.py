"""Files of data that became others: which step was taken, told by the digests of both and of the step's log."""

from __future__ import annotations

import re
from collections.abc import Iterator

from troth.record.binding import text_of
from troth.record.entry import Entry

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
STEPS = frozenset(
    (
        "clean", "balance", "generalise", "encrypt", "restore",
        *(f"anonymise-{how}" for how in ("redact", "mask", "generalise", "hash", "pseudonym", "encrypt")),
    )
)  # fmt: skip
"""Every step that there is: another name may say anything of anybody, and what is said in a log stays."""


def check_change(entry: Entry) -> Iterator[str]:
    """What is wrong with the entry of a step: it says what was done, and tells files by digests alone."""
    if set(entry.predicate) - {"charter", "step", "before", "after", "log"}:
        yield "a step tells more than its name and digests"
    if text_of(entry, "step") not in STEPS:
        yield f"a step that there is not: {text_of(entry, 'step')[:40]!r}"
    for field in ("before", "after", *(["log"] if "log" in entry.predicate else [])):
        if not _DIGEST.match(text_of(entry, field)):
            yield f"the {field} of a step is no digest"
