"""Who may ask: keys with roles, an end and a rate, kept as keyed hashes, revoked within a second.

A key reads `troth_<id>_<secret>`: the id is public and names it in the record; the secret, 256 bits, is shown once.
Rates are exact over all processes, and in PostgreSQL over all machines, that share the table: one statement takes from
what a key has left, or nothing (GCRA, the generic cell rate algorithm, ITU-T I.371). Where machines share it, the time
is the database's, as their own clocks differ; a crash of the database may forget what was taken in its last second.
"""

from __future__ import annotations

import base64
import hmac
import math
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from troth.errors import DataError
from troth.record import Address
from troth.serving.databases import database_of

Role = Literal["ask", "observe", "operate"]
ROLES: tuple[Role, ...] = get_args(Role)
"""ask: for answers. observe: for metrics and proofs. operate: to suspend, and to work on what waits for a person."""

TABLE = """CREATE TABLE IF NOT EXISTS caller (id TEXT PRIMARY KEY, name TEXT NOT NULL, roles TEXT NOT NULL,
           hash BLOB NOT NULL, made REAL NOT NULL, expires REAL, revoked REAL, inputs INTEGER, seconds REAL,
           due INTEGER NOT NULL DEFAULT 0) STRICT"""
TAKE = """UPDATE caller SET due = CASE WHEN due > now THEN due ELSE now END + ? FROM (SELECT {now} AS now) AS clock
          WHERE id = ? AND CASE WHEN due > now THEN due ELSE now END + ? <= now + ?"""
DUE = "SELECT due, now FROM caller, (SELECT {now} AS now) AS clock WHERE id = ?"
FORM = re.compile(r"troth_([a-z2-7]{8})_([A-Za-z0-9_-]{43})")
FRESH = 1.0  # seconds for which a key that was looked up is not looked up again
MOST_CACHED = 10_000
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
    """The keys of a gateway. place: their file, or the store that gateways share. secret: of 32 bytes, that hashes are
    keyed by. clock: seconds since 1970; left out, rates count by the database's clock where it has one.
    """

    def __init__(self, place: Path | Address, secret: bytes, *, clock: Callable[[], float] | None = None) -> None:
        self._secret, self._clock = secret, clock or time.time
        self._cache: dict[str, tuple[float, Caller, bytes]] = {}
        self._kept = database_of(place, "callers", (TABLE,), secret, quick=True)
        self._now = None if clock is not None else self._kept.now

    @property
    def shared(self) -> bool:
        """Whether they lie where asking takes a way over a network, which nobody else should wait for."""
        return self._kept.now is not None

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
        self._kept.count("INSERT INTO caller VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return caller, f"troth_{name_}_{secret}"

    def revoke(self, name: str) -> Caller:
        """End a key, by its id. Raises DataError where there is none, or it was ended before."""
        told = self._kept.count("UPDATE caller SET revoked = ? WHERE id = ? AND revoked IS NULL", (self._clock(), name))
        self._cache.pop(name, None)
        found = next((one for one in self.all() if one.id == name), None)
        if not told or found is None:
            what = "there is no such key" if found is None else "this key was revoked already"
            raise DataError(what, where=name, remedy="`troth keys list` names them by their id.")
        return found

    def all(self) -> list[Caller]:
        """Every key there was, in the order they were made."""
        return [_caller(row) for row in self._kept.all(f"SELECT {COLUMNS} FROM caller ORDER BY made")]  # noqa: S608

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
        window, cost = round(caller.seconds * MICRO), each * inputs
        clock, at = (self._now, ()) if self._now else ("?", (round(self._clock() * MICRO),))
        if self._kept.count(TAKE.format(now=clock), (cost, *at, caller.id, cost, window), quick=True):
            return 0.0
        for due, now in self._kept.all(DUE.format(now=clock), (*at, caller.id)):
            return max(float(due + cost - window - now) / MICRO, 0.001)
        return 0.001

    def close(self) -> None:
        """Let go of the file."""
        self._kept.close()

    def _found(self, name: str) -> tuple[Caller, bytes] | None:
        now = time.monotonic()
        cached = self._cache.get(name)
        if cached is not None and now - cached[0] < FRESH:
            return cached[1], cached[2]
        rows = self._kept.all(f"SELECT {COLUMNS}, hash FROM caller WHERE id = ?", (name,))  # noqa: S608
        if not rows:
            return None
        (row,) = rows
        if len(self._cache) >= MOST_CACHED:
            self._cache.clear()
        self._cache[name] = now, _caller(row), row[-1]
        return _caller(row), row[-1]

    def _hash(self, secret: str) -> bytes:
        return hmac.digest(self._secret, secret.encode(), "sha256")


COLUMNS = "id, name, roles, made, expires, revoked, inputs, seconds"


def _caller(row: tuple[object, ...]) -> Caller:
    name, who, roles, made, expires, revoked, inputs, seconds, *_ = row
    known = frozenset(role for role in ROLES if role in str(roles).split(","))
    return Caller(str(name), str(who), known, made, expires, revoked, inputs, seconds)  # type: ignore[arg-type]
