"""What every store of a log keeps: an SQLite file and a schema of PostgreSQL go through the same trials."""

from __future__ import annotations

import os
import subprocess
import threading

import pytest

from record.stories import CHARTER, KEY, ORIGIN, ROOT, act, decisions, life
from record.test_log import APPENDER, _check_told, _child
from troth.errors import RecordError
from troth.record import NewEntry, Subject, digest, open_record, verify, verify_consistency, verify_inclusion


def test_entries_come_back_as_they_were_appended(place: str) -> None:
    subject = Subject("ü", "sha256:" + digest(b"a"))
    with open_record(place, KEY, origin=ORIGIN) as record:
        predicate = {"charter": CHARTER, "name": "Ω", "nested": {"list": [1, 2.5, None, True]}}
        first = record.append("charter-signed", [subject], predicate)
        many = record.append_many(decisions(600))
        assert [first, *many] == list(record.entries())
        assert [first] == list(record.entries("charter-signed"))
        assert list(record.entries(start=500)) == many[499:]
        assert (first.index, first.signed, many[0].signed, len(record)) == (0, True, False, 601)
        assert first.subjects == (Subject("ü", digest(b"a")),)
        assert record.entry(7) == many[6]
        head = record.head()
        for entry in (first, many[0], many[254], many[255], many[-1]):
            proof = record.inclusion(entry.index)
            assert verify_inclusion(entry.index, head.size, bytes.fromhex(entry.leaf_hash), proof, head.root)
    with open_record(place) as record:
        assert (len(record), record.origin) == (601, ORIGIN)
        with pytest.raises(RecordError, match="for reading"):
            record.append("note", [], {})


def test_every_head_continues_the_one_before(place: str) -> None:
    with open_record(place, KEY) as record:
        heads = [record.head()]
        for count in (1, 2, 254, 1, 300, 5):
            record.append_many(decisions(count))
            heads.append(record.head())
        for old in heads:
            for new in heads:
                if old.size <= new.size:
                    proof = record.consistency(old.size, new.size)
                    assert verify_consistency(old.size, new.size, old.root, new.root, proof)
    assert record.origin.startswith("troth.invalid/")


@pytest.mark.parametrize(
    ("type_", "predicate"),
    [
        ("Audited", {}),
        ("a b", {}),
        ("note", {"troth": 1}),
        ("note", {"x": float("nan")}),
        ("note", {"x": 2**60}),
        ("note", {"x": "\ud800"}),
        ("note", {"x": object()}),
        ("note", {"x": "y" * 50_000}),
    ],
)
def test_a_bad_entry_is_refused_and_leaves_nothing(place: str, type_: str, predicate: dict[str, object]) -> None:
    with open_record(place, KEY) as record:
        with pytest.raises(RecordError):
            record.append(type_, [], predicate)
        with pytest.raises(RecordError):
            record.append_many([*decisions(2), NewEntry(type_, (), {**predicate, "more": "y" * 30_000})])
        assert len(record) == 0
    with pytest.raises(RecordError):
        Subject("name", "sha256:short")


def test_acts_cannot_be_appended_unsigned(place: str) -> None:
    with open_record(place, KEY) as record:
        with pytest.raises(RecordError, match="signed one by one"):
            record.append_many([NewEntry("audited", (), {})])
        assert record.append_many([]) == []


def test_time_never_goes_back(place: str) -> None:
    with open_record(place, KEY) as record:
        now = act(record, "charter-signed").time
        record._writer._clock = lambda: "2001-01-01T00:00:00.000000Z"  # type: ignore[union-attr]
        assert record.append("note", [], {}).time == now
    with open_record(place, KEY) as record:
        record._writer._clock = lambda: "2001-01-01T00:00:00.000000Z"  # type: ignore[union-attr]
        assert record.append("note", [], {}).time == now


def test_many_threads_share_flushes_and_get_distinct_places(place: str) -> None:
    found: list[int] = []
    with open_record(place, KEY) as record:

        def work() -> None:
            found.extend(record.append("note", [], {"number": number}).index for number in range(20))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == list(range(160))
    assert verify(place).genuine


def test_two_processes_append_to_one_line(place: str) -> None:
    children = [_child(APPENDER, place, stdout=subprocess.PIPE) for _ in range(2)]
    told: dict[int, bytes] = {}
    for child in children:
        assert child.stdout is not None
        for _ in range(60):
            index, hash_ = child.stdout.readline().split()
            assert told.setdefault(int(index), hash_) == hash_
    for child in children:
        child.kill()
        child.communicate()
    _check_told(place, told)
    with open_record(place) as record:
        assert len({entry.predicate["from"] for entry in record.entries("note")}) == 2


def test_a_fork_and_a_closed_record_are_refused(place: str) -> None:
    record = open_record(place, KEY)
    act(record, "charter-signed")
    record._writer._process = -1  # type: ignore[union-attr]
    with pytest.raises(RecordError, match="fork"):
        act(record, "reported")
    record._writer._process = os.getpid()  # type: ignore[union-attr]
    record.close()
    with pytest.raises(RecordError, match="closed"):
        act(record, "reported")


def test_openings_are_counted(place: str) -> None:
    life(place)
    with open_record(place) as record:
        opened = next(record.entries("test-opened"))
        assert record.openings(str(opened.predicate["root"])) == 1
        assert record.openings("sha256:" + digest(b"other")) == 0


OPENER = """
import sys
from record.stories import CHARTER, KEY, ORIGIN, ROOT, ORIGIN
from troth.record import open_record
with open_record(sys.argv[1], KEY, origin=ORIGIN) as record:
    for _ in range(15):
        print(record.append_opening(ROOT, [], {"charter": CHARTER}).predicate["opening"])
"""


def test_whoever_opens_at_once_gets_another_number(place: str) -> None:
    life(place, "charter-signed", "test-committed")
    children = [_child(OPENER, place, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    found: list[int] = []
    with open_record(place, KEY) as record:

        def work() -> None:
            for _ in range(10):
                found.append(int(record.append_opening(ROOT, [], {"charter": CHARTER}).predicate["opening"]))

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for child in children:
            found += map(int, child.communicate()[0].split())
        assert sorted(found) == list(range(1, 61))
        assert record.openings(ROOT) == 60
        assert record.append_opening("sha256:" + digest(b"other"), [], {"charter": CHARTER}).predicate["opening"] == 1
    wrong = [finding for finding in verify(place).findings if "says it is opening" in finding.what]
    assert wrong == []


def test_an_opening_is_numbered_by_the_record_alone(place: str) -> None:
    with open_record(life(place, "charter-signed", "test-committed"), KEY) as record:
        with pytest.raises(RecordError, match="itself numbers"):
            record.append_opening(ROOT, [], {"charter": CHARTER, "opening": 7})
        entry = record.append_opening(ROOT, [Subject("rows", ROOT)], {"charter": CHARTER})
        assert record.entry(entry.index) == entry
        assert (entry.type, entry.signed) == ("test-opened", True)
        assert entry.predicate == {"charter": CHARTER, "root": ROOT, "opening": 1}
