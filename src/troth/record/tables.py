"""The tables of a log by SQL that every database of ours understands; arguments are written as `?`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from troth.errors import RecordError

Row = tuple[Any, ...]
Fetch = Callable[[str, Sequence[object]], list[Row]]
Many = Callable[[str, Sequence[Row]], None]
_PAGE = 512  # entries read at a time

ENTRY = "INSERT INTO entry VALUES (?, ?, ?)"
TILE = "INSERT INTO tile VALUES (?, ?, ?) ON CONFLICT (level, position) DO UPDATE SET hashes = excluded.hashes"
CHECKPOINT = "INSERT INTO checkpoint VALUES (?, ?) ON CONFLICT (size) DO UPDATE SET note = excluded.note"


class Tables:
    """Reads them. fetch: all rows of a query. where: the log, as messages tell it."""

    def __init__(self, fetch: Fetch, where: str) -> None:
        self._fetch, self._where = fetch, where

    def key(self) -> str:
        """The log's key as it is stored."""
        for (key,) in self._fetch("SELECT key FROM log", ()):
            return str(key)
        raise RecordError("the record does not say whose it is", where=self._where)

    def checkpoint(self) -> bytes:
        """The newest checkpoint."""
        for (note,) in self._fetch("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1", ()):
            return bytes(note)
        raise RecordError("the record has no checkpoint", where=self._where, remedy="run troth verify on it")

    def tile(self, level: int, position: int) -> bytes:
        """The hashes of a tile."""
        for (hashes,) in self._fetch("SELECT hashes FROM tile WHERE level = ? AND position = ?", (level, position)):
            return bytes(hashes)
        raise RecordError(f"tile {level}/{position} is missing", remedy="run troth verify on the record")

    def leaf(self, index: int) -> bytes:
        """The bytes of entry `index`."""
        for (leaf,) in self._fetch("SELECT leaf FROM entry WHERE position = ?", (index,)):
            return bytes(leaf)
        raise RecordError(f"there is no entry {index}", where=self._where)

    def leaves(self, start: int, stop: int, type_: str | None = None) -> Iterator[tuple[int, bytes]]:
        """(index, leaf) from `start` up to `stop`, of one type or all, a page at a time."""
        where = "position >= ? AND position < ?" + (" AND type = ?" if type_ is not None else "")
        query = f"SELECT position, leaf FROM entry WHERE {where} ORDER BY position LIMIT {_PAGE}"  # noqa: S608
        while True:
            page = self._fetch(query, (start, stop) if type_ is None else (start, stop, type_))
            yield from ((position, bytes(leaf)) for position, leaf in page)
            if len(page) < _PAGE:
                return
            start = page[-1][0] + 1


class Held(Tables):
    """The tables in a turn, read and written over the connection that has it."""

    def __init__(self, fetch: Fetch, many: Many, where: str) -> None:
        super().__init__(fetch, where)
        self._many = many

    def write(
        self,
        entries: Sequence[tuple[int, str, bytes]],
        tiles: Iterable[tuple[int, int, bytes]],
        checkpoint: tuple[int, bytes],
    ) -> None:
        """Keep (index, type, leaf) of new entries, the (level, position, hashes) of tiles, and a head (size, note)."""
        self._many(ENTRY, entries)
        self._many(TILE, list(tiles))
        self._many(CHECKPOINT, [checkpoint])
