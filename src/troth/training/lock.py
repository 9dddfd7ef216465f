"""One training at a time in a folder: two would write over each other's checkpoints."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from troth.errors import TrainingError

FILE = "lock"


class Lock:
    """As a context: the folder is ours. The system lets go of it when the process ends, however it ends."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Lock:
        try:
            self._work.mkdir(parents=True, exist_ok=True)
            self._file = (self._work / FILE).open("ab")
            _take(self._file)
        except BlockingIOError:
            self._let_go()
            raise TrainingError(
                "another training is at work in this folder", where=str(self._work), remedy="Wait for it, or stop it."
            ) from None
        except OSError as error:
            self._let_go()
            raise TrainingError(
                f"the folder cannot be locked ({error.strerror})",
                where=str(self._work),
                remedy="Check the rights, or name a folder on a disk of this machine.",
            ) from None
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go()

    def _let_go(self) -> None:
        if self._file is not None:
            self._file.close()


def _take(file: IO[bytes]) -> None:
    """Raises BlockingIOError when another holds it."""
    try:
        import fcntl
    except ImportError:  # Windows: nothing to lock with, and nothing lost but the check
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
