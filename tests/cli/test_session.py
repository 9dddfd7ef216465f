"""A home is known by its salt; what only helps may be gone."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from cli.acting import audit, entries


def test_a_home_whose_salt_is_lost_or_another_is_refused(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audit(bench)
    salt = bench.parent / ".troth" / "keys" / "rows.salt"
    kept, before = salt.read_bytes(), len(entries(bench.parent))
    salt.unlink()
    assert audit(bench) == 2
    assert "not here any more" in capsys.readouterr().err
    assert not salt.exists()
    salt.write_bytes(bytes(32))
    salt.chmod(0o600)
    assert audit(bench) == 2
    assert "another one" in capsys.readouterr().err
    assert len(entries(bench.parent)) == before
    salt.write_bytes(kept)
    assert audit(bench) == 1
    assert entries(bench.parent, "test-opened")[-1].predicate["opening"] == 2


def test_kept_leaves_may_be_gone(bench: Path) -> None:
    audit(bench)
    (leaves,) = (bench.parent / ".troth" / "commitments").glob("*.leaves")
    leaves.unlink()
    assert audit(bench) == 1  # kept leaves only help to name a row


def test_a_record_that_was_removed_or_is_an_older_copy_is_noticed(
    bench: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = bench.parent / ".troth"

    def put_back(copy: str) -> None:
        for file in home.glob("record.db*"):
            file.unlink()
        for file in (tmp_path / copy).glob("record.db*"):
            shutil.copy(file, home)

    for name in ("older", "newest"):
        audit(bench)
        shutil.copytree(home, tmp_path / name)
    for copy in ("none", "older"):
        put_back(copy)
        assert audit(bench) == 2
        assert "it was removed, or is an older copy" in capsys.readouterr().err
        assert (home / "record.db").exists() == (copy == "older")
    put_back("newest")
    assert audit(bench) == 1
    assert entries(bench.parent, "test-opened")[-1].predicate["opening"] == 3


def test_nothing_is_added_to_a_record_that_is_not_genuine(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audit(bench)
    record, kept = bench.parent / ".troth" / "record.db", entries(bench.parent)

    def put(leaf: bytes) -> None:
        with contextlib.closing(sqlite3.connect(record)) as database, database:
            database.execute("UPDATE entry SET leaf = ? WHERE position = 4", (leaf,))

    put(kept[4].leaf.replace(b'"index"', b'"indexx"', 1)[:-1])
    capsys.readouterr()
    assert audit(bench) == 5
    assert "entry 4" in capsys.readouterr().err
    put(kept[4].leaf)
    assert entries(bench.parent) == kept
    assert audit(bench) == 1
