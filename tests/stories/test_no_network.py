"""No command asks a network for anything: the whole life of a small table under a hook that refuses every socket."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stories import test_run_table
from troth.cli.main import main
from troth.record import open_record

ASKED = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname")
armed = False
seen: list[str] = []


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if armed and event in ASKED:
        seen.append(f"{event} {arguments}")
        raise RuntimeError("a command asked the network")


sys.addaudithook(watch)


@pytest.fixture
def refusing() -> Iterator[None]:
    global armed
    seen.clear()
    armed = True
    yield
    armed = False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offline")
    test_run_table.make(folder, rows=400)
    return folder


COMMANDS = [
    ("init", "loans.csv", "--output", "draft.yaml"),
    ("check", "charter.yaml", "--power"),
    ("train", "charter.yaml"),
    ("run", "charter.yaml"),
    ("report", "REPORT"),
    ("record", "list", ".troth/record.db"),
    ("record", "export", ".troth/record.db", "tiles"),
    ("record", "proof", ".troth/record.db", "0", "one.proof"),
    ("verify", "tiles"),
]


@pytest.mark.usefixtures("refusing")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_opens_no_socket(folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.chdir(folder)
    reports = sorted(map(str, Path(".troth/reports").glob("*")))
    with pytest.raises(SystemExit) as ended:
        main([reports[0] if word == "REPORT" else word for word in arguments])
    assert ended.value.code in (0, 1, 3)
    assert seen == []


def test_a_model_of_another_split_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another data section splits the rows anew: the model trained before may know the new test rows."""
    monkeypatch.chdir(folder)
    home = folder / ".troth"
    model = next((home / "models").iterdir())
    other = folder / "other.yaml"
    other.write_text(
        test_run_table.CHARTER.replace("train: loans.csv", "train: loans.csv\n  licence: CC0-1.0"), encoding="utf-8"
    )
    with open_record(home / "record.db") as record:
        before = len(record)
    with pytest.raises(SystemExit) as ended:
        main(["audit", str(other), "--model", str(model), "--home", str(home)])
    assert ended.value.code == 2
    assert "another split" in capsys.readouterr().err
    with open_record(home / "record.db") as record:
        assert len(record) == before
