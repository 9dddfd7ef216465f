"""Appending: what is acknowledged is on disk, in one line, whoever appends and whatever ends the process."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from record.stories import CHARTER, KEY, ORIGIN, ROOT, act, decisions, life
from troth.errors import RecordError
from troth.record import NewEntry, Signer, Subject, digest, open_record, verify, verify_consistency, verify_inclusion

APPENDER = """
import os, sys
from record.stories import KEY, decisions
from troth.record import open_record
with open_record(sys.argv[1], KEY, origin="example.org/posts") as record:
    while True:
        for entry in record.append_many(decisions(3)) + [record.append("note", [], {"from": os.getpid()})]:
            os.write(1, b"%d %s\\n" % (entry.index, entry.leaf_hash.encode()))
"""


def _child(program: str, *arguments: str, **options: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.Popen([sys.executable, "-c", program, *arguments], env=environment, **options)  # type: ignore[call-overload,no-any-return]


def test_entries_come_back_as_they_were_appended(tmp_path: Path) -> None:
    subject = Subject("ü", "sha256:" + digest(b"a"))
    with open_record(tmp_path / "record.db", KEY, origin=ORIGIN) as record:
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
    with open_record(f"sqlite:{tmp_path / 'record.db'}") as record:
        assert (len(record), record.origin) == (601, ORIGIN)
        with pytest.raises(RecordError, match="for reading"):
            record.append("note", [], {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["record.db"]


def test_every_head_continues_the_one_before(tmp_path: Path) -> None:
    with open_record(tmp_path / "record.db", KEY) as record:
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
def test_a_bad_entry_is_refused_and_leaves_nothing(tmp_path: Path, type_: str, predicate: dict[str, object]) -> None:
    with open_record(tmp_path / "record.db", KEY) as record:
        with pytest.raises(RecordError):
            record.append(type_, [], predicate)
        with pytest.raises(RecordError):
            record.append_many([*decisions(2), NewEntry(type_, (), {**predicate, "more": "y" * 30_000})])
        assert len(record) == 0
    with pytest.raises(RecordError):
        Subject("name", "sha256:short")


def test_acts_cannot_be_appended_unsigned(tmp_path: Path) -> None:
    with open_record(tmp_path / "record.db", KEY) as record:
        with pytest.raises(RecordError, match="signed one by one"):
            record.append_many([NewEntry("audited", (), {})])
        assert record.append_many([]) == []


def test_a_record_belongs_to_one_key_and_has_one_name(tmp_path: Path) -> None:
    path = life(tmp_path / "record.db", "charter-signed")
    with pytest.raises(RecordError, match="is signed by"):
        open_record(path, Signer.generate())
    with pytest.raises(RecordError, match="is named"):
        open_record(path, KEY, origin="example.org/other")
    with pytest.raises(RecordError):
        open_record(tmp_path / "new.db", KEY, origin="two words")
    with pytest.raises(RecordError, match="postgresql"):
        open_record("postgresql://host/db", KEY)
    with pytest.raises(RecordError, match="no record here"):
        open_record(tmp_path / "missing.db")
    (tmp_path / "text.db").write_text("hello " * 300)
    with pytest.raises(RecordError, match="not a"):
        open_record(tmp_path / "text.db", KEY)


def test_time_never_goes_back(tmp_path: Path) -> None:
    with open_record(tmp_path / "record.db", KEY) as record:
        now = act(record, "charter-signed").time
        record._writer._clock = lambda: "2001-01-01T00:00:00.000000Z"  # type: ignore[union-attr]
        assert record.append("note", [], {}).time == now
    with open_record(tmp_path / "record.db", KEY) as record:
        record._writer._clock = lambda: "2001-01-01T00:00:00.000000Z"  # type: ignore[union-attr]
        assert record.append("note", [], {}).time == now


def test_many_threads_share_flushes_and_get_distinct_places(tmp_path: Path) -> None:
    found: list[int] = []
    with open_record(tmp_path / "record.db", KEY) as record:

        def work() -> None:
            found.extend(record.append("note", [], {"number": number}).index for number in range(20))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == list(range(160))
    assert verify(tmp_path / "record.db").genuine


def test_two_processes_append_to_one_line(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    children = [_child(APPENDER, str(path), stdout=subprocess.PIPE) for _ in range(2)]
    told: dict[int, bytes] = {}
    for child in children:
        assert child.stdout is not None
        for _ in range(60):
            index, hash_ = child.stdout.readline().split()
            assert told.setdefault(int(index), hash_) == hash_
    for child in children:
        child.kill()
        child.communicate()
    _check_told(path, told)
    assert len({entry.predicate["from"] for entry in open_record(path).entries("note")}) == 2


def _check_told(path: Path, told: dict[int, bytes]) -> None:
    found = verify(path, key=str(KEY.public))
    assert found.genuine, found.first_wrong
    with open_record(path) as record:
        kept = {entry.index: entry.leaf_hash.encode() for entry in record.entries()}
    assert told.items() <= kept.items()


def test_killed_again_and_again_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    path, told = tmp_path / "record.db", dict[int, bytes]()
    for lines in (1, 40, 7, 100):
        child = _child(APPENDER, str(path), stdout=subprocess.PIPE)
        assert child.stdout is not None
        seen = [child.stdout.readline() for _ in range(lines)]
        os.kill(child.pid, signal.SIGKILL)
        seen += child.communicate()[0].splitlines(keepends=True)
        told.update((int(line.split()[0]), line.split()[1]) for line in seen if line.endswith(b"\n"))
        _check_told(path, told)


def test_the_disk_is_flushed_before_each_acknowledgement(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("no strace here: apt-get install strace")
    program = APPENDER.replace("while True:", "for _ in range(5):")
    trace = tmp_path / "trace"
    tracer = ["strace", "-f", "-y", "-e", "trace=write,pwrite64,fsync,fdatasync,msync", "-o", str(trace)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [*tracer, sys.executable, "-c", program, str(tmp_path / "record.db")], env=environment, capture_output=True
    )
    if b"ptrace" in done.stderr:
        pytest.skip("tracing is not permitted here")
    assert done.returncode == 0, done.stderr.decode()
    unflushed, acknowledged = False, 0
    for line in trace.read_text().splitlines():
        if re.search(r"(pwrite64|write)\(\d+<[^>]*record\.db-wal>", line):
            unflushed = True
        elif re.search(r"(fsync|fdatasync)\(\d+<[^>]*record\.db-wal>", line):
            unflushed = False
        elif re.search(r"write\(1<", line):
            assert not unflushed, line
            acknowledged += 1
    assert acknowledged == 20


def test_a_full_disk_is_an_error_and_nothing_half_written(tmp_path: Path) -> None:
    path = life(tmp_path / "record.db", "charter-signed")
    program = "import sys; from pathlib import Path; from record import test_log; test_log.fill(Path(sys.argv[1]))"
    assert _child(program, str(path)).wait() == 0
    assert verify(path).genuine
    with open_record(path, KEY) as record:
        assert act(record, "audited").index == len(record) - 1


def fill(path: Path) -> None:
    """Append under a limit on the size of files until it is refused: as a full disk refuses."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open_record(path, KEY) as record:
        record.append_many(decisions(10))
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
        size = 0
        with pytest.raises(RecordError, match="disk"):  # noqa: PT012 which append is refused is the disk's choice
            while True:
                size = record.append_many(decisions(50))[-1].index + 1
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert size > 0
        assert len(record) == size
        assert record.append_many(decisions(1))[0].index == size


