"""Clients on one machine take turns: as many learn at once as there are cores, so that memory and caches suffice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from troth.errors import TrainingError
from troth.training.lock import Lock

LOOK_EVERY = 0.05  # seconds


@contextmanager
def turn(folder: Path | None, places: int) -> Iterator[None]:
    """As a context: one of so many places is ours, however long it takes; at once without a folder.

    The system gives a place back when its process ends, however it ends.
    """
    if folder is None:
        yield
        return
    place = 0
    while True:
        lock = Lock(folder / str(place))
        try:
            lock.__enter__()
        except TrainingError:
            place = (place + 1) % places
            time.sleep(LOOK_EVERY)
            continue
        try:
            yield
        finally:
            lock.__exit__()
        return
