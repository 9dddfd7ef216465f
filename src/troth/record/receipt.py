"""What a caller is given with an answer: a signed promise that its decisions are in the log, at these places.

A note (C2SP signed-note) of the log's own key. Its first line is no name of a log, so that no receipt is ever read as a
checkpoint. Who holds one can show that a decision was dropped: the log has other leaves there, or none.

    troth receipt 1
    <name of the log>
    <time, RFC 3339>
    <index> <leaf hash, hexadecimal>        one line a decision
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from troth.errors import RecordError
from troth.record.entry import Entry, is_time
from troth.record.keys import Signer
from troth.record.note import NoteKey, parse_note, sign_note

FIRST = "troth receipt 1"
_LINE = re.compile(r"(0|[1-9][0-9]{0,15}) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is promised. origin: the log. time: at which it was recorded. leaves: (index, leaf hash) of each entry."""

    origin: str
    time: str
    leaves: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        """What is signed."""
        lines = [FIRST, self.origin, self.time, *(f"{index} {leaf}" for index, leaf in self.leaves)]
        return "\n".join(lines) + "\n"


def sign_receipt(origin: str, entries: Sequence[Entry], signer: Signer) -> str:
    """The receipt of entries that are in the log `origin`, durable, signed by its key."""
    receipt = Receipt(origin, entries[-1].time, tuple((entry.index, entry.leaf_hash) for entry in entries))
    return str(sign_note(receipt.text, [(origin, signer)]))


def open_receipt(data: bytes, key: NoteKey) -> Receipt:
    """A receipt that this log's key signed; raises RecordError otherwise."""
    note = parse_note(data)
    lines = note.text.removesuffix("\n").split("\n")
    leaves = [_LINE.fullmatch(line) for line in lines[3:]]
    if len(lines) < 4 or lines[0] != FIRST or not is_time(lines[2]) or not all(leaves):
        raise RecordError("not a receipt as a log writes it")
    if lines[1] != key.name or not note.signed_by([key]):
        raise RecordError(f"the receipt is not signed by {key.name}+{key.id.hex()}")
    return Receipt(lines[1], lines[2], tuple((int(one[1]), one[2]) for one in leaves if one))
