"""What is done to a file is entered into the record of the charter that it is for."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from cli.acting import entries, ran
from stories import workshop


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    workshop.make(tmp_path)
    (tmp_path / "rows.csv").write_text("age,note,label\n" + "31,ring 030 123456,a\n" * 12 + "40,none,b\n" * 12)
    return tmp_path


def digest(path: Path) -> str:
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


STEPS = {
    "anonymise-redact": ["anonymise", "rows.csv", "--columns", "note"],
    "generalise": ["generalise", "rows.csv", "--quasi", "age", "-k", "4", "--keep", "note,label"],
    "balance": ["balance", "rows.csv", "--label", "label", "--with", "under"],
}
LOGS = {
    "anonymise-redact": ".anonymised.json",
    "generalise": ".log.json",
    "balance": ".balanced.json",
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_entered_with_digests(folder: Path, step: str) -> None:
    assert ran("data", *STEPS[step], "-o", "out.csv", "--charter", "charter.yaml") == 0
    (entry,) = entries(folder, "data-changed")
    told = {name: entry.predicate[name] for name in ("step", "before", "after", "log")}
    files = {"before": "rows.csv", "after": "out.csv", "log": f"out.csv{LOGS[step]}"}
    assert told == {"step": step, **{name: digest(folder / file) for name, file in files.items()}}
    assert ran("verify", ".troth/record.db") == 0


def test_files_of_a_charter_are_entered_as_they_are_cleaned(folder: Path) -> None:
    assert ran("data", "clean", "charter.yaml", "--output", "made") == 0
    found = {entry.predicate["after"] for entry in entries(folder, "data-changed")}
    assert found == {digest(path) for path in (folder / "made").glob("*.csv")}
    assert ran("data", "clean", "rows.csv", "--steps", "trim", "--charter", "charter.yaml") == 0
    assert entries(folder, "data-changed")[-1].predicate["log"] == digest(folder / "rows.cleaned.csv.log.json")


def test_sealing_is_entered_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "keys", "new", "me.pem") == 0
    key = next(word for word in capsys.readouterr().out.split() if word.startswith("x25519:"))
    assert ran("data", "encrypt", "rows.csv", "--to", key, "--charter", "charter.yaml") == 0
    (entry,) = entries(folder, "data-changed")
    assert (entry.predicate["step"], entry.predicate["after"]) == ("encrypt", digest(folder / "rows.csv.sealed"))


def test_what_was_refused_is_not_entered(folder: Path) -> None:
    assert ran("data", "anonymise", "rows.csv", "--columns", "none", "--charter", "charter.yaml") == 2
    assert not (folder / ".troth").exists()


def test_no_step_is_taken_that_cannot_be_entered(folder: Path) -> None:
    assert ran("data", *STEPS["balance"], "-o", "out.csv", "--charter", "charter.yaml") == 0
    record = folder / ".troth" / "record.db"
    record.write_bytes(record.read_bytes()[:-4096])
    assert ran("data", *STEPS["balance"], "-o", "more.csv", "--charter", "charter.yaml") != 0
    assert not (folder / "more.csv").exists()


def test_a_home_goes_with_a_charter(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", *STEPS["balance"], "--home", "here") == 2
    assert "--home goes with --charter" in capsys.readouterr().err
