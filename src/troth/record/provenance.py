"""The ledger of data: which file came from where, and whose consent was withdrawn, told by digests."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from datetime import date

from troth.record.binding import text_of
from troth.record.entry import Entry

_OBTAINED = frozenset(("charter", "split", "file", "bytes", "source", "licence", "lawful_basis", "obtained"))
_WITHDRAWN = frozenset(("charter", "subject", "withdrawn"))
_SUBJECT = re.compile(r"hmac-sha256:[0-9a-f]{64}\Z")


def subject_of(person: str, salt: bytes) -> str:
    """A person as a withdrawal names them: `hmac-sha256:<hex>` under the home's secret, which nobody else can make."""
    return f"hmac-sha256:{hmac.new(salt, b'troth consent 1' + bytes(1) + person.encode(), hashlib.sha256).hexdigest()}"


def check_obtained(entry: Entry) -> Iterator[tuple[str, str]]:
    """What is wrong with the entry of a file that was obtained, as (severity, what)."""
    if set(entry.predicate) != _OBTAINED:
        yield "wrong", "a file that was obtained is told of in other fields than there are"
    yield from _day(entry, "obtained", "a file was obtained")


def check_withdrawn(entry: Entry) -> Iterator[tuple[str, str]]:
    """What is wrong with a withdrawal of consent: it tells of a person by a keyed digest, and by nothing else."""
    if set(entry.predicate) != _WITHDRAWN or len(entry.subjects) != 1:
        yield "wrong", "a withdrawal of consent tells more, or less, than whose and when"
    if not _SUBJECT.match(text_of(entry, "subject")):
        yield "wrong", "the subject of a withdrawal is no digest: a person may stand in it"
    yield from _day(entry, "withdrawn", "a consent was withdrawn")


def _day(entry: Entry, field: str, what: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the day in a field: it is one, written as ISO 8601 has it, and no later than the entry."""
    day = text_of(entry, field)
    try:
        if date.fromisoformat(day).isoformat() != day:
            raise ValueError
    except ValueError:
        yield "wrong", f"{what} on no date: {day!r}"
        return
    if day > entry.time[:10]:
        yield "wrong", f"{what} on {day}, after its entry"
