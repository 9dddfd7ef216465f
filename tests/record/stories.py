"""Small logs that tests verify, spoil and forge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from troth.record import Entry, NewEntry, Record, Signer, Subject, commit_rows, digest, mark_rows, open_record
from troth.standard import seed_for

Where = TypeVar("Where", str, Path)
KEY = Signer.from_seed(bytes(range(32)))
ORIGIN = "example.org/posts"
SALT = bytes(range(32))
ROWS = [b"row %d" % number for number in range(12)]
CHARTER = "sha256:" + digest(b"charter")
MODEL = "sha256:" + digest(b"model")
DATA = "sha256:" + digest(b"data")
BASE = "sha256:" + digest(b"base")
ROOT = commit_rows(ROWS, SALT).root
MARKS = mark_rows((row.decode() for row in ROWS), SALT)


def plan(repeat: int = 0, *, charter: str = CHARTER, data: str = DATA, base: str = BASE) -> dict[str, object]:
    """What a training-started promises and its trained keeps."""
    seed = str(seed_for(charter, data, base, repeat))
    return {"charter": charter, "data": data, "base": base, "seed": seed, "repeat": repeat}


PLAN = plan()
FACTS: dict[str, dict[str, object]] = {
    "charter-signed": {"charter": CHARTER, "name": "posts", "version": "1"},
    "data-described": {"charter": CHARTER, "data": DATA},
    "test-committed": {"charter": CHARTER, "root": ROOT, "rows": len(ROWS), "marks": MARKS.digest},
    "training-started": {**PLAN},
    "trained": {**PLAN, "model": MODEL},
    "test-opened": {
        "charter": CHARTER,
        "root": ROOT,
        "model": MODEL,
        "opening": 1,
        "compared": 0,
        "known_rows": 0,
        "known_from": [],
        "untold": [],
    },
    "audited": {
        "charter": CHARTER,
        "model": MODEL,
        "data": DATA,
        "root": ROOT,
        "opening": 1,
        "seed": str(seed_for(CHARTER, DATA, MODEL, 0)),
        "verdict": "met",
    },
    "reported": {"charter": CHARTER, "audit": 6},
}
LIFE = tuple(FACTS)


def act(record: Record | Memory, type_: str, **changed: object) -> Entry:
    """Append the act as it is in an honest life, but for what is `changed`, with the subjects that it is about."""
    facts = {**FACTS[type_], **changed}
    if type_ == "test-opened" and "compared" not in changed:
        entries = record.entries if isinstance(record, Memory) else list(record.entries())
        facts["compared"] = sum(entry.type == "test-opened" for entry in entries)
    about = [Subject(name, str(facts[name])) for name in ("charter", "data", "root", "model") if facts.get(name)]
    return record.append(type_, about or [Subject(type_, digest(type_.encode()))], facts)


class Memory:
    """Takes acts as a record does, and keeps them as they would be read back: for what is judged of them alone."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def append(self, type_: str, subjects: Iterable[Subject], predicate: Mapping[str, Any]) -> Entry:
        """Keep one entry."""
        at = len(self.entries)
        time = f"2026-01-01T00:00:00.{at:06}Z"
        self.entries.append(Entry(at, type_, time, "", tuple(subjects), dict(predicate), True, b""))
        return self.entries[-1]


def decisions(count: int) -> list[NewEntry]:
    return [NewEntry("sample", (Subject("request", digest(b"%d" % n)),), {"answer": n}) for n in range(count)]


def life(path: Where, *acts: str, decided: int = 0) -> Where:
    """A closed record of `acts` (a whole life by default), then of decisions."""
    with open_record(path, KEY, origin=ORIGIN) as record:
        for each in acts or LIFE:
            act(record, each)
        record.append_many(decisions(decided))
    return path
