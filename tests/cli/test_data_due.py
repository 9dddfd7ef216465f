"""`troth data due`: dates that the charter and the releases promised."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.acting import at_time, ran
from data.publication.papers import CHARTER, make
from troth.cli import released


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    return make(tmp_path, rows=12).path


def due(charter: Path, capsys: pytest.CaptureFixture[str], status: int, *more: object) -> dict[str, Any]:
    capsys.readouterr()
    assert ran("data", "due", charter, "--json", *more) == status
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_without_a_record_days_count_from_today(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (one,) = due(charter, capsys, 0)["due"]
    assert one["what"] == "retention"
    assert one["since"] == f"365 days from {released.moment(released.now())[:10]} (no entry yet)"
    assert ran("data", "due", charter) == 0
    said = capsys.readouterr()
    assert "later: the data are to be deleted" in said.out
    assert "there is no record yet" in said.err
    assert not (charter.parent / ".troth").exists()


def test_without_days_nothing_has_a_date(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    charter.write_text(CHARTER.replace("  retention_days: 365\n", ""))
    assert due(charter, capsys, 0) == {"format": 1, "due": [], "unanswered": []}
    assert ran("data", "due", charter) == 0
    assert "nothing has a date" in capsys.readouterr().out


def test_years_have_four_digits(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "ledger", charter, "--enter", "--obtained", "0900-03-01") == 0
    assert due(charter, capsys, 4)["due"][0]["date"] == "0901-03-01T00:00:00.000000Z"


def test_days_count_from_the_earliest_date(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "ledger", charter, "--enter", "--obtained", "2026-03-01") == 0
    (one,) = due(charter, capsys, 0)["due"]
    assert (one["what"], one["date"][:10], one["past"]) == ("retention", "2027-03-01", False)
    assert ran("data", "due", charter) == 0
    assert "later: the data are to be deleted by 2027-03-01" in capsys.readouterr().out
    assert ran("data", "due", charter, "--days", "36525") == 0
    assert "soon: the data are to be deleted" in capsys.readouterr().out


def test_data_past_their_date_end_in_4(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "ledger", charter, "--enter", "--obtained", "2020-03-01") == 0
    assert due(charter, capsys, 4)["due"][0]["past"]
    assert ran("data", "due", charter) == 4
    assert "due: the data are to be deleted by 2021-03-01 (365 days from 2020-03-01 (entry 1))" in (
        capsys.readouterr().out
    )


def test_a_year_before_1000_is_past(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "ledger", charter, "--enter", "--obtained", "0850-03-01") == 0
    (one,) = due(charter, capsys, 4)["due"]
    assert (one["date"], one["past"]) == ("0851-03-01T00:00:00.000000Z", True)


def test_another_text_of_the_charter_does_not_start_again(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "ledger", charter, "--enter", "--obtained", "2020-03-01") == 0
    charter.write_text(CHARTER.replace("0.80", "0.81"))
    assert due(charter, capsys, 4)["due"][0]["date"].startswith("2021-03-01")


def test_a_release_is_to_be_looked_at_again(
    charter: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    then = released.now() - timedelta(days=40)
    with monkeypatch.context() as patched:
        at_time(patched, then)
        asked = ("--access", "closed", "--refresh-days", "30", "--review-days", "10")
        assert ran("data", "release", charter, "-o", charter.parent / "a", *asked) == 0
    rows = {one["what"]: one["past"] for one in due(charter, capsys, 4)["due"]}
    assert rows == {"review": True, "refresh": True, "retention": False}
    asked = ("--access", "closed", "--refresh-days", "30")
    assert ran("data", "release", charter, "-o", charter.parent / "b", *asked) == 0
    assert not any(one["past"] for one in due(charter, capsys, 0)["due"])


def test_a_review_that_ended_and_an_open_objection_are_due(
    charter: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    then = released.now() - timedelta(days=40)
    with monkeypatch.context() as patched:
        at_time(patched, then)
        assert (
            ran("data", "release", charter, "-o", charter.parent / "a", "--access", "closed", "--review-days", 1) == 0
        )
    assert due(charter, capsys, 4)["unanswered"] == []
    assert ran("data", "comment", charter, "--text", "no", "--by", "Bo", "--objection") == 0
    assert due(charter, capsys, 4)["unanswered"] == [2]
    assert ran("data", "due", charter) == 4
    assert "the final version may follow" in capsys.readouterr().out


def test_a_record_that_is_not_genuine(charter: Path) -> None:
    assert ran("data", "ledger", charter, "--enter") == 0
    record = charter.parent / ".troth" / "record.db"
    record.write_bytes(record.read_bytes().replace(b"data-obtained", b"data-obtainex"))
    assert ran("data", "due", charter) == 5
