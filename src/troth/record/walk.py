"""One pass over a log: every leaf, level, signature and promise recomputed from the stored bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from troth.errors import RecordError
from troth.record import dsse
from troth.record.entry import ACTS, Entry, read
from troth.record.note import Checkpoint, NoteKey, open_checkpoint
from troth.record.order import Promises
from troth.record.sources import Source
from troth.record.tiles import WIDTH, split_hashes, tile_path
from troth.record.tree import Frontier, complete_root, leaf_hash
from troth.record.verification import Finding, Severity

FINDINGS_LIMIT = 100
"""How many findings of each severity are kept in words; the rest is counted."""


@dataclass(slots=True)
class Findings:
    """What was found so far, in order; warnings, however many, take no place from what is wrong."""

    kept: list[Finding] = field(default_factory=list)
    counts: Counter[Severity] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        """Count `finding`, and keep it if there is room."""
        self.counts[finding.severity] += 1
        if self.counts[finding.severity] <= FINDINGS_LIMIT:
            self.kept.append(finding)

    @property
    def wrong(self) -> int:
        """How many things are wrong, kept or not."""
        return self.counts["wrong"]

    @property
    def more(self) -> int:
        """How many findings were counted and not kept."""
        return self.counts.total() - len(self.kept)

    def say(self, where: str, what: str, severity: Severity = "wrong") -> None:
        """Add a finding of these words."""
        self.add(Finding(severity, where, what))


def check_entry(entry: Entry, log: str, key: NoteKey, index: int) -> str | None:
    """What is wrong with an entry by itself: the log and index it claims, its signature; None when nothing is."""
    if log != key.name:
        return f"it belongs to the log {log!r}"
    if entry.index != index:
        return f"it says it is entry {entry.index}: it was moved"
    if not entry.signed:
        return f"{entry.type} must be signed and is not" if entry.type in ACTS else None
    envelope = dsse.read(entry.leaf)
    if len(envelope.signatures) != 1 or not envelope.signers([key.public]):
        return "its signature is not valid under the log's key"
    return None


class Walk:
    """Verifies the log of one source under one key."""

    def __init__(self, source: Source, key: NoteKey, findings: Findings, promises: Promises) -> None:
        self._source, self._key, self._findings, self._promises = source, key, findings, promises
        self.head: Checkpoint | None = None
        self.counts: Counter[str] = Counter()
        self.first_time: str | None = None
        self.last_time: str | None = None
        self.size = 0
        self._roots: list[tuple[int, bytes, str]] = []  # (size, root, whose), by size
        self._frontier = Frontier()
        self._levels: list[list[bytes]] = []  # the hashes of levels 8, 16, …
        self._suspects: list[tuple[int, int]] = []  # (entry, tile) where leaf and level-0 tile disagree

    def run(self, kept: Checkpoint | None = None) -> None:
        """Check everything; `kept` is a head from earlier that the log must continue."""
        self._read_checkpoints(kept)
        if self.head is None:
            return
        complete = self._walk_entries(self.head.size)
        if complete:
            self._blame(matches=not self._roots)
            self._check_upper_levels()
            if self._roots:
                size, _, whose = self._roots[0]
                self._findings.say(whose, f"its root is not that of the first {size} entries")
            for finding in self._promises.finish():
                self._findings.add(finding)
        try:
            for finding in self._source.structure(self.head.size):
                self._findings.add(finding)
        except RecordError as error:
            self._findings.say(self._source.kind, error.what)

    def _read_checkpoints(self, kept: Checkpoint | None) -> None:
        for stored, note in self._source.checkpoints():
            where = "checkpoint" if stored is None else f"checkpoint {stored}"
            try:
                head = open_checkpoint(note, self._key)
            except RecordError as error:
                self._findings.say(where, error.what)
                continue
            if stored not in (None, head.size):
                self._findings.say(where, f"it is stored under another size than its own, {head.size}")
            self._roots.append((head.size, head.root, where))
            if self.head is None or head.size > self.head.size:
                self.head = head
        if self.head is None:
            self._findings.say("checkpoint", "there is no head that the log's key signed")
        elif kept is not None:
            self._expect(kept, self.head)
        self._roots.sort()

    def _expect(self, kept: Checkpoint, head: Checkpoint) -> None:
        where = f"kept head {kept.size}"
        if kept.origin != head.origin:
            self._findings.say(where, f"it is of the log {kept.origin!r}, not of {head.origin!r}")
        elif kept.size > head.size:
            self._findings.say(where, f"the log has only {head.size} entries: some were taken away")
        else:
            self._roots.append((kept.size, kept.root, where))

    def _walk_entries(self, size: int) -> bool:
        """Recompute all leaves; whether there were exactly `size`, one after the other."""
        hashes: list[bytes] = []
        try:
            for index, stored_type, leaf in self._source.rows(size):
                if index != self.size or index >= size:
                    beyond = index >= size and self.size == size
                    what = "it is beyond the signed head" if beyond else f"it follows entry {self.size - 1}"
                    self._findings.say(f"entry {index}", what)
                    return False
                hash_ = leaf_hash(leaf)
                self._see(index, stored_type, leaf, hash_)
                hashes.append(hash_)
                self.size += 1
                if len(hashes) == WIDTH:
                    self._close_tile(hashes)
                    hashes = []
        except RecordError as error:
            self._findings.say(f"entry {self.size}", f"it cannot be read: {error.what}")
            return False
        if self.size != size:
            self._findings.say(f"entry {self.size}", f"it is missing: the signed head promises {size} entries")
            return False
        if hashes:
            self._close_tile(hashes)
        self._check_roots([])
        return True

    def _see(self, index: int, stored_type: str | None, leaf: bytes, hash_: bytes) -> None:
        where = f"entry {index}"
        try:
            entry, log = read(leaf, hash_)
            wrong = check_entry(entry, log, self._key, index)
        except RecordError as error:
            self._findings.say(where, error.what)
            return
        if wrong is not None:
            self._findings.say(where, wrong)
        if stored_type is not None and stored_type != entry.type:
            self._findings.say(where, f"it is filed under {stored_type!r} and is {entry.type!r}")
        if self.last_time is not None and entry.time < self.last_time:
            self._findings.say(where, f"its time {entry.time} is before that of the entry before, {self.last_time}")
        self.first_time = self.first_time or entry.time
        self.last_time = entry.time
        self.counts[entry.type] += 1
        for finding in self._promises.see(entry):
            self._findings.add(finding)

    def _close_tile(self, hashes: list[bytes]) -> None:
        """Compare up to 256 leaf hashes with their tile, and with the heads signed inside it."""
        start = self._frontier.size
        self._check_roots(hashes)
        self._compare(0, start // WIDTH, hashes)
        if len(hashes) < WIDTH:
            for hash_ in hashes:
                self._frontier.push(hash_)
            return
        completed = self._frontier.push(complete_root(hashes), 8)
        for level, hash_ in enumerate(completed[::8]):
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(hash_)

    def _check_roots(self, hashes: Sequence[bytes]) -> None:
        """Drop the heads, up to the end of `hashes`, whose root is that of the entries; keep the first that is not."""
        inside: Frontier | None = None
        while self._roots and self._roots[0][0] <= self._frontier.size + len(hashes):
            size, root, _ = self._roots[0]
            inside = inside or self._frontier.copy()
            for hash_ in hashes[inside.size - self._frontier.size : size - self._frontier.size]:
                inside.push(hash_)
            if inside.size != size or inside.root() != root:
                return
            self._roots.pop(0)

    def _check_upper_levels(self) -> None:
        for level, hashes in enumerate(self._levels, start=1):
            for at in range(0, len(hashes), WIDTH):
                self._compare(level, at // WIDTH, hashes[at : at + WIDTH])

    def _compare(self, level: int, position: int, hashes: Sequence[bytes]) -> None:
        where = tile_path(level, position, len(hashes))
        try:
            stored = self._source.tile(level, position, len(hashes))
        except RecordError as error:
            self._findings.say(where, error.what)
            return
        if stored == b"".join(hashes):
            return
        there = split_hashes(stored)
        if len(stored) != 32 * len(hashes):
            self._findings.say(where, f"it has {len(stored)} bytes, not {32 * len(hashes)}")
        for number, (found, computed) in enumerate(zip(there, hashes, strict=False)):
            if found == computed:
                continue
            if level == 0:
                self._suspects.append((position * WIDTH + number, position))
            else:
                self._findings.say(where, f"hash {number} is not that of the tile below it")

    def _blame(self, *, matches: bool) -> None:
        """Say for each disagreement whether the entry or the tile was changed: the signed heads decide."""
        for index, tile in self._suspects:
            if matches:
                self._findings.say(f"tile/0/{tile}", f"its hash {index % WIDTH} is not that of entry {index}")
            else:
                self._findings.say(f"entry {index}", "its bytes are not those that were hashed into the tree")
