"""The vault's file: nobody else's, of one format, and clean of what was overwritten."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from troth.data.vault.store import NAME, Store
from troth.errors import DataError

SECRET = bytes(range(100, 160))


def content(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def put(store: Store, number: int, secret: bytes) -> None:
    with store.transaction() as connection:
        connection.execute("INSERT INTO subject VALUES (?, ?, NULL)", (number.to_bytes(32, "big"), secret))


def destroy(store: Store, number: int) -> None:
    with store.transaction() as connection:
        change = "UPDATE subject SET wrapped = NULL, destroyed = ? WHERE hash = ?"
        connection.execute(change, (bytes(32), number.to_bytes(32, "big")))


def test_it_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "vault", create=True)
    put(store, 1, SECRET)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "vault").iterdir()} == {0o600}
    assert (tmp_path / "vault").stat().st_mode & 0o777 == 0o700
    store.close()
    assert sorted(path.name for path in (tmp_path / "vault").iterdir()) == [".gitignore", NAME]
    assert (tmp_path / "vault" / ".gitignore").read_text() == "*\n"
    (tmp_path / "vault" / NAME).chmod(0o640)
    with pytest.raises(DataError, match="others can read this vault"):
        Store(tmp_path / "vault", create=False)


def test_none_is_made_where_none_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no vault here"):
        Store(tmp_path / "vault", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [True, False])
def test_what_is_no_vault_is_left_as_it_is(tmp_path: Path, create: bool) -> None:
    path = tmp_path / NAME
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (x)")
    connection.commit()
    connection.close()
    path.chmod(0o600)
    before = path.read_bytes()
    with pytest.raises(DataError, match="this database is not a vault"):
        Store(tmp_path, create=create)
    assert path.read_bytes() == before
    path.write_bytes(b"plain text")
    with pytest.raises(DataError, match="the vault cannot be read"):
        Store(tmp_path, create=create)
    path.write_bytes(b"")
    if not create:
        with pytest.raises(DataError, match="this database is not a vault"):
            Store(tmp_path, create=False)


def test_another_format_is_named(tmp_path: Path) -> None:
    Store(tmp_path, create=True).close()
    connection = sqlite3.connect(tmp_path / NAME)
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    with pytest.raises(DataError, match="a vault of format 2; this program reads format 1"):
        Store(tmp_path, create=False)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("others", [0, 3, 2000])
def test_nothing_is_left_of_what_was_destroyed(tmp_path: Path, others: int, known: bool) -> None:
    store = Store(tmp_path, create=True)
    put(store, others // 2, SECRET)
    for number in range(others):
        if number != others // 2:
            put(store, number, os.urandom(60)) if others < 10 else None
    if others >= 10:
        with store.transaction() as connection:
            rows = [(n.to_bytes(32, "big"), os.urandom(60)) for n in range(others) if n != others // 2]
            connection.executemany("INSERT INTO subject VALUES (?, ?, NULL)", rows)
    assert SECRET in content(tmp_path)
    destroy(store, others // 2)
    store.scrub(SECRET if known else None)
    left = content(tmp_path)
    assert not any(SECRET[at : at + 8] in left for at in range(len(SECRET) - 7))
    assert store.one("SELECT count(*) FROM subject") == (max(1, others),)
    store.close()


def test_what_lies_in_freed_pages_is_found_and_written_over(tmp_path: Path) -> None:
    """As a program without secure_delete would leave it: the file is written anew."""
    store = Store(tmp_path, create=True)
    store.close()
    connection = sqlite3.connect(tmp_path / NAME)
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("CREATE TABLE other (x)")
    connection.execute("INSERT INTO other VALUES (?)", (SECRET,))
    connection.commit()
    connection.execute("DROP TABLE other")
    connection.commit()
    connection.close()
    assert SECRET in content(tmp_path)
    store = Store(tmp_path, create=False)
    store.scrub(SECRET)
    assert SECRET not in content(tmp_path)
    store.close()


def test_who_still_reads_the_old_content_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("troth.data.vault.store._BUSY_SECONDS", 0.1)
    store = Store(tmp_path, create=True)
    put(store, 1, SECRET)
    reader = sqlite3.connect(tmp_path / NAME, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM subject").fetchall()
    destroy(store, 1)
    with pytest.raises(DataError, match="another process still holds the file's old content"):
        store.scrub(SECRET)
    reader.execute("ROLLBACK")
    store.scrub(SECRET)
    assert SECRET not in content(tmp_path)
    reader.close()
    store.close()


def test_an_erasure_that_was_interrupted_is_ended_at_the_next_opening(tmp_path: Path) -> None:
    """A process is killed between the change and the cutting of the log."""
    store = Store(tmp_path, create=True)
    put(store, 1, SECRET)
    store.close()
    program = (
        "import os, sys; from pathlib import Path; from troth.data.vault.store import Store\n"
        "with Store(Path(sys.argv[1]), create=False).transaction() as connection:\n"
        "    connection.execute(\"UPDATE subject SET wrapped = NULL, destroyed = x'00'\")\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)
    assert SECRET in content(tmp_path)
    store = Store(tmp_path, create=False)
    assert SECRET not in content(tmp_path)
    store.close()


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path, create=True)

    def fails() -> None:
        with store.transaction() as connection:
            connection.execute("INSERT INTO subject VALUES (x'00', x'00', NULL)")
            connection.execute("INSERT INTO subject VALUES (x'01', NULL, NULL)")

    with pytest.raises(DataError, match="CHECK constraint"):
        fails()
    assert store.one("SELECT count(*) FROM subject") == (0,)
    store.close()
