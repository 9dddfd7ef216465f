"""The one thread that appends: many callers' entries in one durable transaction, each answered after the flush.

While a group is being flushed the next one gathers, so the flush is shared by as many callers as are waiting, and a
lone caller waits for nobody. Signing happens once a group: the checkpoint, and the statements of acts.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from troth.errors import RecordError
from troth.record.entry import Parts, read, write
from troth.record.keys import Signer
from troth.record.note import Checkpoint, NoteKey, open_checkpoint, parse_checkpoint, sign_checkpoint
from troth.record.store import Store, Stored, Turn, Unsettled
from troth.record.tiles import Edge, node_reader
from troth.record.tree import consistency_proof, leaf_hash, verify_consistency

_GROUP_LIMIT = 20_000  # entries in one transaction, so that nobody waits long behind a flood
_SETTLE_SECONDS = 10.0  # how long a group waits to be told whether a lost connection took it along
_AGAIN_SECONDS = 0.1


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

    def __init__(self, store: Store, key: NoteKey, signer: Signer, clock: Callable[[], str]) -> None:
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
        written: list[Written] = []
        try:
            with self._store.transaction() as turn:
                head, at = self._write(turn, group, written)
        except Unsettled as lost:
            self._settle(written[0], lost)
        self._head, self._time = head, at
        return written

    def _write(self, turn: Turn, group: Sequence[_Job], written: list[Written]) -> tuple[bytes, str]:
        """Write the group in its turn, and add to `written` what it came to; the head it leaves, and its time."""
        edge = self._catch_up(turn)
        start = edge.frontier.size
        at = max(self._clock(), self._time)  # a clock set back must not make the log go back
        openings: dict[str, int] = {}
        rows: list[tuple[int, str, bytes]] = []
        for job in group:
            leaves = self._place(turn, job, edge, at, openings)
            first = start + len(rows)
            rows += [
                (first + number, part.type, leaf)
                for number, (part, (leaf, _)) in enumerate(zip(job.parts, leaves, strict=True))
            ]
            written.append(Written(first, at, leaves))
        head = str(sign_checkpoint(self._key.name, edge.frontier.size, edge.frontier.root(), self._signer)).encode()
        turn.write(rows, edge.changed(), (edge.frontier.size, head))
        return head, at

    def _settle(self, first: Written, lost: Unsettled) -> None:
        """Find out whether the group is in the log; raises RecordError where it is not, or cannot be told.

        Whoever has the turn sees what came of all turns before: the lost connection's is over.
        """
        ends = time.monotonic() + _SETTLE_SECONDS
        while True:
            try:
                with self._store.transaction() as turn:
                    there = [leaf for _, leaf in turn.leaves(first.first, first.first + 1)]
                break
            except RecordError:
                if time.monotonic() > ends:
                    raise lost from None
                time.sleep(_AGAIN_SECONDS)
        if there != [first.leaves[0][0]]:
            raise RecordError(
                "the connection was lost while the entries were written: nothing was appended",
                where=str(self._store.path),
                remedy="append again",
            )

    def _place(
        self, turn: Turn, job: _Job, edge: Edge, at: str, openings: dict[str, int]
    ) -> tuple[tuple[bytes, bytes], ...]:
        """The job's leaves. openings: how often each root was opened, counted while the write lock is held."""
        signer = self._signer if job.signed else None
        leaves = []
        for parts in job.parts:
            opening = 0
            if parts.opens is not None:
                before = openings.get(parts.opens)
                opening = 1 + (count_openings(turn, parts.opens) if before is None else before)
                openings[parts.opens] = opening
            index = edge.frontier.size
            leaf = write(parts, origin=self._key.name, index=index, time=at, signer=signer, opening=opening)
            hash_ = leaf_hash(leaf)
            edge.append(hash_)
            leaves.append((leaf, hash_))
        return tuple(leaves)

    def _catch_up(self, turn: Turn) -> Edge:
        """The edge of the stored tree, read again when another process appended since."""
        head = turn.checkpoint()  # nobody else writes now: this is the newest
        if self._edge is not None and head == self._head:
            return self._edge
        checkpoint = open_checkpoint(head, self._key)
        if self._head and not _continues(turn, parse_checkpoint(self._head), checkpoint):
            raise RecordError(
                "the record went back behind entries this process wrote, or is another: nothing was appended",
                where=str(self._store.path),
                remedy="somebody put an older copy in its place: find the newer one",
            )
        edge = Edge(checkpoint.size, turn.tile)
        if edge.frontier.root() != checkpoint.root:
            raise RecordError(
                "the record's hashes do not give its signed head: nothing was appended",
                where=str(self._store.path),
                remedy="run troth verify on it, restore a copy",
            )
        if checkpoint.size:
            self._time = max(self._time, read(turn.leaf(checkpoint.size - 1), b"")[0].time)
        self._edge, self._head = edge, head
        return edge


def _continues(turn: Turn, old: Checkpoint, new: Checkpoint) -> bool:
    """Whether the stored tree goes on from one that this process wrote: else signing its head would make a fork."""
    if new.size < old.size:
        return False
    proof = consistency_proof(old.size, new.size, node_reader(turn.tile))
    return verify_consistency(old.size, new.size, old.root, new.root, proof)


def count_openings(store: Stored, root: str) -> int:
    """How often the test set with this committed root was opened, whichever charter it was opened for."""
    size = parse_checkpoint(store.checkpoint()).size
    opened = (read(leaf, b"")[0] for _, leaf in store.leaves(0, size, "test-opened"))
    return sum(1 for entry in opened if entry.predicate.get("root") == root)
