"""One release or comment at a time in a home."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cli.acting import ran
from data.publication.papers import make
from troth.cli.turn import turn
from troth.errors import RecordError


def test_the_second_is_told_to_wait(tmp_path: Path) -> None:
    with turn(tmp_path), pytest.raises(RecordError, match="another release or comment"), turn(tmp_path):
        pass
    with turn(tmp_path):
        pass


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    program = (
        f"import os\nfrom pathlib import Path\nfrom troth.cli.turn import turn\n"
        f"with turn(Path({str(tmp_path)!r})):\n    os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 9
    with turn(tmp_path):
        pass


def test_a_release_waits_for_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    charter = make(tmp_path, rows=12).path
    assert ran("data", "release", charter, "-o", tmp_path / "a", "--access", "closed") == 0
    with turn(tmp_path / ".troth"):
        assert ran("data", "release", charter, "-o", tmp_path / "b", "--access", "closed") == 2
        assert ran("data", "comment", charter, "--text", "a", "--by", "Bo") == 2
    assert capsys.readouterr().err.count("another release or comment") == 2
    assert not (tmp_path / "b").exists()
