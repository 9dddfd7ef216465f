"""That the server's process is alive: a number in the work folder that it counts up for as long as it is."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from troth.errors import TrainingError

FILE = "heartbeat"
EVERY = 1.0  # seconds
SILENCE = 120.0  # seconds after which nobody is there; to import everything takes a slow machine a while


def beat(work: Path) -> None:
    """Begin to count, in a thread of this process."""
    threading.Thread(target=_beating, args=(work / FILE,), daemon=True).start()


def _beating(path: Path) -> None:
    count = 0
    while path.parent.is_dir():
        draft = path.with_suffix(".new")
        draft.write_text(str(count))
        draft.replace(path)
        count += 1
        time.sleep(EVERY)


class Listener:
    """Who waits for the server, from now on."""

    def __init__(self, work: Path) -> None:
        self._path = work / FILE
        self._heard = ""
        self._since = time.monotonic()

    def check(self) -> None:
        """Raises TrainingError where nothing was heard for too long."""
        heard = self._path.read_text() if self._path.is_file() else ""
        if heard != self._heard:
            self._heard, self._since = heard, time.monotonic()
        elif time.monotonic() - self._since > SILENCE:
            raise TrainingError(
                "the server's process of the federated training has ended without a word",
                where=str(self._path.parent / "flower" / "superlink.log"),
                remedy="The file may say more. What was finished is kept; the same command goes on.",
            )
