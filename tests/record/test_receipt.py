"""A receipt: what it promises, and that nothing else is read as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import RecordError
from troth.record import NewEntry, Record, Signer, open_receipt, open_record, sign_receipt, verify
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


def test_a_log_that_dropped_or_changed_an_entry_is_found_by_who_holds_a_receipt(tmp_path: Path) -> None:
    honest = open_record(tmp_path / "log.db", KEY, origin="example.org/decisions")
    forged = open_record(tmp_path / "forged.db", KEY, origin="example.org/decisions")
    made = honest.append_many([NewEntry("note", (), {"n": number}) for number in range(600)])
    forged.append_many([NewEntry("note", (), {"n": number if number != 300 else -1}) for number in range(301)])
    receipts = [sign_receipt(honest.origin, made[at : at + 2], KEY).encode() for at in (0, 255, 299, 598)]
    honest.close()
    forged.close()
    assert verify(tmp_path / "log.db", receipts=receipts).genuine
    told = [str(each) for each in verify(tmp_path / "forged.db", receipts=receipts[2:]).findings]
    assert told[0] == "receipt 1: it promises entry 299, and another stands there"  # another time, another leaf
    assert told[1] == "receipt 1: it promises entry 300, and another stands there"
    assert told[2:] == [f"receipt 2: it promises entry {at}, and there is none" for at in (598, 599)]
