"""The erasure drill: a person is sealed, erased and recorded; the rest opens, and the record verifies."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path

import pytest

from cli.acting import entries, ran
from stories import workshop
from troth.cli.home import Home
from troth.cli.vault import home_vault
from troth.record import open_record, verify

ADA = "ada@example.org"
PEOPLE = f"mail,name,text\n{ADA},Ada,hello\nbob@example.org,Bob,hi\n{ADA},Ada L.,again\n"


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    """A charter, and a table sealed for the persons it is about."""
    charter = workshop.make(tmp_path)
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE)
    assert ran("data", "encrypt", people, "--columns", "name,text", "--subject", "mail", "--charter", charter) == 0
    people.unlink()
    return charter


def opened(charter: Path, name: str) -> list[str]:
    sealed, target = charter.with_name("people.sealed.csv"), charter.with_name(name)
    assert ran("data", "decrypt", sealed, "--subject", "mail", "--charter", charter, "-o", target) == 0
    return target.read_text().splitlines()[1:]


def wrapped(home: Path) -> dict[bytes, bytes | None]:
    connection = sqlite3.connect(home / "vault" / "vault.db")
    rows = dict(connection.execute("SELECT hash, wrapped FROM subject"))
    connection.close()
    return rows


def test_the_drill(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = charter.parent / ".troth"
    assert opened(charter, "before.csv") == PEOPLE.splitlines()[1:]
    before = wrapped(home)
    capsys.readouterr()
    assert ran("data", "erase", charter, "--subject", ADA, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    (gone,) = (hashed for hashed, key in wrapped(home).items() if key is None)
    files = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    key = before[gone]
    assert key is not None
    assert not any(key[at : at + 8] in content for content in files.values() for at in range(len(key) - 7))
    assert not any(ADA.encode() in content for content in files.values())
    assert opened(charter, "after.csv") == [f"{ADA},,", "bob@example.org,Bob,hi", f"{ADA},,"]
    assert "2 rows are about persons who were erased" in capsys.readouterr().out

    (entry,) = entries(charter.parent, "data-erasure")
    assert entry.signed
    assert entry.index == told["entry"]["index"]
    assert set(entry.predicate) == {"charter", "vault", "subject", "key"}
    assert {name: told[name] for name in ("vault", "subject", "key")}.items() <= entry.predicate.items()
    assert entry.predicate["subject"] == f"hmac-sha256:{gone.hex()}"
    assert ran("verify", charter.parent) == 0
    assert "persons erased in entry 1" in capsys.readouterr().out
    assert not verify(home / "record.db").findings


def test_an_erasure_is_recorded_once(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "erase", charter, "--subject", ADA) == 0
    capsys.readouterr()
    assert ran("data", "erase", charter, "--subject", ADA) == 0
    assert "was erased before" in capsys.readouterr().out
    assert [entry.type for entry in entries(charter.parent)] == ["charter-signed", "data-erasure"]


def test_an_erasure_that_was_interrupted_before_its_entry_goes_on(charter: Path) -> None:
    with home_vault(Home.of(charter, None)) as vault:
        erasure = vault.erase(ADA)
    assert ran("data", "erase", charter, "--subject", ADA) == 0
    (entry,) = entries(charter.parent, "data-erasure")
    assert erasure.facts().items() <= entry.predicate.items()


def test_a_person_is_read_from_standard_input(charter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADA}\n"))
    assert ran("data", "erase", charter, "--subject", "-") == 0
    with home_vault(Home.of(charter, None)) as vault:
        assert vault.state(ADA) == "erased"


def test_after_an_audit_too(charter: Path) -> None:
    assert ran("audit", charter, "--model", f"predictions:{charter.parent / 'answers.csv'}") in (0, 1, 3)
    assert ran("data", "erase", charter, "--subject", "bob@example.org") == 0
    assert entries(charter.parent)[-1].type == "data-erasure"
    assert ran("verify", charter.parent) == 0


def test_what_is_refused_erases_nobody(charter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = wrapped(tmp_path / ".troth")
    for arguments, words in (
        ([charter, "--subject", "cy@example.org"], "never known here"),
        ([charter, "--subject", ""], "identifier is empty"),
        ([charter, "--subject", ADA, "--home", tmp_path / "elsewhere"], "there is no vault in this home"),
        ([tmp_path / "train.csv", "--subject", ADA], "train.csv"),
        ([charter], "--subject"),
    ):
        assert ran("data", "erase", *arguments) == 2
        assert words in capsys.readouterr().err
    assert wrapped(tmp_path / ".troth") == before
    assert not (tmp_path / ".troth" / "record.db").exists()


def test_nobody_is_erased_under_a_record_that_is_not_genuine(charter: Path) -> None:
    assert ran("data", "erase", charter, "--subject", ADA) == 0
    connection = sqlite3.connect(charter.parent / ".troth" / "record.db")
    connection.execute("UPDATE entry SET leaf = x'00' WHERE position = 0")
    connection.commit()
    connection.close()
    assert ran("data", "erase", charter, "--subject", "bob@example.org") == 5
    with home_vault(Home.of(charter, None)) as vault:
        assert vault.state("bob@example.org") == "known"


def test_who_was_erased_is_not_sealed_again(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "erase", charter, "--subject", ADA) == 0
    again = charter.with_name("again.csv")
    again.write_text(PEOPLE)
    assert ran("data", "encrypt", again, "--columns", "name", "--subject", "mail", "--charter", charter) == 2
    assert f"{again}:2: this person was erased" in capsys.readouterr().err
    assert not charter.with_name("again.sealed.csv").exists()


def test_the_record_still_goes_on(charter: Path) -> None:
    assert ran("data", "erase", charter, "--subject", ADA) == 0
    with open_record(charter.parent / ".troth" / "record.db") as record:
        assert len(record) == 2
    assert ran("data", "keys", "rotate-vault", charter) == 0
    assert ran("data", "erase", charter, "--subject", "bob@example.org") == 0
    assert ran("verify", charter.parent) == 0
    assert opened(charter, "nobody.csv") == [f"{ADA},,", "bob@example.org,,", f"{ADA},,"]
