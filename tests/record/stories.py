"""Small logs that tests verify, spoil and forge."""

from __future__ import annotations

from pathlib import Path

from troth.record import Entry, NewEntry, Record, Signer, Subject, commit_rows, digest, open_record

KEY = Signer.from_seed(bytes(range(32)))
ORIGIN = "example.org/posts"
SALT = bytes(range(32))
ROWS = [b"row %d" % number for number in range(12)]
CHARTER = "sha256:" + digest(b"charter")
MODEL = "sha256:" + digest(b"model")
ROOT = commit_rows(ROWS, SALT).root

FACTS: dict[str, dict[str, object]] = {
    "charter-signed": {"charter": CHARTER, "name": "posts", "version": "1"},
    "data-described": {"charter": CHARTER, "data": MODEL},
    "test-committed": {"charter": CHARTER, "root": ROOT, "rows": len(ROWS)},
    "training-started": {"charter": CHARTER, "seed": 7},
    "trained": {"charter": CHARTER, "model": MODEL},
    "test-opened": {"charter": CHARTER, "root": ROOT, "opening": 1},
    "audited": {"charter": CHARTER, "model": MODEL, "verdict": "met"},
    "reported": {"audit": 6},
}
LIFE = tuple(FACTS)


def act(record: Record, type_: str, **changed: object) -> Entry:
    return record.append(type_, [Subject(type_, digest(type_.encode()))], {**FACTS[type_], **changed})


def decisions(count: int) -> list[NewEntry]:
    return [NewEntry("decision", (Subject("request", digest(b"%d" % n)),), {"answer": n}) for n in range(count)]


def life(path: Path, *acts: str, decided: int = 0) -> Path:
    """A closed record of `acts` (a whole life by default), then of decisions."""
    with open_record(path, KEY, origin=ORIGIN) as record:
        for each in acts or LIFE:
            act(record, each)
        record.append_many(decisions(decided))
    return path
