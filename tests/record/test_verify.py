"""Verifying: whatever was changed is found and named, and nothing genuine is doubted."""

from __future__ import annotations

import base64
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from record.stories import CHARTER, KEY, LIFE, MODEL, ORIGIN, ROOT, ROWS, SALT, act, decisions, life
from troth.errors import NotGenuine, RecordError
from troth.record import (
    NoteKey,
    OpenedRows,
    Signer,
    Subject,
    commit_rows,
    digest,
    export,
    open_record,
    verify,
    verify_or_raise,
)
from troth.record.entry import NewEntry, prepare
from troth.record.proof import Proof

CHANGE = "UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), '\"answer\":1', '\"answer\":7') AS BLOB)"
TRUSTED = str(NoteKey(ORIGIN, KEY.public))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a whole life and 300 decisions as database, tiles and proofs."""
    folder = tmp_path_factory.mktemp("whole")
    life(folder / "record.db", decided=300)
    with open_record(folder / "record.db") as record:
        record.export_tiles(folder / "tiles")
        for index in (0, 6, 200):
            record.export_proof(index, folder / f"{index}.tlog-proof")
    return folder


def _sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def _values(path: Path) -> list[object]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        tables = ("log", "entry", "tile", "checkpoint", "sqlite_master")
        columns = {"sqlite_master": "type, name, tbl_name, sql"}
        found: list[object] = [
            sorted(connection.execute(f"SELECT {columns.get(table, '*')} FROM {table}"), key=repr) for table in tables
        ]
        return [*found, *connection.execute("PRAGMA user_version"), *connection.execute("PRAGMA application_id")]


def test_a_genuine_record_is_genuine_in_every_form(whole: Path) -> None:
    before = sorted(path.name for path in whole.iterdir())
    for name in ("record.db", "tiles"):
        found = verify_or_raise(whole / name, key=TRUSTED)
        assert (found.genuine, found.findings, found.entries, found.trusted) == (True, (), 308, True)
        assert found.counts == {**dict.fromkeys(LIFE, 1), "sample": 300}
        assert found.head is not None
        assert (found.head.origin, found.head.size) == (ORIGIN, 308)
        (charter,) = found.charters
        assert (charter.name, charter.signed, charter.committed, charter.opened) == ("posts", 0, (2,), (5,))
        assert [(audit.index, audit.verdict) for audit in charter.audits] == [(6, "met")]
    for index in (0, 6, 200):
        found = verify_or_raise(whole / f"{index}.tlog-proof", key=str(KEY.public))
        assert (found.genuine, found.entries) == (True, 1)
    assert sorted(path.name for path in whole.iterdir()) == before  # nothing is left beside what was verified


def test_a_live_record_is_genuine_too(tmp_path: Path) -> None:
    with open_record(tmp_path / "record.db", KEY) as record:
        act(record, "charter-signed")
        assert verify(tmp_path / "record.db").entries == 1


def test_an_empty_record_is_genuine(tmp_path: Path) -> None:
    with open_record(tmp_path / "record.db", KEY) as record:
        record.export_tiles(tmp_path / "tiles")
    assert verify(tmp_path / "record.db").genuine
    assert verify(tmp_path / "tiles").genuine


def test_the_wrong_key_is_named(whole: Path) -> None:
    other = str(Signer.generate().public)
    for name in ("record.db", "tiles", "0.tlog-proof"):
        found = verify(whole / name, key=other)
        assert found.first_wrong is not None
        assert found.first_wrong.where == "key"
        assert not verify(whole / name).trusted
    with pytest.raises(NotGenuine, match="not by the key you trust"):
        verify_or_raise(whole / "tiles", key=other)
    with pytest.raises(RecordError):
        verify(whole / "tiles", key="nonsense")
    with pytest.raises(RecordError):
        verify(whole / "missing")


def _flips(path: Path) -> Iterator[int]:
    """Changes each byte of a file in turn, by another bit pattern each, and puts it back."""
    content = path.read_bytes()
    for at, byte in enumerate(content):
        path.write_bytes(content[:at] + bytes([byte ^ (0xFF if at % 2 else 1 << at // 2 % 8)]) + content[at + 1 :])
        yield at
    path.write_bytes(content)


def _genuine(path: Path) -> bool:
    """Whether it is taken for a genuine one; what is taken for no record at all is not."""
    try:
        return verify(path).genuine
    except NotGenuine:
        raise
    except RecordError:
        return False


def test_every_flipped_byte_of_an_exported_log_is_found(tmp_path: Path) -> None:
    life(tmp_path / "record.db", "charter-signed", decided=3)
    with open_record(tmp_path / "record.db") as record:
        record.export_tiles(tmp_path / "tiles")
    files = [path for path in (tmp_path / "tiles").rglob("*") if path.is_file()]
    assert len(files) == 4
    for file in files:
        for at in _flips(file):
            found = verify(tmp_path / "tiles")
            assert found.first_wrong is not None, (file, at)
    assert verify(tmp_path / "tiles").genuine


def test_every_flipped_byte_of_a_proof_is_found(whole: Path, tmp_path: Path) -> None:
    for name in ("0.tlog-proof", "200.tlog-proof"):
        copy = Path(shutil.copy(whole / name, tmp_path))
        for at in _flips(copy):
            assert not _genuine(copy), (name, at)
        content = copy.read_bytes()
        for other in (content + b"\n", content[:-1], b"", content.replace(b"\n", b"\r\n"), b" " + content):
            copy.write_bytes(other)
            assert not _genuine(copy)


def test_every_flipped_byte_of_a_database_is_found_or_changes_nothing(tmp_path: Path) -> None:
    path = life(tmp_path / "record.db", "charter-signed", decided=1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in ("PRAGMA journal_mode = DELETE", "PRAGMA page_size = 512", "VACUUM"):
            connection.execute(statement)
    assert verify(path).genuine
    values, changed = _values(path), 0
    for at in _flips(path):
        if _still_has(path, values):
            continue  # unused space, or a counter of SQLite's: nothing that is kept was touched
        assert not _genuine(path), at
        changed += 1
    assert changed > 1500
    assert verify(path).genuine


def _still_has(path: Path, values: list[object]) -> bool:
    try:
        return _values(path) == values
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def _changed(value: object) -> Iterator[object]:
    if isinstance(value, int):
        yield from (value + 1, value + 1000)
    elif isinstance(value, str):
        yield from (value + "x", value[:-1])
    elif isinstance(value, bytes):
        for at in (0, len(value) // 2, len(value) - 1):
            yield value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]
        yield value[:-1]
        yield value + b"\n"


def test_every_changed_stored_value_is_found(tmp_path: Path) -> None:
    path = life(tmp_path / "record.db", decided=2)
    content, tried = path.read_bytes(), 0
    with closing(sqlite3.connect(path)) as connection:
        stored = {
            table: (
                [column[1] for column in connection.execute(f"PRAGMA table_info({table})")],
                connection.execute(f"SELECT rowid, * FROM {table}").fetchall(),
            )
            for table in ("log", "entry", "tile", "checkpoint")
        }
    for table, (columns, rows) in stored.items():
        for rowid, *values in rows:
            for column, value in zip(columns, values, strict=True):
                for other in _changed(value):
                    path.write_bytes(content)
                    with closing(sqlite3.connect(path)) as connection, connection:
                        connection.execute("PRAGMA ignore_check_constraints = ON")
                        try:
                            connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (other, rowid))
                        except sqlite3.IntegrityError:
                            continue  # two rows with one key: the database itself refuses
                    found = verify(path)
                    assert not found.genuine, (table, column, rowid, other)
                    tried += 1
    assert tried > 100


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("DELETE FROM entry WHERE position = 3", "entry 4"),
        ("DELETE FROM entry WHERE position = 9", "entry 9"),
        ("INSERT INTO entry VALUES (10, 'sample', x'7b7d')", "entry 10"),
        ("DELETE FROM tile", "tile/0/000.p/10"),
        ("INSERT INTO tile VALUES (1, 0, x'00')", "tile 1/0"),
        ("DELETE FROM checkpoint", "checkpoint"),
        ("DELETE FROM checkpoint WHERE size = 10", "entry 8"),
        ("DELETE FROM log", "key"),
        ("UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE position = 8) WHERE position = 9", "entry 9"),
        (CHANGE, "entry 9"),
        ("UPDATE entry SET type = 'sample' WHERE position = 6", "entry 6"),
        ("PRAGMA user_version = 7", "database"),
        ("CREATE TABLE more (a)", "database"),
        ("CREATE VIEW more AS SELECT 1", "database"),
        ("DROP INDEX entry_type", "database"),
        ("DROP TABLE tile", "tile/0/000.p/10"),
    ],
)
def test_what_was_changed_is_named(tmp_path: Path, statement: str, where: str) -> None:
    path = life(tmp_path / "record.db", decided=2)
    _sql(path, statement)
    found = verify(path, key=TRUSTED)
    assert found.first_wrong is not None
    assert found.first_wrong.where == where, found.findings


def test_a_changed_entry_and_a_changed_tile_are_told_apart(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole / "tiles", tmp_path / "tiles")
    tile = tmp_path / "tiles" / "tile" / "0" / "000"
    content = tile.read_bytes()
    tile.write_bytes(content[:32] + bytes(32) + content[64:])
    assert "hash 1 is not that of entry 1" in str(verify(tmp_path / "tiles").first_wrong)
    tile.write_bytes(content)
    bundle = tmp_path / "tiles" / "tile" / "entries" / "000"
    bundle.write_bytes(bundle.read_bytes().replace(b'"answer":30}', b'"answer":31}', 1))
    assert str(verify(tmp_path / "tiles").first_wrong).startswith("entry 38: its bytes are not those")
    (tmp_path / "tiles" / "stray").write_text("")
    assert "stray" in {finding.where for finding in verify(tmp_path / "tiles").warnings}


def test_each_part_of_a_proof_belongs_to_the_others(whole: Path, tmp_path: Path) -> None:
    mine = Proof.parse((whole / "6.tlog-proof").read_bytes())
    life(tmp_path / "other.db", decided=300)
    with open_record(tmp_path / "elsewhere.db", KEY, origin="example.org/elsewhere") as record:
        act(record, "charter-signed")
        record.export_proof(0, tmp_path / "elsewhere")
    with open_record(tmp_path / "other.db") as record:
        record.export_proof(6, tmp_path / "other")
    others = [
        Proof.parse(path.read_bytes()) for path in (whole / "0.tlog-proof", tmp_path / "other", tmp_path / "elsewhere")
    ]
    fields = ("leaf", "key", "index", "siblings", "checkpoint")
    for other in others:
        for field in fields:
            if getattr(other, field) == getattr(mine, field):
                continue
            parts = {each: getattr(other if each == field else mine, each) for each in fields}
            (tmp_path / "swapped").write_bytes(Proof(**parts).render())
            assert not verify(tmp_path / "swapped", key=TRUSTED).genuine, field


def test_a_kept_head_shows_what_was_taken_away(tmp_path: Path) -> None:
    path = life(tmp_path / "record.db", "charter-signed")
    older = Path(shutil.copy(path, tmp_path / "older.db"))
    with open_record(path, KEY) as record:
        first = record.head()
        act(record, "data-described")
        head = record.head()
    assert verify(path, head=first).genuine
    assert verify(path, head=head).genuine
    assert verify(older).genuine  # by itself an older copy is whole
    assert "taken away" in str(verify(older, head=head).first_wrong)
    with open_record(older, KEY) as record:
        act(record, "charter-signed")
    assert "kept head 2" in str(verify(older, head=head).first_wrong)  # a second history under one key


def test_an_act_that_is_not_signed_is_named(tmp_path: Path) -> None:
    path = life(tmp_path / "record.db", "charter-signed")
    with open_record(path, KEY) as record:  # the keyholder's own forgery, under a good head
        assert record._writer is not None
        new = NewEntry("data-described", (Subject("data", digest(b"data")),), {"charter": CHARTER})
        record._writer.append([prepare(new, origin=ORIGIN, signed=False)], signed=False)
    assert "must be signed" in str(verify(path).first_wrong)


def test_an_entry_of_another_log_or_place_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = life(tmp_path / "record.db", "charter-signed")
    copied = open_record(path).entry(0).leaf
    monkeypatch.setattr("troth.record.writer.write", lambda *args, **kwargs: copied)
    with open_record(path, KEY) as record:
        act(record, "charter-signed")
    assert "it was moved" in str(verify(path).first_wrong)
    monkeypatch.undo()
    other = tmp_path / "other.db"
    with open_record(other, KEY, origin="example.org/other") as record:
        monkeypatch.setattr("troth.record.writer.write", lambda *args, **kwargs: copied)
        act(record, "charter-signed")
    assert f"belongs to the log '{ORIGIN}'" in str(verify(other).first_wrong)


def test_an_entry_signed_by_another_key_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from troth.record import writer

    write, other = writer.write, Signer.generate()
    monkeypatch.setattr(writer, "write", lambda parts, *, signer, **place: write(parts, signer=other, **place))
    path = life(tmp_path / "record.db", "charter-signed")
    assert "not valid under the log's key" in str(verify(path).first_wrong)


def test_time_that_goes_back_is_named(tmp_path: Path) -> None:
    with open_record(tmp_path / "record.db", KEY) as record:
        act(record, "charter-signed")
        assert record._writer is not None
        record._writer._time = ""
        record._writer._clock = lambda: "2001-01-01T00:00:00.000000Z"
        act(record, "charter-signed")
    assert "before that of the entry before" in str(verify(tmp_path / "record.db").first_wrong)


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        (("test-committed", "charter-signed"), "not signed before"),
        (("charter-signed", "test-opened"), "opened before it was committed"),
        (("charter-signed", "test-opened", "test-committed"), "opened before it was committed"),
        (("charter-signed", "test-committed", "audited"), "audited before any test set was opened"),
        (("charter-signed", "trained"), "had not started"),
        (("audited",), "not signed before"),
    ],
)
def test_a_promise_that_came_too_late_is_named(tmp_path: Path, acts: tuple[str, ...], words: str) -> None:
    found = verify(life(tmp_path / "record.db", *acts))
    assert words in " ".join(str(finding) for finding in found.findings if finding.severity == "wrong")
    assert not found.genuine


def test_a_charter_signed_late_is_named_with_what_was_there_before(tmp_path: Path) -> None:
    found = verify(life(tmp_path / "record.db", "test-committed", "test-opened", "charter-signed"))
    said = [str(finding) for finding in found.findings if finding.severity == "wrong"]
    assert said[-1].startswith("entry 2: the charter was signed late: test-committed was already entry 0")


def test_every_opening_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    with open_record(path, KEY) as record:
        for each in ("charter-signed", "data-described", "test-committed", "test-opened", "audited"):
            act(record, each)
        act(record, "test-opened", opening=record.openings(ROOT) + 1)
    found = verify(path)
    assert found.genuine
    assert [str(warning).split(" (charter")[0] for warning in found.warnings] == [
        "entry 5: opening 2 of the test set; it was opened once before, first in entry 3",
        "entry 5: the test set was opened and no audit followed",
    ]
    with open_record(path, KEY) as record:
        act(record, "test-opened", opening=1)
    assert "opening 3 says it is opening 1; it was opened first in entry 3" in str(verify(path).first_wrong)


def test_openings_count_across_charters(tmp_path: Path) -> None:
    path, other = tmp_path / "record.db", "sha256:" + digest(b"another charter")
    with open_record(path, KEY) as record:
        for each in ("charter-signed", "test-committed", "data-described", "test-opened", "audited"):
            act(record, each)
        for each in ("charter-signed", "test-committed"):
            act(record, each, charter=other)
        about = [Subject("charter", other), Subject("rows", ROOT), Subject("model", MODEL)]
        facts = {"charter": other, "model": MODEL, "compared": 1, "known_rows": 0, "known_from": []}
        record.append_opening(ROOT, about, facts)
    found = verify(path)
    assert found.genuine
    before = f"opened once before, first in entry 3 under charter {CHARTER} (charter {other})"
    assert [str(warning) for warning in found.warnings] == [
        f"entry 6: this test set was {before}",
        f"entry 7: opening 2 of the test set; it was {before}",
        f"entry 7: the test set was opened and no audit followed (charter {other})",
    ]
    with open_record(path, KEY) as record:
        act(record, "test-opened", charter=other, opening=1)  # as if the other charter's did not count
    assert "opening 3 says it is opening 1" in str(verify(path).first_wrong)


def test_a_commitment_under_another_salt_is_said(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    with open_record(path, KEY) as record:
        act(record, "charter-signed")
        act(record, "test-committed", salt_id="a" * 16)
        act(record, "test-committed", salt_id="b" * 16, root="sha256:" + digest(b"hidden"))
    found = verify(path)
    assert found.genuine
    assert "entry 2: committed under another salt than entry 1" in str(found.warnings[-1])


def test_what_is_odd_and_not_false_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    with open_record(path, KEY) as record:
        for each in ("charter-signed", "data-described", "training-started", "test-committed"):
            act(record, each)
        act(record, "test-committed", root="sha256:" + digest(b"another"))
    found = verify(path)
    assert found.genuine
    assert "after training had started (entry 2)" in str(found.warnings[0])
    assert "another test set was committed before (entry 3)" in str(found.warnings[1])


def test_rows_are_compared_with_the_committed_ones(whole: Path, tmp_path: Path) -> None:
    kept = commit_rows(ROWS, SALT)
    swapped = [ROWS[1], ROWS[0], *ROWS[2:]]
    for place in (whole / "record.db", whole / "tiles"):
        assert verify(place, rows=OpenedRows(ROWS, SALT)).rows_checked == len(ROWS)
        found = verify(place, rows=OpenedRows(swapped, SALT, kept))
        assert [finding.where for finding in found.findings] == ["row 0", "row 1"]
        assert "give no committed root" in str(verify(place, rows=OpenedRows(swapped, SALT)).first_wrong)
        assert "salt" in str(verify(place, rows=OpenedRows(ROWS, bytes(32), kept)).first_wrong)
        assert "12 rows were promised, 11" in str(verify(place, rows=OpenedRows(ROWS[:-1], SALT, kept)).first_wrong)
        other = commit_rows(swapped[:3], SALT)
        assert "not those of a committed" in str(verify(place, rows=OpenedRows(ROWS[:2], SALT, other)).first_wrong)
    nothing = verify(whole / "0.tlog-proof", rows=OpenedRows(ROWS, SALT))
    assert "no test set was committed" in str(nothing.first_wrong)


def test_rows_are_told_where_they_belong(tmp_path: Path) -> None:
    path = life(tmp_path / "record.db")
    other, again = "sha256:" + digest(b"other charter"), commit_rows([b"x"], SALT)
    with open_record(path, KEY) as record:
        act(record, "charter-signed", charter=other, name="letters")
        act(record, "test-committed", charter=other)
        act(record, "test-committed", root=again.root, rows=1)
        act(record, "test-committed", root=commit_rows([b"y", b"z"], SALT).root, rows=3)
    mine, others = verify(path, rows=OpenedRows(ROWS, SALT)).rows_of
    assert (mine.entry, mine.charter, mine.name, mine.opened) == (2, CHARTER, "posts", (5,))
    assert [(audit.index, audit.opening) for audit in mine.audits] == [(6, 1)]
    assert (others.entry, others.charter, others.name, others.audits) == (9, other, "letters", ())
    assert verify(path, rows=OpenedRows(ROWS, SALT, charter=CHARTER)).rows_of == (mine,)
    elsewhere = verify(path, rows=OpenedRows([b"x"], SALT, charter=other))
    assert f"committed for {CHARTER} (entry 10), not for the charter {other}" in str(elsewhere.first_wrong)
    unused = verify(path, rows=OpenedRows([b"x"], SALT))
    assert unused.genuine
    assert "no audit was made on them" in str(unused.warnings[-1])
    assert "entry 11: it promises 3 rows" in str(verify(path, rows=OpenedRows([b"y", b"z"], SALT)).first_wrong)


def test_a_journal_beside_a_database_is_found_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path = life(tmp_path / "real" / "record.db", "charter-signed")
    link = tmp_path / "record.db"
    link.symlink_to(path)
    assert verify(link).genuine
    journal = tmp_path / "real" / "record.db-journal"
    for content in (b"", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504)):
        journal.write_bytes(content)
        for place in (path, link):
            assert "rollback journal" in str(verify(place).first_wrong)
        assert journal.read_bytes() == content


def test_a_live_record_is_read_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    with open_record(tmp_path / "real" / "record.db", KEY) as record:
        act(record, "charter-signed")
        (tmp_path / "record.db").symlink_to(record.path)
        assert verify(tmp_path / "record.db").entries == 1


@pytest.mark.parametrize("content", [b"hello", b"c2sp.org/tlog", b"\x00" * 64])
def test_what_is_no_record_at_all_is_bad_input(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "thing").write_bytes(content)
    _sql(tmp_path / "other.db", "CREATE TABLE t (a)")
    for place in ("thing", "other.db", "."):
        with pytest.raises(RecordError, match=r"no record|not a record") as refused:
            verify(tmp_path / place)
        assert refused.value.exit_status == 2


@pytest.mark.parametrize(
    "content", [b"SQLite format 3\x00", b"SQLite format 3\x00" + bytes(4096), b"c2sp.org/tlog-proof@v1\n"]
)
def test_what_begins_like_one_and_does_not_hold_is_not_genuine(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "thing").write_bytes(content)
    assert not verify(tmp_path / "thing").genuine
    (tmp_path / "folder").mkdir()
    for name in ("key", "checkpoint"):
        (tmp_path / "folder" / name).write_bytes(content)
        assert not verify(tmp_path / "folder").genuine


def _begun(path: Path, step: str) -> None:
    """A first opening that was killed: before anything, with the file made, or while the tables were."""
    if step == "touched":
        path.touch()
    program = (
        "import os, sys, pathlib; from troth.record.sqlite import SCHEMA, SqliteStore\n"
        "store = SqliteStore(pathlib.Path(sys.argv[1]), writable=True)\n"
        "if sys.argv[2] == 'in the middle':\n"
        "    with store._turn() as connection:\n"
        "        connection.execute(SCHEMA[0]); os._exit(9)\n"
        "os._exit(9)"
    )
    if step != "touched":
        subprocess.run([sys.executable, "-c", program, str(path), step], check=False)


@pytest.mark.parametrize("step", ["touched", "opened", "in the middle"])
def test_a_record_that_was_only_begun_is_said_to_be_empty(tmp_path: Path, step: str) -> None:
    path = tmp_path / "record.db"
    _begun(path, step)
    assert path.is_file()
    with pytest.raises(RecordError, match="nothing was recorded in it yet"):
        verify(path)
    with pytest.raises(RecordError, match="nothing was recorded in it yet"):
        open_record(path)
    with open_record(path, KEY) as record:
        act(record, "charter-signed")
    assert verify(path).entries == 1


def test_an_export_grows_and_does_not_mix(tmp_path: Path) -> None:
    path, tiles = life(tmp_path / "record.db", decided=200), tmp_path / "tiles"
    with open_record(path, KEY) as record:
        record.export_tiles(tiles)
        record.append_many(decisions(400))
        head = record.export_tiles(tiles)
    assert verify(tiles, key=TRUSTED, head=head).findings == ()
    assert (tiles / "checkpoint").read_text() == str(head)
    assert (tiles / "tile" / "1" / "000.p" / "2").is_file()
    with open_record(tmp_path / "other.db", KEY, origin="example.org/other") as record:
        with pytest.raises(RecordError, match="holds something else"):
            record.export_tiles(tiles)
        with pytest.raises(RecordError):
            record.export_proof(0, tmp_path / "p")


def _interrupt(step: Callable[..., object], at: int) -> Callable[..., object]:
    """The step, interrupted when it is taken for the `at`-th time."""
    taken = iter(range(1, at))

    def interrupted(*args: object) -> object:
        if next(taken, None) is None:
            raise KeyboardInterrupt
        return step(*args)

    return interrupted


def test_an_export_that_is_interrupted_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, tiles = life(tmp_path / "record.db", decided=20), tmp_path / "tiles"
    with open_record(path, KEY) as record:
        record.export_tiles(tiles)
        record.append_many(decisions(20))
        for name, at in (("_write", 1), ("_write", 2), ("_write", 3), ("_write", 4), ("_remove_outgrown", 1)):
            monkeypatch.setattr(export, name, _interrupt(getattr(export, name), at))
            with pytest.raises(KeyboardInterrupt):
                record.export_tiles(tiles)
            monkeypatch.undo()
            assert verify(tiles, key=TRUSTED).genuine, (name, at)
        assert verify(tiles, key=TRUSTED, head=record.export_tiles(tiles)).findings == ()


def test_a_proof_follows_the_published_layout(whole: Path) -> None:
    lines = (whole / "200.tlog-proof").read_text().split("\n")
    blank = lines.index("")
    assert (lines[0], lines[2]) == ("c2sp.org/tlog-proof@v1", "index 200")
    assert all(len(base64.b64decode(line)) == 32 for line in lines[3:blank])
    assert lines[blank + 1 : blank + 3] == [ORIGIN, "308"]
