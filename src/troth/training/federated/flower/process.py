"""One process of Flower's, which ends when the one that started it is gone.

`python -m … PARENT CLIENT COMMAND ARGUMENTS`; CLIENT is the folder of a client that the process keeps, or `-`.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from importlib.metadata import entry_points
from pathlib import Path

LOOK_EVERY = 0.5  # seconds
PATIENCE = 5.0  # seconds to end in good order


def watch(parent: int) -> None:
    """End this process once it is another's child."""
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Run one of the commands that Flower installs, as if it were called by its name."""
    parent, folder, command = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    threading.Thread(target=watch, args=(parent,), daemon=True).start()
    (found,) = entry_points(group="console_scripts", name=command)
    sys.argv = [command, *sys.argv[4:]]
    if folder != "-":
        from troth.training.federated.flower.relay import keep_client

        keep_client(Path(folder))
    found.load()()


if __name__ == "__main__":
    main()
