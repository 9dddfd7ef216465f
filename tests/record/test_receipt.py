"""A receipt: what it promises, and that nothing else is read as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import RecordError
from troth.record import NewEntry, Record, Signer, open_receipt, open_record, sign_receipt
from troth.record.note import parse_checkpoint

KEY, OTHER = Signer.from_seed(b"a" * 32), Signer.from_seed(b"b" * 32)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return open_record(tmp_path / "log.db", KEY, origin="example.org/decisions")


def test_it_names_the_entries_and_their_log(record: Record) -> None:
    made = record.append_many([NewEntry("note", (), {"n": number}) for number in range(3)])
    receipt = open_receipt(sign_receipt(record.origin, made[1:], KEY).encode(), record.key)
    assert receipt.leaves == ((1, made[1].leaf_hash), (2, made[2].leaf_hash))
    assert (receipt.origin, receipt.time) == ("example.org/decisions", made[2].time)


def test_every_byte_of_it_counts(record: Record) -> None:
    made = record.append_many([NewEntry("note", (), {"n": 1})])
    whole = sign_receipt(record.origin, made, KEY).encode()
    for place in range(len(whole)):
        bent = bytearray(whole)
        bent[place] ^= 1
        with pytest.raises(RecordError):
            open_receipt(bytes(bent), record.key)


def test_another_key_and_another_note_are_none(record: Record) -> None:
    made = record.append_many([NewEntry("note", (), {"n": 1})])
    with pytest.raises(RecordError, match="is not signed by"):
        open_receipt(sign_receipt(record.origin, made, OTHER).encode(), record.key)
    with pytest.raises(RecordError, match="not a receipt"):
        open_receipt(str(record.head()).encode(), record.key)
    with pytest.raises(RecordError):
        parse_checkpoint(sign_receipt(record.origin, made, KEY).encode())
