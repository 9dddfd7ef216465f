"""Columns that a charter lets few read, read by a member of its council: asked for under the member's own key.

The request is signed before anything is given, and the entry says what was answered. Who holds the home's key can
write entries, but no request in a member's name; what was answered, and with how many rows, is what they say.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from troth.errors import RecordError
from troth.record.binding import text_of
from troth.record.entry import Entry
from troth.record.keys import PublicKey, Signer
from troth.record.strict_json import check, dumps

ANSWERS = ("given", "refused")
SPLITS = ("train", "validation")
_SIGNED = ("charter", "data", "split", "columns", "reader", "role", "key", "purpose", "asked")
_MARK = b"troth reading 1\0"  # so that the signature says nothing else


def signed_request(facts: Mapping[str, Any], signer: Signer) -> dict[str, Any]:
    """A request to read, with the reader's signature.

    facts: charter, data (digests), split, columns (a list), reader, role, purpose, and asked, the time in UTC. The key
    is the signer's.
    """
    request = {**facts, "key": str(signer.public)}
    return {**request, "signature": base64.b64encode(signer.sign(_message(request))).decode()}


class Readings:
    """Reads the readings of a log in order: a request is for one reading."""

    def __init__(self) -> None:
        self._signed: dict[str, int] = {}  # signature -> entry

    def see(self, entry: Entry, members: Sequence[Sequence[str]] | None) -> Iterator[str]:
        """What is wrong with a reading. members: name, role and key of each; None where they are not known."""
        told = sorted(set(entry.predicate) - {*_SIGNED, "signature", "answer", "rows"})
        if told:
            yield f"a reading tells {', '.join(told)}, which nobody signed"
        first = self._signed.setdefault(text_of(entry, "signature"), entry.index)
        if first != entry.index:
            yield f"the request to read is that of entry {first}"
        yield from _request(entry, members)
        answer, rows = text_of(entry, "answer"), entry.predicate.get("rows")
        if answer not in ANSWERS or (answer == "refused" and rows != 0):
            yield f"a request to read that was {answer!r}, with {rows!r} rows"


def _request(entry: Entry, members: Sequence[Sequence[str]] | None) -> Iterator[str]:
    who = [text_of(entry, field) for field in ("reader", "role", "key")]
    if members is not None and who not in [list(member) for member in members]:
        yield f"{who[0]!r} reads as {who[1]!r}, which is no member of the charter's council with this key"
    if text_of(entry, "split") not in SPLITS:
        yield f"a reading of {text_of(entry, 'split')!r}, of which no rows are given"
    if text_of(entry, "asked") > entry.time:
        yield "a reading that was asked for after its entry"
    try:
        key, signature = PublicKey.parse(who[2]), base64.b64decode(text_of(entry, "signature"), validate=True)
        message = _message(entry.predicate)
    except (RecordError, binascii.Error, ValueError):
        yield "the request to read is not signed by a key that can be told"
        return
    if not key.verifies(signature, message):
        yield "the request to read is not signed by its reader"


def _message(predicate: Mapping[str, Any]) -> bytes:
    request = {field: predicate.get(field) for field in sorted(_SIGNED)}
    check(request)
    return _MARK + dumps(request).encode()
