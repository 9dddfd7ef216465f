"""A record in PostgreSQL as the verifier reads it: one snapshot, every stored value, and what tables there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Literal

from troth.errors import RecordError
from troth.record.address import Address
from troth.record.link import Link, Row
from troth.record.postgres import check_format
from troth.record.sources import Row as Stored
from troth.record.sqlite import FORMAT
from troth.record.tiles import tiles_of
from troth.record.verification import Finding

_COLUMNS = """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), c.relkind::text, c.relhastriggers,
    c.relhasrules, c.relrowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE n.nspname = ? AND c.relkind NOT IN ('i', 'I', 't', 'S', 'c')"""
_EXPECTED = {
    (table, column, type_, "r", False, False, False)
    for table, columns in {
        "log": (("one", "bigint"), ("key", "text")),
        "entry": (("position", "bigint"), ("type", "text"), ("leaf", "bytea")),
        "tile": (("level", "bigint"), ("position", "bigint"), ("hashes", "bytea")),
        "checkpoint": (("size", "bigint"), ("note", "bytea")),
        "format": (("number", "bigint"),),
    }.items()
    for column, type_ in columns
}
_AT_ONCE = 2_000  # entries the server sends at a time


class Lost(Exception):
    """The way to the database was lost while the record was read."""

    def __init__(self, error: RecordError) -> None:
        self.error = error
        super().__init__(str(error))


class PostgresSource:
    """A record's schema, read by whoever may; nothing is written."""

    kind: Literal["database", "tiles"] = "database"

    def __init__(self, address: Address) -> None:
        self._link = Link(address, address.schema, writing=False)
        self._snapshot = ExitStack()
        try:
            with self._link.told():
                check_format(self._link)
                self._snapshot.enter_context(self._link.begun("REPEATABLE READ READ ONLY"))  # one, however long
        except BaseException:
            self._link.close()
            raise

    def key(self) -> str:
        """The key in the one row of `log`."""
        rows = self._all("SELECT one, key FROM log")
        if len(rows) != 1 or rows[0][0] != 1:
            raise RecordError("the database does not say once whose log it is")
        return str(rows[0][1])

    def checkpoints(self) -> list[tuple[int | None, bytes]]:
        """All rows of `checkpoint`."""
        return [(size, bytes(note)) for size, note in self._all("SELECT size, note FROM checkpoint ORDER BY size")]

    def rows(self, size: int) -> Iterator[Stored]:
        """All rows of `entry`, also those beyond the head."""
        self._all("DECLARE entries CURSOR FOR SELECT position, type, leaf FROM entry ORDER BY position")
        while page := self._all(f"FETCH {_AT_ONCE} FROM entries"):
            yield from ((position, type_, bytes(leaf)) for position, type_, leaf in page)
        self._all("CLOSE entries")

    def tile(self, level: int, position: int, width: int) -> bytes:
        """The row of `tile`."""
        rows = self._all(f"SELECT hashes FROM tile WHERE level = {level:d} AND position = {position:d}")  # noqa: S608
        if len(rows) != 1:
            raise RecordError("it is missing")
        return bytes(rows[0][0])

    def structure(self, size: int) -> Iterator[Finding]:
        """The format, the tables and their columns, and that there is no tile too many."""
        (number,) = self._all("SELECT number FROM format")[0]
        if number != FORMAT:
            yield Finding("wrong", "database", f"its format is {number}, not {FORMAT}")
        if set(self._all(_COLUMNS, (self._link.schema,))) != _EXPECTED:
            yield Finding("wrong", "database", "its tables are not those of a record")
        tiles = {(level, position) for level, position, _ in tiles_of(size)}
        for level, position in self._all("SELECT level, position FROM tile"):
            if (level, position) not in tiles:
                yield Finding("wrong", f"tile {level}/{position}", "the head asks for no such tile")

    def close(self) -> None:
        """Let go of the connection."""
        self._link.close()
        self._snapshot.close()

    def _all(self, query: str, arguments: Sequence[object] = ()) -> list[Row]:
        try:
            with self._link.told():
                return self._link.run(query, arguments)
        except RecordError as error:
            if self._link.lost:
                raise Lost(error) from None
            raise
