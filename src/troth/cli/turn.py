"""One at a time in a home: what is decided by what the record has must be recorded before another decides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from troth.errors import RecordError

FILE = "turn"


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Hold the home's turn for the block; the system lets go of it when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows: nothing to lock with, and nothing lost but the check
        yield
        return
    with (folder / FILE).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RecordError(
                "another release or comment is being recorded in this home", where=str(folder), remedy="Wait for it."
            ) from None
        yield
