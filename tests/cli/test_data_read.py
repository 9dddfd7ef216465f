"""`troth data read`: who may, by their key; recorded before it is given, refusals too."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.acting import entries, ran
from data.test_access import charter_in
from troth.record import load_or_create_key


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    charter = charter_in(tmp_path)
    text = charter.path.read_text(encoding="utf-8")
    for member, letter in (("ada", "A"), ("bob", "B")):
        key = load_or_create_key(tmp_path / f"{member}.pem")
        text = text.replace("ed25519:" + letter * 42 + "I=", str(key.public))
    charter.path.write_text(text, encoding="utf-8")
    return tmp_path


def asked(name: str, columns: str, *more: object, key: str | None = None) -> int:
    who = ["--as", name, "--key", key or f"{name.lower()}.pem", "--purpose", "a complaint"]
    return ran("data", "read", "charter.yaml", "--columns", columns, *who, *more)


def test_it_is_given_and_recorded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("Bob", "mail,income", "--rows", 2, "-o", "out.csv") == 0
    assert (folder / "out.csv").read_text(encoding="utf-8").startswith("mail,income\np")
    assert (folder / "out.csv").stat().st_mode & 0o777 == 0o600
    (entry,) = entries(folder, "data-read")
    told = {name: entry.predicate[name] for name in ("reader", "role", "columns", "rows", "answer", "purpose")}
    assert told == {
        "reader": "Bob",
        "role": "officer",
        "columns": ["mail", "income"],
        "rows": 2,
        "answer": "given",
        "purpose": "a complaint",
    }
    assert ran("verify", ".troth/record.db") == 0
    assert not entries(folder, "test-opened")
    assert "out.csv" in capsys.readouterr().out


def test_nothing_is_recorded_where_nothing_can_be_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("Bob", "income", "-o", "none/out.csv") == 2
    assert "cannot be written" in capsys.readouterr().err
    assert not (folder / ".troth").exists()


def test_without_a_file_it_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("Ada", "sex", "--rows", 3) == 0
    assert capsys.readouterr().out.splitlines()[0] == "sex"


def test_a_refusal_is_recorded_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("Ada", "mail", "-o", "out.csv") == 2
    assert "Ada, auditor, may not read 'mail'" in capsys.readouterr().err
    (entry,) = entries(folder, "data-read")
    assert (entry.predicate["answer"], entry.predicate["rows"]) == ("refused", 0)
    assert not (folder / "out.csv").exists()
    assert ran("verify", ".troth/record.db") == 0


@pytest.mark.parametrize(
    ("name", "key", "words"),
    [("Bob", "ada.pem", "not the key of Bob"), ("Eve", "ada.pem", "no member"), ("Ada", "none.pem", "none.pem")],
)
def test_who_cannot_be_told_reads_nothing(
    folder: Path, name: str, key: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(name, "sex", key=key) == 2
    assert words in capsys.readouterr().err
    assert not (folder / ".troth").exists()


def test_options_go_together(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "read", "charter.yaml", "--columns", "sex") == 2
    assert ran("data", "read", "charter.yaml", "--columns", "sex", "--as", "Ada") == 2
    assert "go together" in capsys.readouterr().err


def test_an_entry_in_a_members_name_is_found(folder: Path) -> None:
    """Whoever holds the home's key cannot ask in the name of a member."""
    from troth.cli.amendments import facts_of
    from troth.record import Subject, load_key, open_record, verify

    assert asked("Bob", "mail") == 0
    (entry,) = entries(folder, "data-read")
    with open_record(folder / ".troth" / "record.db", load_key(folder / ".troth" / "keys" / "record.pem")) as record:
        subjects = [Subject(each.name, each.sha256) for each in entry.subjects]
        record.append("data-read", subjects, {**entry.predicate, "columns": ["mail", "income", "sex"]})
    found = verify(folder / ".troth" / "record.db", read_charter=facts_of)
    assert not found.genuine
    told = " ".join(str(finding) for finding in found.findings)
    assert "not signed by its reader" in told
    assert "the request to read is that of entry" in told
