"""The vault kept in one SQLite file, mode 0600, from which a key that was destroyed is gone.

SQLite leaves what was deleted where it lay, and in a write-ahead log what was there before. So the file is opened with
`secure_delete`, which overwrites with zeros; after a key was destroyed the log is folded in and cut to nothing, the
files are read for what is left of the key, and if anything is, the file is written anew (VACUUM). What the disk keeps
below the file system (a journal, worn blocks of flash, snapshots) is out of reach.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from troth.errors import DataError
from troth.record import sync_folder

NAME = "vault.db"
APPLICATION_ID = 0x54525656  # "TRVV"
FORMAT = 1
SCHEMA = (
    """CREATE TABLE vault (one INTEGER PRIMARY KEY CHECK (one = 1), id BLOB NOT NULL, owner BLOB NOT NULL,
       wrapped BLOB NOT NULL) STRICT""",
    """CREATE TABLE subject (hash BLOB PRIMARY KEY, wrapped BLOB, destroyed BLOB,
       CHECK ((wrapped IS NULL) <> (destroyed IS NULL))) STRICT, WITHOUT ROWID""",
)
_BUSY_SECONDS = 60.0  # how long to wait for another process
_PIECE = 16
"""Bytes of a destroyed key that are looked for in the files: less is left to nobody's use."""


class Store:
    """One file and one connection, behind a lock."""

    def __init__(self, folder: Path, *, create: bool) -> None:
        self.path = folder / NAME
        self._lock = threading.RLock()
        with self._mended():
            if create and not self.path.exists():
                _make(self.path)
            _check(self.path)
            self._connection = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                self._begin(create)
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """Let go of the file; the last one to close folds the write-ahead log into it."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the one write lock; all that is written becomes durable together at the end, or nothing does."""
        with self._mended(), self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def one(self, query: str, *arguments: bytes) -> tuple[Any, ...] | None:
        """One row, None where there is none."""
        with self._mended(), self._lock:
            row: tuple[Any, ...] | None = self._connection.execute(query, arguments).fetchone()
        return row

    def scrub(self, destroyed: bytes | None) -> None:
        """Make sure that nothing is left in the files of what was overwritten; `destroyed` is looked for in them.

        Without knowing what to look for the file is written anew. Raises DataError where another process holds on to
        the old content.
        """
        with self._mended(), self._lock:
            self._fold()
            if destroyed is not None and not self._holds(destroyed):
                return
            self._connection.execute("VACUUM")
            self._fold()
            if destroyed is not None and self._holds(destroyed):
                raise DataError("the destroyed key is still in the vault's file", where=str(self.path), remedy=AGAIN)

    def _begin(self, create: bool) -> None:
        formatted = self._formatted(empty_allowed=create)  # before anything is changed in what may be no vault
        for pragma in ("secure_delete = ON", "temp_store = MEMORY", "journal_mode = WAL", "synchronous = FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        if not formatted:
            self._create()
        self._fold(patient=False)  # ends an erasure that was interrupted before its log was cut

    def _create(self) -> None:
        with self.transaction() as connection:
            if self._formatted(empty_allowed=True):  # another process was first
                return
            for statement in SCHEMA:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def _formatted(self, *, empty_allowed: bool) -> bool:
        number, application, tables = (
            self._connection.execute(query).fetchone()[0]
            for query in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
        )
        if empty_allowed and (number, application, tables) == (0, 0, 0):
            return False
        if application != APPLICATION_ID:
            raise DataError("this database is not a vault", where=str(self.path), remedy="Name the vault's own folder.")
        if number != FORMAT:
            raise DataError(
                f"a vault of format {number}; this program reads format {FORMAT}",
                where=str(self.path),
                remedy="Use the program that made it, or a newer one.",
            )
        return True

    def _fold(self, *, patient: bool = True) -> None:
        """Fold the write-ahead log into the file and cut it to nothing."""
        busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy and patient:
            raise DataError(
                "the key is destroyed, and another process still holds the file's old content",
                where=str(self.path),
                remedy=AGAIN,
            )

    def _holds(self, secret: bytes) -> bool:
        """Whether a piece of `secret` is in the file, or in one of those that SQLite keeps beside it."""
        pieces = [secret[at : at + _PIECE] for at in range(0, len(secret) - _PIECE + 1, _PIECE // 2)]
        beside = (self.path.with_name(f"{NAME}{ending}") for ending in ("", "-wal", "-journal"))
        return any(_has(path, pieces) for path in beside if path.exists())

    @contextmanager
    def _mended(self) -> Iterator[None]:
        """Turn SQLite's errors, and the system's, into the room's."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            why = error.strerror or str(error) if isinstance(error, OSError) else str(error)
            raise DataError(
                f"the vault cannot be read or written: {why}",
                where=str(self.path),
                remedy="Look at its folder, and whether another process holds it; or put a copy in its place.",
            ) from error


AGAIN = "End other processes that use it, and give the command again."


def _has(path: Path, pieces: list[bytes]) -> bool:
    overlap = b""
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            text = overlap + block
            if any(piece in text for piece in pieces):
                return True
            overlap = text[-_PIECE:]
    return False


def _make(path: Path) -> None:
    """An empty file that nobody else can read, as SQLite gives those beside it the same mode.

    In a new folder git passes all over: a key that was destroyed would live on in a history.
    """
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, mode=0o700)
        _write(path.parent / ".gitignore", b"*\n")
    _write(path, b"")
    sync_folder(path.parent)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)


def _check(path: Path) -> None:
    if not path.is_file():
        raise DataError("there is no vault here", where=str(path.parent), remedy="Name the folder that holds vault.db.")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise DataError("others can read this vault", where=str(path), remedy=f"chmod 600 {path}")
