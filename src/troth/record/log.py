"""The record: an append-only log of what the acts did, durable when `append` returns."""

from __future__ import annotations

import atexit
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from troth.errors import RecordError
from troth.record import entry as entries_
from troth.record.address import Address, place_of
from troth.record.entry import ACTS, Entry, NewEntry, Parts, Subject, prepare, subjects_of
from troth.record.export import export_tiles
from troth.record.keys import Signer
from troth.record.note import Checkpoint, NoteKey, parse_checkpoint, sign_checkpoint
from troth.record.proof import Proof
from troth.record.sqlite import SqliteStore
from troth.record.store import Store
from troth.record.tiles import node_reader
from troth.record.tree import EMPTY_ROOT, consistency_proof, inclusion_proof, leaf_hash
from troth.record.writer import Writer, Written, count_openings


class Record:
    """One log; safe to use from many threads, and by many processes at once. Made by `open_record`."""

    def __init__(self, store: Store, key: NoteKey, writer: Writer | None) -> None:
        self.path = store.path
        self.key = key
        self._store = store
        self._writer = writer
        self._process = os.getpid()
        atexit.register(self.close)  # a program that ends without closing leaves no write-ahead log behind

    @property
    def origin(self) -> str:
        """The log's name, which its checkpoints and entries bear."""
        return self.key.name

    def __len__(self) -> int:
        return self.head().size

    def append(self, type: str, subjects: Iterable[Subject], predicate: Mapping[str, Any]) -> Entry:  # noqa: A002
        """Append one signed statement; when this returns, the entry is on disk under a signed head."""
        new = NewEntry(type, subjects_of(subjects), predicate)
        written = self._append([prepare(new, origin=self.origin, signed=True)], signed=True)
        return _entries([new], written, signed=True)[0]

    def append_opening(self, root: str, subjects: Iterable[Subject], predicate: Mapping[str, Any]) -> Entry:
        """Append the `test-opened` entry of the test set with this committed root, numbered: `opening`, from 1.

        The number is counted under the lock that writes the entry, over all charters: two processes that open at once
        get two numbers.
        """
        new = NewEntry("test-opened", subjects_of(subjects), {**predicate, "root": root})
        if "opening" in predicate:
            raise RecordError("the record itself numbers an opening", remedy="leave `opening` out of the predicate")
        written = self._append([prepare(new, origin=self.origin, signed=True, opens=root)], signed=True)
        return _read(written.leaves[0][0])

    def append_many(self, items: Iterable[NewEntry]) -> list[Entry]:
        """Append many entries at once, all or none, in one flush.

        They are not signed one by one: the signed head covers them. The types of acts are refused, as every act signs.
        """
        new = list(items)
        if acts := sorted({item.type for item in new} & ACTS):
            raise RecordError(f"{', '.join(acts)}: acts are signed one by one", remedy="use append")
        if not new:
            return []
        parts = [prepare(item, origin=self.origin, signed=False) for item in new]
        return _entries(new, self._append(parts, signed=False), signed=False)

    def entry(self, index: int) -> Entry:
        """The entry at `index`; raises RecordError when there is none."""
        return _read(self._store.leaf(index))

    def entries(self, type: str | None = None, *, start: int = 0) -> Iterator[Entry]:  # noqa: A002
        """The entries in order, of one type or all, from index `start` up to the head at the first call."""
        for _, leaf in self._store.leaves(start, len(self), type):
            yield _read(leaf)

    def head(self) -> Checkpoint:
        """The newest signed checkpoint."""
        return parse_checkpoint(self._store.checkpoint())

    def openings(self, root: str) -> int:
        """How often the test set with this committed root was opened so far; the next opening's number is one more."""
        return count_openings(self._store, root)

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that entry `index` is in the tree of `size` (the head's)."""
        size = self._size(size)
        return inclusion_proof(index, size, node_reader(self._store.tile))

    def consistency(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """The proof that the tree of `new` (the head's) continues the tree of `old`."""
        new = self._size(new)
        return consistency_proof(old, new, node_reader(self._store.tile))

    def export_tiles(self, folder: Path) -> Checkpoint:
        """Write the log up to its head as C2SP tiles, entry bundles, checkpoint and key; gives that head."""
        head = self.head()
        export_tiles(folder, self.key, head, self._store)
        return head

    def proof(self, index: int) -> tuple[bytes, Checkpoint]:
        """One entry with its inclusion proof and the head, as a C2SP tlog-proof file has them; and that head."""
        head = self.head()
        leaf = self._store.leaf(index)
        found = Proof(leaf, str(self.key), index, self.inclusion(index, head.size), str(head).encode())
        return found.render(), head

    def export_proof(self, index: int, path: Path) -> Checkpoint:
        """Write one entry with its inclusion proof and the head as one C2SP tlog-proof file; gives that head."""
        proof, head = self.proof(index)
        try:
            path.write_bytes(proof)
        except OSError as error:
            raise RecordError(f"cannot write: {error.strerror}", where=str(path)) from error
        return head

    def close(self) -> None:
        """Finish what is under way and let go of the store."""
        atexit.unregister(self.close)
        if os.getpid() != self._process:  # the file is the parent's: SQLite's locks do not survive a fork
            return
        if self._writer is not None:
            self._writer.close()
        self._store.close()

    def __enter__(self) -> Record:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, parts: list[Parts], *, signed: bool) -> Written:
        if self._writer is None:
            raise RecordError("the record was opened for reading", where=str(self.path), remedy="open it with its key")
        return self._writer.append(parts, signed=signed)

    def _size(self, size: int | None) -> int:
        newest = self.head().size
        if size is None:
            return newest
        if not 0 <= size <= newest:
            raise RecordError(f"the record has {newest} entries, not {size}", where=str(self.path))
        return size


def open_record(
    where: str | Path | Address, key: Signer | None = None, *, origin: str | None = None, shared: bool = False
) -> Record:
    """Open the record at `where`: a path, `sqlite:PATH`, or `postgresql://…`, one record in each schema.

    With a key it is made if it is not there, and can be appended to; without one it is for reading. origin: the log's
    name, unique for the log and best a URL without scheme, such as `example.org/posts`; it is fixed when the record is
    made (a random name if none is given). shared: where the record is there it keeps the name it has, whatever origin
    is. Raises RecordError when the file is no record, or another key's.
    """
    place = place_of(where)
    if key is None:
        store = _store(place, writable=False)
        try:
            return Record(store, NoteKey.parse(store.key()), None)
        except BaseException:
            store.close()
            raise
    store = _store(place, writable=True)
    try:
        stored = _owner(store, key, origin, shared=shared)
    except BaseException:
        store.close()
        raise
    return Record(store, stored, Writer(store, stored, key, _now))


def _store(place: Path | Address, *, writable: bool) -> Store:
    if isinstance(place, Address):
        from troth.record.postgres import PostgresStore  # psycopg: only where it is asked for

        return PostgresStore(place, writable=writable)
    if not writable and not place.is_file():
        raise RecordError("there is no record here", where=str(place))
    return SqliteStore(place, writable=writable)


def _owner(store: Store, key: Signer, origin: str | None, *, shared: bool) -> NoteKey:
    new = NoteKey(origin or f"troth.invalid/{secrets.token_hex(8)}", key.public)
    if store.create(str(new), str(sign_checkpoint(new.name, 0, EMPTY_ROOT, key)).encode()):
        return new
    stored = NoteKey.parse(store.key())
    if stored.public != key.public:
        raise RecordError(
            f"this record is signed by {stored.public}, not by {key.public}",
            where=str(store.path),
            remedy="open it with the key it was made with, or start a record of your own",
        )
    if origin not in (None, stored.name) and not shared:
        raise RecordError(f"this record is named {stored.name!r}, not {origin!r}", where=str(store.path))
    return stored


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _read(leaf: bytes) -> Entry:
    return entries_.read(leaf, leaf_hash(leaf))[0]


def _entries(new: list[NewEntry], written: Written, *, signed: bool) -> list[Entry]:
    return [
        Entry(written.first + number, item.type, written.time, hash_.hex(), item.subjects, item.predicate, signed, leaf)
        for number, (item, (leaf, hash_)) in enumerate(zip(new, written.leaves, strict=True))
    ]