def test_a_damaged_record_is_not_appended_to(tmp_path: Path) -> None:
    path = life(tmp_path / "record.db")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE tile SET hashes = zeroblob(256)")
    connection.close()
    with open_record(path, KEY) as record, pytest.raises(RecordError, match="do not give its signed head"):
        act(record, "reported")


def test_an_older_copy_put_in_place_is_noticed(tmp_path: Path) -> None:
    path = life(tmp_path / "record.db", "charter-signed")
    shutil.copy(path, tmp_path / "older.db")
    with open_record(path, KEY) as record:
        act(record, "data-described")
        with sqlite3.connect(tmp_path / "older.db") as older, sqlite3.connect(path) as newer:
            older.backup(newer)
        older.close()
        newer.close()
        with pytest.raises(RecordError, match="went back"):
            act(record, "reported")


def test_a_fork_and_a_closed_record_are_refused(tmp_path: Path) -> None:
    record = open_record(tmp_path / "record.db", KEY)
    act(record, "charter-signed")
    record._writer._process = -1  # type: ignore[union-attr]
    with pytest.raises(RecordError, match="fork"):
        act(record, "reported")
    record._writer._process = os.getpid()  # type: ignore[union-attr]
    record.close()
    with pytest.raises(RecordError, match="closed"):
        act(record, "reported")


def test_openings_are_counted(tmp_path: Path) -> None:
    path = life(tmp_path / "record.db")
    with open_record(path) as record:
        opened = next(record.entries("test-opened"))
        assert record.openings(str(opened.predicate["root"])) == 1
        assert record.openings("sha256:" + digest(b"other")) == 0


OPENER = """
import sys
from record.stories import CHARTER, KEY, ROOT, ORIGIN
from troth.record import open_record
with open_record(sys.argv[1], KEY, origin=ORIGIN) as record:
    for _ in range(15):
        print(record.append_opening(ROOT, [], {"charter": CHARTER}).predicate["opening"])
"""


def test_whoever_opens_at_once_gets_another_number(tmp_path: Path) -> None:
    path = life(tmp_path / "record.db", "charter-signed", "test-committed")
    children = [_child(OPENER, str(path), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    found: list[int] = []
    with open_record(path, KEY) as record:

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
    wrong = [finding for finding in verify(path).findings if "says it is opening" in finding.what]
    assert wrong == []


def test_an_opening_is_numbered_by_the_record_alone(tmp_path: Path) -> None:
    with open_record(life(tmp_path / "record.db", "charter-signed", "test-committed"), KEY) as record:
        with pytest.raises(RecordError, match="itself numbers"):
            record.append_opening(ROOT, [], {"charter": CHARTER, "opening": 7})
        entry = record.append_opening(ROOT, [Subject("rows", ROOT)], {"charter": CHARTER})
        assert record.entry(entry.index) == entry
        assert (entry.type, entry.signed) == ("test-opened", True)
        assert entry.predicate == {"charter": CHARTER, "root": ROOT, "opening": 1}


def test_a_record_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    path = life(tmp_path / "record.db", "charter-signed")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(RecordError, match="format 99"):
        open_record(path, KEY)


def test_a_program_that_does_not_close_leaves_no_log_behind(tmp_path: Path) -> None:
    program = (
        "import sys; from record.stories import KEY, decisions; from troth.record import open_record;"
        "record = open_record(sys.argv[1], KEY); record.append_many(decisions(3))"
    )
    assert _child(program, str(tmp_path / "record.db")).wait() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["record.db"]
