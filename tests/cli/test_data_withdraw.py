"""`troth data withdraw`: people who said no, by digests, and nobody who is not in the data by mistake."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from cli.acting import entries, ran
from data.publication.papers import CHARTER, make
from troth.record import verify


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    return make(tmp_path, rows=12).path


def shown(charter: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert ran("data", "ledger", charter, "--json") == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_another_day_of_a_withdrawal_is_recorded(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "withdraw", charter, "--subject", "u5@example.org") == 0
    for _ in range(2):
        assert ran("data", "withdraw", charter, "--subject", "u5@example.org", "--on", "2026-03-01") == 0
    days = [one["withdrawn"] for one in shown(charter, capsys)["withdrawn"]]
    assert len(days) == 2
    assert days[1] == "2026-03-01"


def test_a_withdrawal_names_nobody(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "withdraw", charter, "--subject", "u3@example.org", "--on", "2026-03-01", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["new"]
    (entry,) = entries(charter.parent, "consent-withdrawn")
    assert entry.predicate["subject"] == told["subject"]
    for path in (charter.parent / ".troth").rglob("*"):
        assert path.is_dir() or b"u3@example.org" not in path.read_bytes()
    assert ran("data", "withdraw", charter, "--subject", "u3@example.org") == 0
    assert "withdrawn before" in capsys.readouterr().out
    assert len(entries(charter.parent, "consent-withdrawn")) == 1
    assert shown(charter, capsys)["withdrawn"] == [
        {"entry": entry.index, "subject": told["subject"], "withdrawn": "2026-03-01"}
    ]
    assert not verify(charter.parent / ".troth" / "record.db").findings


def test_a_person_from_standard_input(charter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("u3@example.org\n"))
    assert ran("data", "withdraw", charter, "--subject", "-") == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert ran("data", "withdraw", charter, "--subject", "-") == 2


@pytest.mark.parametrize("day", ["yesterday", "2999-01-01", "2026-13-01"])
def test_days_that_are_none(charter: Path, day: str) -> None:
    assert ran("data", "withdraw", charter, "--subject", "u5@example.org", "--on", day) == 2
    assert not (charter.parent / ".troth").exists()


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("U3@Example.org", "The nearest is 'u3@example.org'"),
        ("u3@exmple.org", "The nearest is 'u3@example.org'"),
        ("somebody else", "names this person in 'mail', so"),
        ("north", "They stand in 'region': add it to data.columns.personal"),
    ],
)
def test_who_is_not_in_the_data_is_refused(
    charter: Path, capsys: pytest.CaptureFixture[str], subject: str, words: str
) -> None:
    assert ran("data", "withdraw", charter, "--subject", subject) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "--unknown" in told
    assert not (charter.parent / ".troth").exists()
    assert ran("data", "withdraw", charter, "--subject", subject, "--unknown") == 0
    assert ran("data", "withdraw", charter, "--subject", subject) == 0  # it was recorded before
    assert len(entries(charter.parent, "consent-withdrawn")) == 1


def test_where_rows_name_the_person_is_told(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (charter.parent / "train.csv").read_text().splitlines()
    other = [f"{row},{'patient_id' if not at else f'u{at}@example.org'}" for at, row in enumerate(rows)]
    (charter.parent / "train.csv").write_text("\n".join([*other, ""]))
    assert ran("data", "withdraw", charter, "--subject", "u3@example.org", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == [{"split": split, "column": "mail", "rows": 1} for split in ("train", "test")]
    assert "'patient_id' of train names the person too" in told["warnings"][0]
    assert "column 'patient_id' may tell persons" in told["warnings"][1]


def test_without_a_column_that_tells_persons_nobody_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path, rows=12, charter=CHARTER.replace(", personal: [mail]", "")).path
    assert ran("data", "withdraw", path, "--subject", "u3@example.org") == 2
    assert "They stand in 'mail'" in capsys.readouterr().err
    assert ran("data", "withdraw", path, "--subject", "nobody") == 2
    assert "under data.columns.id or personal" in capsys.readouterr().err
    path.write_text(CHARTER)
    assert ran("data", "withdraw", path, "--subject", "u3@example.org") == 0


def test_files_that_are_gone_are_told_with_the_way_on(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (charter.parent / "train.csv").unlink()
    assert ran("data", "withdraw", charter, "--subject", "u3@example.org") == 2
    assert "--unknown" in capsys.readouterr().err
    assert ran("data", "withdraw", charter, "--subject", "u3@example.org", "--unknown") == 0
