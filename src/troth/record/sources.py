"""Where a log to be verified is read from: a database or a folder of tiles, through one interface."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

from troth.errors import RecordError
from troth.record.export import CHECKPOINT, KEY
from troth.record.sqlite import (
    APPLICATION_ID,
    FAULTS,
    FORMAT,
    SCHEMA,
    connect_still,
    connect_writing,
    mended,
    nothing_yet,
)
from troth.record.tiles import WIDTH, tile_path, tiles_of, unpack_bundle
from troth.record.verification import Finding

_NOT_THE_FILE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOMEM}
"""Errors that say nothing about the file's content: they are raised, while damage is a finding."""
Row = tuple[int, str | None, bytes]
"""(index, stored type or None where none is stored, leaf)."""


class Source(Protocol):
    """What the verifier reads. Every method may raise RecordError: then that part is not genuine."""

    kind: Literal["database", "tiles"]

    def key(self) -> str:
        """The key the log says it is signed with."""

    def checkpoints(self) -> list[tuple[int | None, bytes]]:
        """Every stored head, oldest first: the size it is stored under (None if it is not) and the note."""

    def rows(self, size: int) -> Iterator[Row]:
        """Every stored entry in order; `size` is what the head promises."""

    def tile(self, level: int, position: int, width: int) -> bytes:
        """The stored tile, all of it."""

    def structure(self, size: int) -> Iterator[Finding]:
        """What is wrong or strange besides entries, tiles and checkpoints, given the head's size."""

    def close(self) -> None:
        """Let go of the files."""


class DatabaseSource:
    """A record's SQLite file, read without leaving a trace beside it."""

    kind: Literal["database", "tiles"] = "database"

    def __init__(self, path: Path, *, still: bool) -> None:
        """`still`: nobody writes to the file; it is then read without locks and nothing is left beside it."""
        self._path = path
        try:
            self._connection = connect_still(path) if still else connect_writing(path)
            self._connection.text_factory = _text  # stored text may be anything, and is not a blob of the same bytes
            self._connection.execute("BEGIN")  # one snapshot, however long verifying takes
            self._refuse_what_is_no_record()
        except FAULTS as error:
            if isinstance(error, sqlite3.Error) and error.sqlite_errorcode & 0xFF in _NOT_THE_FILE:
                raise mended(error, path) from error

    def _refuse_what_is_no_record(self) -> None:
        """RecordError for an empty database, or one for something else; a record that lost something is a finding."""
        names = {name for (name,) in self._connection.execute("SELECT name FROM sqlite_master")}
        application = self._connection.execute("PRAGMA application_id").fetchone()[0]
        if application == APPLICATION_ID or names & _NAMES:
            return
        self._connection.close()
        raise RecordError("this database is not a record", where=str(self._path)) if names else nothing_yet(self._path)

    def key(self) -> str:
        """The key in the one row of `log`."""
        rows = self._all("SELECT one, key FROM log")
        if len(rows) != 1 or rows[0][0] != 1:
            raise RecordError("the database does not say once whose log it is")
        return _utf8(rows[0][1])

    def checkpoints(self) -> list[tuple[int | None, bytes]]:
        """All rows of `checkpoint`."""
        rows = self._all("SELECT size, note FROM checkpoint ORDER BY size")
        return [(size if type(size) is int else -1, _blob(note)) for size, note in rows]

    def rows(self, size: int) -> Iterator[Row]:
        """All rows of `entry`, also those beyond the head."""
        try:
            cursor = self._connection.execute("SELECT position, type, leaf FROM entry NOT INDEXED ORDER BY position")
            for position, type_, leaf in cursor:
                yield position, _utf8(type_), _blob(leaf)
        except FAULTS as error:
            raise mended(error, self._path) from error

    def tile(self, level: int, position: int, width: int) -> bytes:
        """The row of `tile`."""
        rows = self._all(f"SELECT hashes FROM tile WHERE level = {level:d} AND position = {position:d}")  # noqa: S608
        if len(rows) != 1:
            raise RecordError("it is missing")
        return _blob(rows[0][0])

    def structure(self, size: int) -> Iterator[Finding]:
        """The file's format numbers, its tables, its own integrity, and that it holds no tile too many."""
        for name, expected in (("user_version", FORMAT), ("application_id", APPLICATION_ID)):
            found = self._all(f"PRAGMA {name}")[0][0]
            if found != expected:
                yield Finding("wrong", "database", f"its {name} is {found}, not {expected}")
        if set(self._all(_TABLES)) != _expected_tables():
            yield Finding("wrong", "database", "its tables are not those of a record")
        said = [_utf8(row[0]) for row in self._all("PRAGMA integrity_check(10)")]
        if said != ["ok"]:
            yield Finding("wrong", "database", f"the file is damaged: {'; '.join(said)}")
        tiles = {(level, position) for level, position, _ in tiles_of(size)}
        for level, position in self._all("SELECT level, position FROM tile NOT INDEXED"):
            if (level, position) not in tiles:
                yield Finding("wrong", f"tile {level}/{position}", "the head asks for no such tile")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _all(self, query: str) -> list[tuple[object, ...]]:
        try:
            return self._connection.execute(query).fetchall()
        except FAULTS as error:
            raise mended(error, self._path) from error


