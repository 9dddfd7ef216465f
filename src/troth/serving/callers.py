"""Who may ask: keys with roles, an end and a rate, kept as keyed hashes, revoked within a second.

A key reads `troth_<id>_<secret>`: the id is public and names it in the record; the secret, 256 bits, is shown once.
Rates are exact over all processes that share the file: one statement takes from what a key has left, or nothing (GCRA,
the generic cell rate algorithm, ITU-T I.371).
"""

from __future__ import annotations

import base64
import hmac
import math
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from troth.errors import DataError, RecordError

Role = Literal["ask", "observe", "operate"]
ROLES: tuple[Role, ...] = get_args(Role)
"""ask: for answers. observe: for metrics and proofs. operate: to suspend, and to work on what waits for a person."""

TABLE = """CREATE TABLE IF NOT EXISTS caller (id TEXT PRIMARY KEY, name TEXT NOT NULL, roles TEXT NOT NULL,
           hash BLOB NOT NULL, made REAL NOT NULL, expires REAL, revoked REAL, inputs INTEGER, seconds REAL,
           due INTEGER NOT NULL DEFAULT 0) STRICT"""
FORM = re.compile(r"troth_([a-z2-7]{8})_([A-Za-z0-9_-]{43})")
FRESH = 1.0  # seconds for which a key that was looked up is not looked up again
MOST_CACHED = 10_000
BUSY_SECONDS = 5.0
MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose key it is. expires, revoked: seconds since 1970, None for never. inputs, seconds: how many inputs in how
    long, None for as many as come.
    """

    id: str
    name: str
    roles: frozenset[Role]
    made: float
    expires: float | None = None
    revoked: float | None = None
    inputs: int | None = None
    seconds: float | None = None

    def active(self, now: float) -> bool:
        """Whether the key is good at a time."""
        return self.revoked is None and (self.expires is None or now < self.expires)


class Callers:
    """The keys of a gateway. secret: of 32 bytes, that hashes are keyed by. clock: seconds since 1970."""

    def __init__(self, path: Path, secret: bytes, *, clock: Callable[[], float] = time.time) -> None:
        self._path, self._secret, self._clock = path, secret, clock
        self._lock = threading.Lock()
        self._cache: dict[str, tuple[float, Caller, bytes]] = {}
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            self._file = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("PRAGMA synchronous = NORMAL")
            self._file.execute(TABLE)

    def add(
        self,
        name: str,
        roles: frozenset[Role] = frozenset(("ask",)),
        *,
        expires: float | None = None,
        rate: tuple[int, float] | None = None,
    ) -> tuple[Caller, str]:
        """A new key, and the text of it, which nobody can read again. rate: (inputs, seconds)."""
        if not roles or not roles <= set(ROLES):
            raise DataError("a key has one role or more", remedy=f"Roles are {', '.join(ROLES)}.")
        if rate is not None and not (rate[0] >= 1 and rate[1] > 0):
            raise DataError("a rate is of one input or more in some time", remedy="Write it as 600/minute.")
        name_, secret = base64.b32encode(secrets.token_bytes(5)).decode().lower(), secrets.token_urlsafe(32)
        inputs, seconds = rate or (None, None)
        caller = Caller(name_, name, roles, self._clock(), expires, None, inputs, seconds)
        row = (name_, name, ",".join(sorted(roles)), self._hash(secret), caller.made, expires, None, inputs, seconds, 0)
        with self._lock, self._told():
            self._file.execute("INSERT INTO caller VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return caller, f"troth_{name_}_{secret}"

    def revoke(self, name: str) -> Caller:
        """End a key, by its id. Raises DataError where there is none, or it was ended before."""
        with self._lock, self._told():
            told = self._file.execute(
                "UPDATE caller SET revoked = ? WHERE id = ? AND revoked IS NULL", (self._clock(), name)
            ).rowcount
        self._cache.pop(name, None)
        found = next((one for one in self.all() if one.id == name), None)
        if not told or found is None:
            what = "there is no such key" if found is None else "this key was revoked already"
            raise DataError(what, where=name, remedy="`troth keys list` names them by their id.")
        return found

    def all(self) -> list[Caller]:
        """Every key there was, in the order they were made."""
        with self._lock, self._told():
            rows = self._file.execute(f"SELECT {COLUMNS} FROM caller ORDER BY made").fetchall()  # noqa: S608
        return [_caller(row) for row in rows]

    def known(self, text: str) -> Caller | None:
        """Whose key a text is; None where it is none that is good now."""
        form = FORM.fullmatch(text)
        found = None if form is None else self._found(form[1])
        if form is None or found is None:
            return None
        caller, kept = found
        right = hmac.compare_digest(kept, self._hash(form[2]))
        return caller if right and caller.active(self._clock()) else None

    def take(self, caller: Caller, inputs: int) -> float:
        """Take from what a key has left: 0 where it was there; else the seconds until it will be, and nothing is taken.

        A key that rested has all of its rate at once, and what it takes comes back evenly. A request of more inputs
        than the rate ever allows at once waits for infinity.
        """
        if caller.inputs is None or caller.seconds is None or not inputs:
            return 0.0
        if inputs > caller.inputs:
            return float("inf")
        each = math.ceil(caller.seconds * MICRO / caller.inputs)
        now, window = round(self._clock() * MICRO), round(caller.seconds * MICRO)
        cost = each * inputs
        with self._lock, self._told():
            taken = self._file.execute(
                "UPDATE caller SET due = max(due, :now) + :cost WHERE id = :id AND max(due, :now) + :cost <= :most",
                {"now": now, "cost": cost, "id": caller.id, "most": now + window},
            ).rowcount
            if taken:
                return 0.0
            (due,) = self._file.execute("SELECT due FROM caller WHERE id = ?", (caller.id,)).fetchone() or (now,)
        return max(float(due + cost - window - now) / MICRO, 0.001)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._file.close()

    def _found(self, name: str) -> tuple[Caller, bytes] | None:
        now = time.monotonic()
        cached = self._cache.get(name)
        if cached is not None and now - cached[0] < FRESH:
            return cached[1], cached[2]
        with self._lock, self._told():
            row = self._file.execute(f"SELECT {COLUMNS}, hash FROM caller WHERE id = ?", (name,)).fetchone()  # noqa: S608
        if row is None:
            return None
        if len(self._cache) >= MOST_CACHED:
            self._cache.clear()
        self._cache[name] = now, _caller(row), row[-1]
        return _caller(row), row[-1]

    def _hash(self, secret: str) -> bytes:
        return hmac.digest(self._secret, secret.encode(), "sha256")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise RecordError(
                f"the file of keys cannot be read or written: {error}",
                where=str(self._path),
                remedy="See who may write there, and that the disk has space.",
            ) from None


COLUMNS = "id, name, roles, made, expires, revoked, inputs, seconds"


def _caller(row: tuple[object, ...]) -> Caller:
    name, who, roles, made, expires, revoked, inputs, seconds, *_ = row
    known = frozenset(role for role in ROLES if role in str(roles).split(","))
    return Caller(str(name), str(who), known, made, expires, revoked, inputs, seconds)  # type: ignore[arg-type]
