"""What was asked and answered, sealed: under a key of the person it is about and of the day, or of the day alone.

The log commits to it and does not hold it. Destroying a key destroys what it sealed, in every copy; keys lie in a file
of their own, which is small enough to be kept out of copies (GDPR, art. 17; `THREATS.md`, R12). The key of a day goes
when retention says; what was sealed for a person on it needs both keys, and goes with either.
"""

from __future__ import annotations

import hmac
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.errors import Erased, NotGenuine, RecordError

NONCE, KEY = 12, 32
CONTENT = """CREATE TABLE IF NOT EXISTS content (id BLOB PRIMARY KEY, owner BLOB NOT NULL, day INTEGER NOT NULL,
             sealed BLOB NOT NULL) STRICT"""
INDEXES = (
    "CREATE INDEX IF NOT EXISTS content_owner ON content (owner)",
    "CREATE INDEX IF NOT EXISTS content_day ON content (day)",
)
KEYS = "CREATE TABLE IF NOT EXISTS owner (owner BLOB PRIMARY KEY, day INTEGER, sealed BLOB NOT NULL) STRICT"
BUSY_SECONDS = 10.0


class Contents:
    """The two files. content: of what is sealed. keys: of the keys it is sealed under, themselves under `secret`.

    Days are counted from 1970-01-01, UTC. Safe to use from many threads and by many processes.
    """

    def __init__(self, content: Path, keys: Path, secret: bytes) -> None:
        if len(secret) != KEY:
            raise RecordError(f"the secret of kept decisions has {KEY} bytes, this one has {len(secret)}")
        self._secret, self._path = secret, content
        self._lock = threading.Lock()
        with self._told():
            self._content = _opened(content, "WAL")
            self._content.execute("PRAGMA secure_delete = ON")
            for statement in (CONTENT, *INDEXES):
                self._content.execute(statement)
            self._keys = _opened(keys, "DELETE")  # a write-ahead log would keep what is deleted for a while
            self._keys.execute("PRAGMA secure_delete = ON")
            self._keys.execute(KEYS)

    def put(self, items: Sequence[tuple[bytes, str | None, bytes]], day: int) -> None:
        """Keep (id, whom it is about, content) of each, durably. Raises RecordError: nothing is kept."""
        with self._lock, self._told():
            today = self._owner(None, day)
            owners = [self._owner(subject, day) for _, subject, _ in items]
            keys = self._keys_of({today: None, **dict(zip(owners, (s for _, s, _ in items), strict=True))}, day)
            rows = [
                (name, owner, day, _seal(_both(keys[owner], keys[today]), name, content))
                for (name, _, content), owner in zip(items, owners, strict=True)
            ]
            with _transaction(self._content):
                self._content.executemany("INSERT INTO content VALUES (?, ?, ?, ?)", rows)

    def read(self, name: bytes) -> bytes:
        """What was kept under an id. Raises Erased where it, or its key, was destroyed."""
        with self._lock, self._told():
            row = self._content.execute("SELECT owner, day, sealed FROM content WHERE id = ?", (name,)).fetchone()
            key, of_day = (None, None) if row is None else (self._key(row[0]), self._key(self._owner(None, row[1])))
        if row is None or key is None or of_day is None:
            raise Erased("what this decision was about was erased, or is not kept", where=name.hex())
        return _opened_by(_both(key, of_day), name, row[2])

    def drop(self, names: Iterable[bytes]) -> None:
        """Forget what was kept under ids: of decisions that did not come to be."""
        with self._lock, self._told(), _transaction(self._content):
            self._content.executemany("DELETE FROM content WHERE id = ?", [(name,) for name in names])

    def owner(self, subject: str) -> str:
        """Under which name a person's key is kept, hexadecimal: it says who that is to nobody without the secret."""
        return self._owner(subject, 0).hex()

    def erase(self, subject: str) -> int:
        """Destroy a person's key, and with it all that was kept of them; how many decisions that was."""
        owner = self._owner(subject, 0)
        with self._lock, self._told():
            with _transaction(self._keys):
                self._keys.execute("DELETE FROM owner WHERE owner = ?", (owner,))
            with _transaction(self._content):
                return self._content.execute("DELETE FROM content WHERE owner = ?", (owner,)).rowcount

    def expire(self, before: int) -> int:
        """Destroy what was kept before a day, and the keys of those days; how many decisions that was."""
        with self._lock, self._told():
            with _transaction(self._keys):
                self._keys.execute("DELETE FROM owner WHERE day < ?", (before,))
            with _transaction(self._content):
                return self._content.execute("DELETE FROM content WHERE day < ?", (before,)).rowcount

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._content.close()
            self._keys.close()

    def _owner(self, subject: str | None, day: int) -> bytes:
        """Under which name a key is kept: nobody can tell from it who it is."""
        what = f"day {day}" if subject is None else f"subject {subject}"
        return hmac.digest(self._secret, b"troth owner 1 " + what.encode(), "sha256")[:16]

    def _keys_of(self, owners: dict[bytes, str | None], day: int) -> dict[bytes, bytes]:
        """The key of each owner, made where there is none yet."""
        found = {owner: self._key(owner) for owner in owners}
        missing = [owner for owner, key in found.items() if key is None]
        if missing:
            with _transaction(self._keys):
                for owner in missing:
                    sealed = _seal(self._secret, owner, os.urandom(KEY))
                    of_day = day if owners[owner] is None else None
                    self._keys.execute("INSERT OR IGNORE INTO owner VALUES (?, ?, ?)", (owner, of_day, sealed))
            found |= {owner: self._key(owner) for owner in missing}
        return {owner: key for owner, key in found.items() if key is not None}

    def _key(self, owner: bytes) -> bytes | None:
        row = self._keys.execute("SELECT sealed FROM owner WHERE owner = ?", (owner,)).fetchone()
        return None if row is None else _opened_by(self._secret, owner, row[0])

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's errors as the record's."""
        try:
            yield
        except sqlite3.Error as error:
            raise RecordError(
                f"what is kept of decisions cannot be read or written: {error}",
                where=str(self._path),
                remedy="Free some space, or see who may write there; nothing was answered.",
            ) from None


def _opened(path: Path, journal: str) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _both(key: bytes, of_day: bytes) -> bytes:
    """The key that takes both; that of the day itself where nobody is named."""
    return key if key == of_day else hmac.digest(key, b"troth content 1 " + of_day, "sha256")


def _opened_by(key: bytes, name: bytes, sealed: bytes) -> bytes:
    """What was sealed. Raises NotGenuine where it is not what was sealed under this name, or by this key."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], name)
    except (InvalidTag, ValueError):
        raise NotGenuine(
            "what is kept is not what was sealed, or under another key", where=name.hex(), remedy="Restore a copy."
        ) from None


def _seal(key: bytes, name: bytes, content: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, name)
