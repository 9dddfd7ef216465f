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
TRAINING = "TROTH_TRAINING"  # in the environment of all of them: the number of the training's own process


def watch(parent: int, client: Path | None = None) -> None:
    """End this process, and what it started, once it is another's child or the training is gone. client: the folder of
    one that it keeps.

    At once, as a training that was killed may be begun again at once, and nothing of the old one may write into its
    folder then. What a round leaves there is whole or not there.
    """
    training = int(os.environ.get(TRAINING, parent))
    while os.getppid() == parent and _is_there(training):
        time.sleep(LOOK_EVERY)
    if client is not None:
        from troth.training.federated.flower.relay import forget_client

        forget_client(client)
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is there, and another user's
        return True
    return True


def main() -> None:
    """Run one of the commands that Flower installs, as if it were called by its name."""
    parent, folder, command = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    client = None if folder == "-" else Path(folder)
    threading.Thread(target=watch, args=(parent, client), daemon=True).start()
    (found,) = entry_points(group="console_scripts", name=command)
    sys.argv = [command, *sys.argv[4:]]
    if client is not None:
        from troth.training.federated.flower.relay import keep_client

        keep_client(client)
    found.load()()


if __name__ == "__main__":
    main()
