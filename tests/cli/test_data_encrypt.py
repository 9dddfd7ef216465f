"""`troth data encrypt`: files and columns are sealed, and what is refused leaves nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.acting import ran
from troth.data.sealing import SecretKey, create_secret_key, look

PEOPLE = 'who,name,"street, town"\n1,Ada,Berne\n2,Bob,\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(PEOPLE)
    create_secret_key(tmp_path / "ada.key")
    return tmp_path


@pytest.fixture
def ada(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert ran("data", "keys", "show", "ada.key") == 0
    return capsys.readouterr().out.strip()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_is_sealed_beside_itself(folder: Path, ada: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "team").write_text(f"# the team\n{SecretKey.generate().recipient}\n\n{SecretKey.generate().recipient}\n")
    assert ran("data", "encrypt", "people.csv", "--to", ada, "--to", "team", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    seen = look(folder / "people.csv.sealed")
    assert told == {
        "format": 1, "sealed": "people.csv.sealed", "bytes": len(PEOPLE), "recipients": 3, "file_id": seen.file_id
    }  # fmt: skip
    assert (folder / "people.csv").read_text() == PEOPLE
    assert ran("data", "encrypt", "people.csv", "--to", ada, "-o", "other") == 0
    assert "for 1 recipient;" in capsys.readouterr().out


def test_columns_are_sealed_with_their_key_beside(folder: Path, ada: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "encrypt", "people.csv", "--to", ada, "--columns", 'name, "street, town"', "--id", "who") == 0
    assert "columns: name, street, town" in capsys.readouterr().out
    assert names(folder) == {"people.csv", "ada.key", "people.sealed.csv", "people.sealed.csv.keys"}
    assert "Ada" not in (folder / "people.sealed.csv").read_text()
    assert (folder / "people.sealed.csv").read_text().startswith('who,name,"street, town"\n1,sealed:1:')


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["people.csv"], "Name recipients with --to"),
        (["missing.csv", "--to", "ADA"], "there is no such file"),
        (["people.csv", "--to", "x25519:AAAA"], "not the public key of a recipient"),
        (["people.csv", "--to", "nobody"], "cannot read recipients"),
        (["people.csv", "--to", "people.csv"], "not the public key of a recipient"),
        (["people.csv", "--to", "empty"], "names no recipient"),
        (["people.csv", "--to", "ADA", "-o", "people.csv"], "is there already"),
        (["people.csv", "--to", "ADA", "--columns", "nobody"], "there is no column 'nobody'"),
        (["people.csv", "--to", "ADA", "--columns", ","], "no column is named"),
        (["people.csv", "--to", "ADA", "--id", "who"], "--id goes with --columns"),
        (["people.csv", "--to", "ADA", "--charter", "c.yaml"], "there is no such file"),
        (["people.csv", "--subject", "who"], "--subject goes with --columns"),
        (["people.csv", "--subject", "who", "--columns", "name", "--to", "ADA"], "neither with --to"),
        (["people.csv", "--subject", "who", "--columns", "name"], "Name the charter with --charter"),
        (["people.csv", "--to", "ADA", "-o", "no/such/folder/file"], "cannot be written"),
    ],
)
def test_what_is_refused_leaves_nothing(
    folder: Path, ada: str, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    (folder / "empty").write_text("# nobody\n")
    before = names(folder)
    assert ran("data", "encrypt", *[ada if each == "ADA" else each for each in arguments]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert "Traceback" not in told.err
    assert not told.out
    assert names(folder) == before


def test_values_that_stand_in_clear_elsewhere_are_counted(
    folder: Path, ada: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        f"u{at}@example.org,Ada{at},Berg{at},Ada{at} Berg{at},{'none' if at % 2 else f'ask U{at}@example.org'},{at}"
        for at in range(8)
    ]
    (folder / "staff.csv").write_text("\n".join(["mail,first,last,name,notes,rank", *rows, ""]))
    assert ran("data", "encrypt", "staff.csv", "--to", ada, "--columns", "mail,name") == 0
    told = capsys.readouterr().out
    assert "values of 'mail' stand in clear in column 'notes': 4 cells" in told
    assert "values of 'name' stand in clear in column 'first': 8 cells" in told
    assert "values of 'name' stand in clear in column 'last': 8 cells" in told
    assert "'rank'" not in told
    assert "example.org" not in told
    names_ = told.partition("--columns ")[2].partition(";")[0]
    assert ran("data", "encrypt", "staff.csv", "--to", ada, "--columns", names_, "-o", "all.csv", "--json") == 0
    assert json.loads(capsys.readouterr().out)["in_clear"] == []


def test_columns_are_never_more_open_than_the_file(folder: Path, ada: str) -> None:
    (folder / "people.csv").chmod(0o600)
    assert ran("data", "encrypt", "people.csv", "--to", ada, "--columns", "name") == 0
    assert (folder / "people.sealed.csv").stat().st_mode & 0o777 == 0o600
