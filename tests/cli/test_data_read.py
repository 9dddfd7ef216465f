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
    [
        ("Bob", "ada.pem", "not the key of Bob"),
        ("Eve", "ada.pem", "no member"),
        ("Ada", "none.pem", "`troth council key FILE` makes one"),
    ],
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


def promoted(folder: Path) -> None:
    text = (folder / "charter.yaml").read_text(encoding="utf-8")
    text = text.replace("name: Ada, role: auditor", "name: Ada, role: officer")
    text = text.replace("[auditor, officer]", "[officer]")
    (folder / "charter.yaml").write_text(text, encoding="utf-8")


def test_a_role_that_is_changed_in_a_copy_gives_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("Ada", "sex", "-o", "sex.csv") == 0
    promoted(folder)
    capsys.readouterr()
    assert asked("Ada", "mail") == 2
    assert "access to the column 'mail' was opened to Ada (officer)" in capsys.readouterr().err
    assert len(entries(folder, "charter-signed")) == 1


def test_what_a_charter_opens_is_told_and_the_one_before_is_read_no_more(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "charter.yaml").read_text(encoding="utf-8")
    assert asked("Ada", "sex", "-o", "sex.csv") == 0
    promoted(folder)
    assert ran("data", "ledger", "charter.yaml", "--enter") == 0
    assert asked("Ada", "mail", "-o", "mail.csv") == 0
    capsys.readouterr()
    assert ran("verify", ".troth/record.db") == 0
    assert "access to the column 'mail' was opened to Ada (officer), against the charter of entry 0" in (
        capsys.readouterr().out
    )
    (folder / "charter.yaml").write_text(before, encoding="utf-8")
    assert asked("Ada", "sex") == 2
    assert "a newer charter of this name was signed" in capsys.readouterr().err


def test_another_text_that_opens_nothing_is_read_under(folder: Path) -> None:
    assert asked("Ada", "sex", "-o", "a.csv") == 0
    text = (folder / "charter.yaml").read_text(encoding="utf-8")
    (folder / "charter.yaml").write_text(text.replace("accuracy >= 0.5", "accuracy >= 0.6"), encoding="utf-8")
    assert asked("Ada", "sex", "-o", "b.csv") == 0
    assert ran("verify", ".troth/record.db") == 0


def test_a_personal_column_without_a_rule_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (folder / "charter.yaml").read_text(encoding="utf-8").replace("    - {of: personal, roles: [officer]}\n", "")
    (folder / "charter.yaml").write_text(text.replace("[income, mail], roles", "[income], roles"), encoding="utf-8")
    told = "no rule of data.access names the personal column 'mail'"
    charter = (folder / "charter.yaml").read_text(encoding="utf-8").replace("boosting", "gradient-boosting")
    (folder / "charter.yaml").write_text(charter, encoding="utf-8")
    assert ran("check", "charter.yaml") == 0
    assert told in capsys.readouterr().out
    assert asked("Ada", "mail", "-o", "mail.csv") == 0
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(("right", "wrong"), [("personal: [mail]", "personal: [mali]"), ("[income, mail]", "[incme]")])
def test_a_column_that_is_misspelt_is_refused(
    folder: Path, right: str, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "charter.yaml").read_text(encoding="utf-8")
    assert right in text
    (folder / "charter.yaml").write_text(text.replace(right, wrong), encoding="utf-8")
    assert ran("check", "charter.yaml") == 2
    assert asked("Bob", "sex") == 2
    assert wrong.strip("[]").split("[")[-1] in capsys.readouterr().err


def test_a_list_shows_who_read_and_refuses_a_type_that_there_is_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked("Bob", "mail", "-o", "out.csv") == 0
    assert ran("record", "list", ".troth/record.db", "--type", "data-read") == 0
    assert "Bob given" in capsys.readouterr().out
    assert ran("record", "list", ".troth/record.db", "--type", "data-raed") == 2
    assert "Did you mean data-read?" in capsys.readouterr().err


def test_a_public_half_is_told_to_be_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bob.pub").write_text("ed25519:pzqgQju3MmI3dQMvMcqCHZMlBJzAo6dolY2qR7iQJ+Y=\n", encoding="utf-8")
    assert asked("Bob", "mail", key="bob.pub") == 2
    assert "the public half of a key" in capsys.readouterr().err
