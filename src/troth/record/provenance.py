"""The ledger of data: which file came from where, and whose consent was withdrawn, told by digests."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator

from troth.record.binding import text_of
from troth.record.entry import Entry

_OBTAINED = frozenset(("charter", "split", "file", "bytes", "source", "licence", "lawful_basis", "obtained"))
_WITHDRAWN = frozenset(("charter", "subject", "withdrawn"))
_DATE = re.compile(r"\d{4}-[01]\d-[0-3]\d\Z", re.ASCII)
_SUBJECT = re.compile(r"hmac-sha256:[0-9a-f]{64}\Z")


def subject_of(person: str, salt: bytes) -> str:
    """A person as a withdrawal names them: `hmac-sha256:<hex>` under the home's secret, which nobody else can make."""
    return f"hmac-sha256:{hmac.new(salt, b'troth consent 1' + bytes(1) + person.encode(), hashlib.sha256).hexdigest()}"


def check_obtained(entry: Entry) -> Iterator[tuple[str, str]]:
    """What is wrong with the entry of a file that was obtained, as (severity, what)."""
    if set(entry.predicate) != _OBTAINED:
        yield "wrong", "a file that was obtained is told of in other fields than there are"
    obtained = text_of(entry, "obtained")
    if not _DATE.match(obtained):
        yield "wrong", f"a file was obtained on no date: {obtained!r}"
    elif obtained > entry.time[:10]:
        yield "wrong", f"a file was obtained on {obtained}, after its entry"


def check_withdrawn(entry: Entry) -> Iterator[tuple[str, str]]:
    """What is wrong with a withdrawal of consent: it tells of a person by a keyed digest, and by nothing else."""
    if set(entry.predicate) != _WITHDRAWN or len(entry.subjects) != 1:
        yield "wrong", "a withdrawal of consent tells more, or less, than whose and when"
    if not _SUBJECT.match(text_of(entry, "subject")):
        yield "wrong", "the subject of a withdrawal is no digest: a person may stand in it"
    if not _DATE.match(text_of(entry, "withdrawn")):
        yield "wrong", f"a consent was withdrawn on no date: {text_of(entry, 'withdrawn')!r}"
