"""The one thread that appends: many callers' entries in one durable transaction, each answered after the flush.

While a group is being flushed the next one gathers, so the flush is shared by as many callers as are waiting, and a
lone caller waits for nobody. Signing happens once a group: the checkpoint, and the statements of acts.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from troth.errors import RecordError
from troth.record.entry import Parts, read, write
from troth.record.keys import Signer
from troth.record.note import NoteKey, open_checkpoint, parse_checkpoint, sign_checkpoint
from troth.record.sqlite import SqliteStore
from troth.record.tiles import Edge
from troth.record.tree import leaf_hash

_GROUP_LIMIT = 20_000  # entries in one transaction, so that nobody waits long behind a flood


@dataclass(frozen=True, slots=True)
class Written:
    """What became durable: the first index, the time all of it bears, and each leaf with its hash."""

    first: int
    time: str
    leaves: tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class _Job:
    parts: Sequence[Parts]
    signed: bool
    done: Future[Written] = field(default_factory=Future)


class Writer:
    """Appends to a store in groups; `clock` gives the time as entries bear it."""

    def __init__(self, store: SqliteStore, key: NoteKey, signer: Signer, clock: Callable[[], str]) -> None:
        self._store, self._key, self._signer, self._clock = store, key, signer, clock
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._process = os.getpid()
        self._edge: Edge | None = None  # of the head in _head; None when the store must be read again
        self._head = b""
        self._time = ""

    def append(self, parts: Sequence[Parts], *, signed: bool) -> Written:
        """Append all of `parts` or none; returns when they are durable under a signed head."""
        if os.getpid() != self._process:  # threads and SQLite's locks do not survive a fork
            raise RecordError("the record was opened before a fork", remedy="open it again in the child process")
        job = _Job(parts, signed)
        with self._starting:
            if self._closed:
                raise RecordError("the record is closed", where=str(self._store.path))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="troth-record", daemon=True)
                self._thread.start()
            self._jobs.put(job)
        return job.done.result()

    def close(self) -> None:
        """Finish what was handed in, then stop."""
        with self._starting:
            self._closed = True
            thread = self._thread
            self._jobs.put(None)
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            group, stop = self._gather(first)
            try:
                written = self._commit(group)
            except BaseException as error:  # the thread must answer everyone, whatever happened
                self._edge = None
                for job in group:
                    job.done.set_exception(error)
            else:
                for job, result in zip(group, written, strict=True):
                    job.done.set_result(result)
            if stop:
                return

    def _gather(self, first: _Job) -> tuple[list[_Job], bool]:
        """All jobs that wait already, up to the limit; and whether the end was among them."""
        group, entries = [first], len(first.parts)
        while entries < _GROUP_LIMIT:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return group, True
            group.append(job)
            entries += len(job.parts)
        return group, False

    def _commit(self, group: Sequence[_Job]) -> list[Written]:
        with self._store.transaction() as connection:
            edge = self._catch_up()
            start = edge.frontier.size
            time = max(self._clock(), self._time)  # a clock set back must not make the log go back
            openings: dict[str, int] = {}
            written: list[Written] = []
            rows: list[tuple[int, str, bytes]] = []
            for job in group:
                leaves = self._place(job, edge, time, openings)
                first = start + len(rows)
                rows += [
                    (first + number, part.type, leaf)
                    for number, (part, (leaf, _)) in enumerate(zip(job.parts, leaves, strict=True))
                ]
                written.append(Written(first, time, leaves))
            head = str(sign_checkpoint(self._key.name, edge.frontier.size, edge.frontier.root(), self._signer)).encode()
            connection.executemany("INSERT INTO entry VALUES (?, ?, ?)", rows)
            connection.executemany("INSERT OR REPLACE INTO tile VALUES (?, ?, ?)", edge.changed())
            connection.execute("INSERT OR REPLACE INTO checkpoint VALUES (?, ?)", (edge.frontier.size, head))
        self._head, self._time = head, time
        return written

    def _place(self, job: _Job, edge: Edge, time: str, openings: dict[str, int]) -> tuple[tuple[bytes, bytes], ...]:
        """The job's leaves. openings: how often each root was opened, counted while the write lock is held."""
        signer = self._signer if job.signed else None
        leaves = []
        for parts in job.parts:
            opening = 0
            if parts.opens is not None:
                before = openings.get(parts.opens)
                opening = 1 + (count_openings(self._store, parts.opens) if before is None else before)
                openings[parts.opens] = opening
            index = edge.frontier.size
            leaf = write(parts, origin=self._key.name, index=index, time=time, signer=signer, opening=opening)
            hash_ = leaf_hash(leaf)
            edge.append(hash_)
            leaves.append((leaf, hash_))
        return tuple(leaves)

    def _catch_up(self) -> Edge:
        """The edge of the stored tree, read again when another process appended since."""
        head = self._store.checkpoint()  # nobody else writes now: this is the newest
        if self._edge is not None and head == self._head:
            return self._edge
        checkpoint = open_checkpoint(head, self._key)
        if self._head and checkpoint.size < parse_checkpoint(self._head).size:
            raise RecordError(
                "the record went back behind entries this process wrote: nothing was appended",
                where=str(self._store.path),
                remedy="somebody put an older copy in its place: find the newer one",
            )
        edge = Edge(checkpoint.size, self._store.tile)
        if edge.frontier.root() != checkpoint.root:
            raise RecordError(
                "the record's hashes do not give its signed head: nothing was appended",
                where=str(self._store.path),
                remedy="run troth verify on it, restore a copy",
            )
        if checkpoint.size:
            self._time = max(self._time, read(self._store.leaf(checkpoint.size - 1), b"")[0].time)
        self._edge, self._head = edge, head
        return edge


def count_openings(store: SqliteStore, root: str) -> int:
    """How often the test set with this committed root was opened, whichever charter it was opened for."""
    size = parse_checkpoint(store.checkpoint()).size
    opened = (read(leaf, b"")[0] for _, leaf in store.leaves(0, size, "test-opened"))
    return sum(1 for entry in opened if entry.predicate.get("root") == root)
