"""`troth data keys`: keys are made, recipients listed and changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.acting import ran

Told = Callable[..., str]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """A function that runs a command of keys and gives what it printed."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, status: int = 0) -> str:
        capsys.readouterr()
        assert ran("data", *arguments) == status
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return said.err if status else said.out.strip()

    return run


def test_a_key_is_made_and_shown(told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    public = told("keys", "new", "ada.key")
    assert public.startswith("x25519:")
    assert told("keys", "show", "file:ada.key") == public
    assert (tmp_path / "ada.key").stat().st_mode & 0o777 == 0o600
    assert "is there already" in told("keys", "new", "ada.key", status=2)
    assert "nobody to ask" in told("keys", "new", "bob.key", "--passphrase", status=2)
    monkeypatch.setenv("TROTH_PASSPHRASE", "correct horse")
    sealed = told("keys", "new", "bob.key", "--passphrase")
    assert told("keys", "show", "bob.key") == sealed
    monkeypatch.setenv("TROTH_PASSPHRASE", "wrong")
    assert "the passphrase does not open this key" in told("keys", "show", "bob.key", status=2)
    monkeypatch.setenv("ADA", (tmp_path / "ada.key").read_text())
    assert told("keys", "show", "env:ADA") == public


def test_recipients_are_listed_and_changed(told: Told, tmp_path: Path) -> None:
    ada, bob = told("keys", "new", "ada.key"), told("keys", "new", "bob.key")
    (tmp_path / "notes").write_text("some notes")
    told("encrypt", "notes", "--to", ada)
    assert told("keys", "list", "notes.sealed") == "notes.sealed: 10 bytes, sealed to 1 recipient; --key names them"
    assert ada in told("keys", "list", "notes.sealed", "--key", "ada.key")
    added = told("keys", "rotate", "notes.sealed", "--key", "ada.key", "--add", bob)
    assert f"{bob}  (new)" in added
    assert "may have kept" not in added
    seen = json.loads(told("keys", "list", "notes.sealed", "--key", "bob.key", "--json"))
    assert seen["keys"] == [ada, bob]
    removed = told("keys", "rotate", "notes.sealed", "--key", "bob.key", "--remove", ada)
    assert f"removed: {ada}" in removed
    assert "may have kept the contents" in removed
    assert "not sealed to this key" in told("keys", "list", "notes.sealed", "--key", "ada.key", status=2)
    full = json.loads(told("keys", "rotate", "notes.sealed", "--key", "bob.key", "--full", "--add", ada, "--json"))
    assert full["added"] == [ada]
    assert full["file_id"] != seen["file_id"]
    told("decrypt", "notes.sealed", "--key", "ada.key", "-o", "opened")
    assert (tmp_path / "opened").read_text() == "some notes"


def test_recipients_of_a_table_are_those_of_its_key(told: Told, tmp_path: Path) -> None:
    ada, bob = told("keys", "new", "ada.key"), told("keys", "new", "bob.key")
    (tmp_path / "people.csv").write_text("who,name\n1,Ada\n2,Bob\n")
    told("encrypt", "people.csv", "--columns", "name", "--to", ada)
    before = (tmp_path / "people.sealed.csv").read_bytes()
    told("keys", "rotate", "people.sealed.csv", "--key", "ada.key", "--add", bob, "--remove", ada)
    assert (tmp_path / "people.sealed.csv").read_bytes() == before
    assert bob in told("keys", "list", "people.sealed.csv", "--key", "bob.key")
    for place in ("people.sealed.csv", "people.sealed.csv.keys"):
        refused = told("keys", "rotate", place, "--key", "bob.key", "--full", status=2)
        assert "--full would leave as it is" in refused


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rotate", "notes.sealed", "--full"], "Name a secret key"),
        (["rotate", "notes.sealed", "--key", "ada.key"], "Say what to change"),
        (["rotate", "notes.sealed", "--key", "ada.key", "--remove", "ADA"], "nobody could open it"),
        (["rotate", "notes.sealed", "--key", "ada.key", "--remove", "x25519:" + "B" * 42 + "A="], "is not sealed to"),
        (["rotate", "notes", "--key", "ada.key", "--full"], "is not a sealed file"),
        (["list", "notes"], "is not a sealed file"),
        (["list", "missing"], "there is no such file"),
        (["show", "missing"], "No such file"),
        (["new", "notes/ada.key"], "cannot write"),
    ],
)
def test_what_is_refused_changes_nothing(told: Told, tmp_path: Path, arguments: list[str], words: str) -> None:
    ada = told("keys", "new", "ada.key")
    (tmp_path / "notes").write_text("some notes")
    told("encrypt", "notes", "--to", ada)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert words in told("keys", *[ada if each == "ADA" else each for each in arguments], status=2)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
