"""A process whose parent was killed ends with what it started, and leaves no socket behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

CHILD = """
import subprocess, sys, threading, time, os
from pathlib import Path
from troth.training.federated.flower.process import watch
client = Path(sys.argv[2])
threading.Thread(target=watch, args=(int(sys.argv[1]), client), daemon=True).start()
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
(client / "pids").write_text(f"{os.getpid()} {other.pid}")
time.sleep(60)
"""
PARENT = """
import os, subprocess, sys, time
child = [sys.executable, "-c", sys.argv[1], str(os.getpid()), sys.argv[2]]
subprocess.Popen(child, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
time.sleep(60)
"""


def test_what_a_killed_training_started_ends_with_it(tmp_path: Path) -> None:
    client, place = tmp_path / "0", tmp_path / "short" / "socket"
    client.mkdir()
    place.parent.mkdir()
    place.touch()
    (client / "socket").write_text(str(place))
    parent = subprocess.Popen([sys.executable, "-c", PARENT, CHILD, str(client)])
    try:
        assert _within(60, (client / "pids").is_file)
        assert _within(5, lambda: len((client / "pids").read_text().split()) == 2)
        started = [int(pid) for pid in (client / "pids").read_text().split()]
        assert all(map(_runs, started))
        assert place.exists()
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert _within(30, lambda: not any(map(_runs, started)))
    assert not place.parent.exists()


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return bool(holds())


def _runs(pid: int) -> bool:
    """Whether a process is there, and no mere name of one that its new parent has not waited for."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
