"""The sinks of a watch together, and what each was told, kept beside the log."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from troth.cli.sinks import Message, Sink, sink_of
from troth.record import Entry, replace

if TYPE_CHECKING:
    from troth.cli.watching import Watching
    from troth.serving import Journal

TOLD = "told.json"


class Delivery:
    """Tells every sink what is new, and first what it was not told when a watch ended."""

    def __init__(self, watched: Watching, sinks: Mapping[str, Sink], told: Told) -> None:
        self._watched, self._sinks = watched, sinks
        for name, sink in sinks.items():
            for entry in watched.alerts:
                if entry.index > told.newest(name, watched.alerts):
                    sink.put(self._message(entry))

    def put(self, alerts: Sequence[Entry]) -> None:
        """Tell alerts that are in the log."""
        for entry in alerts:
            for sink in self._sinks.values():
                sink.put(self._message(entry))

    def drain(self, seconds: float) -> None:
        """Wait until all is told, or for so long."""
        ends = time.monotonic() + seconds
        for sink in self._sinks.values():
            sink.drain(max(ends - time.monotonic(), 0.0))

    def _message(self, entry: Entry) -> Message:
        charter = self._watched.session.charter
        document = {"alert": entry.index, "time": entry.time, "charter": charter.digest, "name": charter.name}
        return Message(f"alert-{entry.leaf_hash[:32]}", entry.index, entry.time, {**document, **entry.predicate})


class Told:
    """The newest alert that each sink was told, in a file."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        try:
            found = json.loads(path.read_bytes())
        except (OSError, ValueError):
            found = {}
        ours = found.items() if isinstance(found, dict) else ()
        self._newest = {name: entry for name, entry in ours if type(entry) is int}

    def newest(self, name: str, alerts: Sequence[Entry]) -> int:
        """The entry; of a sink that is new, the newest there is: what is long past is not told to it."""
        with self._lock:
            return self._newest.get(_key(name), max((entry.index for entry in alerts), default=-1))

    def put(self, name: str, entry: int) -> None:
        """Keep that an alert was told."""
        with self._lock:
            self._newest[_key(name)] = entry
            replace(self._path, json.dumps(self._newest).encode())


def _key(name: str) -> str:
    """A sink's address may hold a secret."""
    return sha256(name.encode()).hexdigest()[:32]


@contextmanager
def delivery(watched: Watching, sinks: Sequence[str], environment: Mapping[str, str]) -> Iterator[Delivery]:
    """Sinks at work. Raises TrothError for one that is none."""
    from troth.serving import Journal

    ready = {text: sink_of(text, environment) for text in dict.fromkeys(sinks)}
    told, journal = Told(watched.session.home.decisions / TOLD), Journal()
    for name in ready:  # a sink that is new is told what comes from now on, even if nothing reaches it today
        told.put(name, told.newest(name, watched.alerts))
    running = {
        name: Sink(
            deliver,
            lambda entry, name=name: told.put(name, entry),  # type: ignore[misc]
            lambda tries, why, name=name: _failed(journal, name, tries, why),  # type: ignore[misc]
        )
        for name, deliver in ready.items()
    }
    try:
        yield Delivery(watched, running, told)
    finally:
        for sink in running.values():
            sink.close()


def _failed(journal: Journal, name: str, tries: int, why: str) -> None:
    """One line, without the address, which may hold a secret."""
    word = re.sub(r"[^A-Za-z0-9-]+", "-", why)[:60].strip("-")
    journal.write("alert-not-delivered", sink=name.partition(":")[0], tries=tries, why=word or "unknown")
