"""Whether the server's process is alive, as who waits for it sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import TrainingError
from troth.training.federated import heartbeat


def test_who_counts_is_alive_and_who_stops_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(heartbeat.time, "monotonic", lambda: now)
    listener = heartbeat.Listener(tmp_path)
    for count in range(3):
        now += heartbeat.SILENCE * 0.9
        (tmp_path / heartbeat.FILE).write_text(str(count))
        listener.check()
    now += heartbeat.SILENCE * 1.1
    with pytest.raises(TrainingError, match="without a word"):
        listener.check()


def test_one_that_never_came_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "SILENCE", -1.0)
    with pytest.raises(TrainingError, match="without a word"):
        heartbeat.Listener(tmp_path).check()