class TileSource:
    """A folder in the layout of C2SP tlog-tiles, as `export_tiles` writes it."""

    kind: Literal["database", "tiles"] = "tiles"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if not any(os.path.lexists(folder / name) for name in (KEY, CHECKPOINT)):
            raise RecordError(
                "there is no record and no exported log in this folder",
                where=str(folder),
                remedy="name a record.db, a release, or the folder that `troth record export` wrote",
            )

    def key(self) -> str:
        """The key file's one line."""
        text = _utf8(_text(self._read(KEY)))
        if not text.endswith("\n") or "\n" in text[:-1]:
            raise RecordError("the key file is not one line")
        return text[:-1]

    def checkpoints(self) -> list[tuple[int | None, bytes]]:
        """The one checkpoint."""
        return [(None, self._read(CHECKPOINT))]

    def rows(self, size: int) -> Iterator[Row]:
        """The leaves of every entry bundle."""
        for start in range(0, size, WIDTH):
            width = min(WIDTH, size - start)
            path = tile_path("entries", start // WIDTH, width)
            try:
                leaves = unpack_bundle(self._read(path))
            except RecordError as error:
                raise RecordError(f"{path}: {error.what}") from None
            if len(leaves) != width:
                raise RecordError(f"{path}: {len(leaves)} entries, where {width} should be")
            for number, leaf in enumerate(leaves):
                yield start + number, None, leaf

    def tile(self, level: int, position: int, width: int) -> bytes:
        """The tile's file."""
        return self._read(tile_path(level, position, width))

    def structure(self, size: int) -> Iterator[Finding]:
        """Files that are no part of the log."""
        known = {KEY, CHECKPOINT}
        for level, position, width in tiles_of(size):
            known.add(tile_path(level, position, width))
            if level == 0:
                known.add(tile_path("entries", position, width))
        for path in sorted(self._folder.rglob("*")):
            name = path.relative_to(self._folder).as_posix()
            if not path.is_dir() and name not in known:
                yield Finding("warning", name, "this file is no part of the log and was not verified")

    def close(self) -> None:
        """Nothing is held open."""

    def _read(self, name: str) -> bytes:
        try:
            return (self._folder / name).read_bytes()
        except OSError as error:
            raise RecordError(f"{name} cannot be read: {error.strerror}") from None


_NAMES = {"log", "entry", "tile", "checkpoint"}
_TABLES = "SELECT type, name, tbl_name, sql FROM sqlite_master"


@cache
def _expected_tables() -> frozenset[tuple[object, ...]]:
    """What a record's own list of tables says, from making the tables in memory."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in SCHEMA:
            connection.execute(statement)
        return frozenset(connection.execute(_TABLES))


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogateescape")


def _utf8(value: object) -> str:
    if not isinstance(value, str):
        raise RecordError("something else is stored where text should be")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise RecordError("stored text is not UTF-8") from None
    return value


def _blob(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
