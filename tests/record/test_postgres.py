"""The record in PostgreSQL: connections that are lost, servers that would lose something, logs that went back."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from database import Server, running
from record.proxy import Proxy
from record.stories import KEY, ORIGIN, act, decisions, life
from troth.errors import NotGenuine, RecordError
from troth.record import Record, Signer, open_record, verify, verify_or_raise


@pytest.fixture
def own() -> Iterator[Server]:
    """A server that the test may stop."""
    with running() as server:
        yield server


def test_a_server_that_was_gone_comes_back_by_itself(own: Server) -> None:
    with open_record(own.url("one"), KEY, origin=ORIGIN) as record:
        record.append_many(decisions(3))
        own.stop()
        with pytest.raises(RecordError, match="cannot be read or written"):
            record.append_many(decisions(1))
        with pytest.raises(RecordError, match="cannot be read or written"):
            len(record)
        own.start()
        assert len(waited(record)) == 4
        own.stop(signal.SIGQUIT)
        own.start()
        assert len(waited(record)) == 5
    assert verify(own.url("one")).genuine


def waited(record: Record) -> Record:
    """The record, after it took one more."""
    for _ in range(40):
        try:
            record.append_many(decisions(1))
        except RecordError:
            continue
        return record
    raise AssertionError("it does not come back")


@pytest.mark.parametrize("setting", ["synchronous_commit=off", "fsync=off"])
def test_a_server_that_would_lose_what_it_acknowledged_is_refused(own: Server, setting: str) -> None:
    with open_record(own.url("one"), KEY, origin=ORIGIN) as record:
        own.stop()
        own.start(setting)
        with pytest.raises(RecordError, match="off on this server"):
            waited_for_a_refusal(record)
        assert len(record) == 0
    with pytest.raises(RecordError, match="off on this server"):
        open_record(own.url("one"), KEY)


def waited_for_a_refusal(record: Record) -> None:
    record.append_many(decisions(1))


def test_a_commit_whose_answer_was_lost_is_told_as_it_ended(postgres: Server) -> None:
    way = Proxy(postgres.folder)
    url = f"postgresql://postgres@/postgres?host={way.folder}&schema=lost"
    with open_record(url, KEY, origin=ORIGIN) as record:
        record.append_many(decisions(2))
        way.cut = "after"
        assert [entry.index for entry in record.append_many(decisions(3))] == [2, 3, 4]
        assert way.cut is None
        way.cut = "before"
        with pytest.raises(RecordError, match="nothing was appended"):
            record.append_many(decisions(4))
        assert [entry.index for entry in record.append_many(decisions(1))] == [5]
        assert len(record) == 6
    way.close()
    found = verify(url.replace(str(way.folder), str(postgres.folder)))
    assert (found.genuine, found.entries) == (True, 6)


def test_each_schema_is_a_record_of_its_own(postgres: Server) -> None:
    one = life(postgres.url("mine"), "charter-signed")
    with pytest.raises(RecordError, match="is signed by"):
        open_record(one, Signer.generate())
    with pytest.raises(RecordError, match="is named"):
        open_record(one, KEY, origin="example.org/other")
    with open_record(one, KEY, origin="example.org/other", shared=True) as record:
        assert record.origin == ORIGIN
    with pytest.raises(RecordError, match="no record here"):
        open_record(postgres.url("nothing"))
    with pytest.raises(RecordError, match="no record here"):
        verify(postgres.url("nothing"))
    postgres.run("CREATE SCHEMA other CREATE TABLE things (name TEXT)")
    with pytest.raises(RecordError, match="something else"):
        open_record(postgres.url("other"), KEY)
    postgres.run("UPDATE mine.format SET number = 99")
    with pytest.raises(RecordError, match="format 99"):
        open_record(one, KEY)
    with pytest.raises(RecordError, match="name of a schema"):
        open_record(postgres.url("Mine;"), KEY)


def test_what_was_changed_in_the_tables_is_found(postgres: Server) -> None:
    url = life(postgres.url("changed"), decided=600)
    assert verify_or_raise(url, key=str(KEY.public)).findings == ()
    changes = {
        "UPDATE changed.entry SET leaf = overlay(leaf placing '\\x00' from 9) WHERE position = 44": "entry 44",
        "UPDATE changed.entry SET type = 'other' WHERE position = 300": "entry 300",
        "DELETE FROM changed.entry WHERE position = 607": "entry 607",
        "UPDATE changed.tile SET hashes = hashes || '\\x00' WHERE level = 1": "tile/1/000.p/2",
        "INSERT INTO changed.tile VALUES (4, 0, '')": "tile 4/0",
        "DELETE FROM changed.checkpoint": "checkpoint",
        "ALTER TABLE changed.entry ADD COLUMN more TEXT": "database",
        "CREATE VIEW changed.seen AS SELECT 1": "database",
    }
    for number, (change, where) in enumerate(changes.items()):
        postgres.run(f"DROP SCHEMA IF EXISTS kept{number} CASCADE")
        life(postgres.url(f"kept{number}"), decided=600)
        postgres.run(change.replace("changed", f"kept{number}"))
        with pytest.raises(NotGenuine, match=where):
            verify_or_raise(postgres.url(f"kept{number}"))


def test_a_log_that_was_replaced_by_another_of_the_same_key_is_not_signed(postgres: Server) -> None:
    with open_record(postgres.url("ours"), KEY, origin=ORIGIN) as record:
        record.append_many(decisions(3))
        other = life(postgres.url("theirs"), "charter-signed", decided=9)
        assert verify(other).genuine
        for table in ("entry", "tile", "checkpoint"):
            postgres.run(f"DELETE FROM ours.{table}")
            postgres.run(f"INSERT INTO ours.{table} SELECT * FROM theirs.{table}")
        with pytest.raises(RecordError, match="or is another"):
            act(record, "data-described")


def test_a_record_in_a_database_is_exported_and_proved(postgres: Server, tmp_path: Path) -> None:
    with open_record(life(postgres.url("told"), decided=300)) as record:
        head = record.export_tiles(tmp_path / "tiles")
        record.export_proof(200, tmp_path / "proof")
        with pytest.raises(RecordError, match="for reading"):
            record.append_many(decisions(1))
    assert verify(tmp_path / "tiles", head=head).genuine
    assert verify(tmp_path / "proof").genuine
