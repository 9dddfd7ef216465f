"""`troth data decrypt`: what was sealed opens, or is refused by its name, and then nothing is written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.acting import ran
from troth.data.sealing import create_secret_key

PEOPLE = "who,name,town\n1,Ada,Berne\n2,Bob,\n1,Ada L.,Chur\n"
FILE, TABLE = "people.csv.sealed", "people.sealed.csv"


@pytest.fixture(scope="module")
def bob(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key under a passphrase, which takes a while to make."""
    path = tmp_path_factory.mktemp("keys") / "bob.key"
    create_secret_key(path, passphrase="correct horse")
    return path


@pytest.fixture
def folder(bob: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A file and a table that are sealed to ada.key; the original is gone."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(PEOPLE)
    ada = str(create_secret_key(tmp_path / "ada.key").recipient)
    shutil.copy(bob, tmp_path)
    assert ran("data", "encrypt", "people.csv", "--to", ada) == 0
    assert ran("data", "encrypt", "people.csv", "--to", ada, "--columns", "name,town") == 0
    (tmp_path / "people.csv").unlink()
    capsys.readouterr()
    return tmp_path


@pytest.mark.parametrize("name", [FILE, TABLE])
def test_what_was_sealed_opens(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert ran("data", "decrypt", name, "--key", "ada.key", "--json") == 0
    assert json.loads(capsys.readouterr().out)["opened"] == "people.csv"
    assert (folder / "people.csv").read_text() == PEOPLE
    assert (folder / "people.csv").stat().st_mode & 0o777 == 0o600


def test_a_sealed_table_that_was_sealed_as_a_file_keeps_its_name(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (folder / TABLE).read_bytes()
    assert ran("data", "keys", "show", "ada.key") == 0
    assert ran("data", "encrypt", TABLE, "--to", capsys.readouterr().out.strip()) == 0
    (folder / TABLE).unlink()
    assert ran("data", "decrypt", f"{TABLE}.sealed", "--key", "ada.key") == 0
    assert (folder / TABLE).read_bytes() == content


def test_some_columns_are_opened(folder: Path) -> None:
    assert ran("data", "decrypt", TABLE, "--key", "file:ada.key", "--columns", "town", "--output", "towns.csv") == 0
    lines = (folder / "towns.csv").read_text().splitlines()
    assert lines[1].startswith("1,sealed:1:")
    assert lines[1].endswith(",Berne")


def flipped(folder: Path) -> None:
    content = bytearray((folder / FILE).read_bytes())
    content[-1] ^= 1
    (folder / FILE).write_bytes(content)


def cut(folder: Path) -> None:
    (folder / FILE).write_bytes((folder / FILE).read_bytes()[:-1])


def longer(folder: Path) -> None:
    (folder / FILE).write_bytes((folder / FILE).read_bytes() + b"\0")


def foreign(folder: Path) -> None:
    (folder / FILE).write_text(PEOPLE)


def moved(folder: Path) -> None:
    lines = (folder / TABLE).read_text().splitlines()
    (folder / TABLE).write_text("\n".join([lines[0], *reversed(lines[1:])]))


def taken(folder: Path) -> None:
    (folder / "people.csv").write_text("mine")


@pytest.mark.parametrize(
    ("fault", "arguments", "words"),
    [
        (flipped, [FILE, "--key", "ada.key"], "chunk 1 of 1, from byte"),
        (cut, [FILE, "--key", "ada.key"], "is cut off"),
        (longer, [FILE, "--key", "ada.key"], "something was added to it"),
        (foreign, [FILE, "--key", "ada.key"], "is not a sealed file"),
        (moved, [TABLE, "--key", "ada.key"], "altered, or moved from elsewhere"),
        (taken, [FILE, "--key", "ada.key"], "is there already"),
        (bool, [FILE, "--key", "bob.key"], "under a passphrase"),
        (bool, [FILE, "--key", "missing.key"], "No such file"),
        (bool, [FILE, "--key", FILE], "chmod 600"),
        (bool, ["missing", "--key", "ada.key"], "there is no such file"),
        (bool, [FILE], "Name a secret key with --key"),
        (bool, [FILE, "--key", "ada.key", "--columns", "name"], "no columns to be opened"),
        (bool, [TABLE, "--key", "ada.key", "--columns", "who"], "is not sealed with this key"),
        (bool, [TABLE, "--key", "ada.key", "--subject", "who"], "leave --key out"),
        (bool, [TABLE, "--key", "ada.key", "--home", "x"], "go with --subject"),
        (bool, [TABLE, "--subject", "who", "--home", "x"], "there is no vault in this home"),
        (bool, ["ada.key", "--key", "ada.key"], "has no .sealed in its name"),
    ],
)
def test_what_is_refused_is_named_and_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], fault: object, arguments: list[str], words: str
) -> None:
    assert callable(fault)
    fault(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert ran("data", "decrypt", *arguments) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert "Traceback" not in told.err
    assert not told.out
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_another_recipient_is_told_so(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROTH_PASSPHRASE", "correct horse")
    for name in (FILE, TABLE):
        assert ran("data", "decrypt", name, "--key", "bob.key") == 2
        assert "is not sealed to this key: it has 1 recipient, none of them x25519:" in capsys.readouterr().err


def test_a_table_without_its_key_names_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.csv").write_text("mail,name\nada@example.org,sealed-for:1:AAAA\n", encoding="utf-8")
    assert ran("data", "keys", "new", tmp_path / "ann.key") == 0
    assert ran("data", "decrypt", tmp_path / "people.csv", "--key", tmp_path / "ann.key", "-o", tmp_path / "o.csv") == 2
    said = capsys.readouterr().err
    assert "no people.csv.keys beside it" in said
    assert "--subject COLUMN" in said
