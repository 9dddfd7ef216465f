"""A home that a command makes: where it is refused before anything is recorded, nothing of the home stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from troth.cli.home import RECORD, Home
from troth.cli.turn import FILE
from troth.record import open_record

MADE = {RECORD, f"{RECORD}-wal", f"{RECORD}-shm", FILE, "keys", "keys/.gitignore", "keys/record.pem", "keys/rows.salt"}
"""What opening a new home makes; where more than that is there, somebody else is at work in it."""


@contextmanager
def begun(home: Home) -> Iterator[None]:
    """Run the block; if it fails and the home was not there before, take away what was made of it.

    A home with an entry in its record, or with anything that the opening of one does not make, stays.
    """
    there = home.folder.exists()
    try:
        yield
    except BaseException:
        if not there:
            with suppress(OSError):
                _take_away(home)
        raise


def _take_away(home: Home) -> None:
    paths = sorted(home.folder.rglob("*"), reverse=True)
    if any(path.relative_to(home.folder).as_posix() not in MADE for path in paths):
        return
    if (home.folder / RECORD).is_file():
        with open_record(home.folder / RECORD) as record:
            if len(record):
                return
    for path in sorted(home.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    home.folder.rmdir()
