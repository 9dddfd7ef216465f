"""What is said while something takes long."""

from __future__ import annotations

import pytest

from troth.cli import progress
from troth.progress import NOTICE


def test_a_log_gets_a_line_a_minute(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with progress.shown() as shown:
        shown("training", 1, 10)
        now[0] = 61.0
        shown("training", 2, 10, "loss \x1b[2J0.5")
        shown("training", 3, 10)
        now[0] = 122.0
        shown("reading", 4)
    said = capsys.readouterr().err
    assert said.splitlines() == ["training: 2 of 10 loss \N{REPLACEMENT CHARACTER}[2J0.5", "reading: 4"]


def test_a_notice_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.shown() as shown:
        shown(NOTICE, 0, note="going on from epoch 2, step 5")
        assert capsys.readouterr().err == "going on from epoch 2, step 5\n"
    painter = progress.Painter()
    painter(NOTICE, 0, note="going on")
    assert capsys.readouterr().err == "going on\n"
    painter.started -= progress.PATIENCE
    painter("data", 2, 4)
    painter(NOTICE, 0, note="from [red]here")
    painter.close()
    assert "from [red]here" in capsys.readouterr().err


def test_a_terminal_gets_a_bar_after_a_while(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    painter = progress.Painter()
    painter("data", 1, 4)
    assert painter.bars is None
    painter.started -= progress.PATIENCE
    painter("data", 2, 4, "[red]x[/nonsense]")
    painter("data", 4, 4)
    painter.close()
    assert "data" in capsys.readouterr().err
