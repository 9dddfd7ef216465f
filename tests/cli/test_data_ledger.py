"""`troth data ledger`: files with their origin, by digests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from cli.acting import entries, ran
from data.publication.papers import make
from troth.record import verify


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    return make(tmp_path, rows=12).path


def shown(charter: Path, capsys: pytest.CaptureFixture[str], *more: object) -> dict[str, Any]:
    capsys.readouterr()
    assert ran("data", "ledger", charter, "--json", *more) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_each_file_is_entered_once(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [row["entry"] for row in shown(charter, capsys)["files"]] == [None, None]
    told = shown(charter, capsys, "--enter", "--obtained", "2026-02-01")
    assert told["new"] == [1, 2]
    train = told["files"][0]
    digest = hashlib.sha256((charter.parent / "train.csv").read_bytes()).hexdigest()
    assert train["sha256"] == f"sha256:{digest}"
    about = ("source", "licence", "lawful_basis", "obtained")
    assert [train[name] for name in about] == ["https://example.org/desk", "CC-BY-4.0", "consent", "2026-02-01"]
    assert shown(charter, capsys, "--enter")["new"] == []
    assert told["retention"]["date"].startswith("2027-02-01")
    assert not verify(charter.parent / ".troth" / "record.db").findings


def test_what_the_charter_says_otherwise_is_entered_again(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown(charter, capsys, "--enter", "--obtained", "2026-02-01")
    charter.write_text(charter.read_text().replace("lawful_basis: consent", "lawful_basis: contract"))
    told = shown(charter, capsys, "--enter")
    assert len(told["new"]) == 2
    assert told["files"][0]["lawful_basis"] == "contract"
    assert told["files"][0]["obtained"] == "2026-02-01"
    assert [entry.predicate["lawful_basis"] for entry in entries(charter.parent, "data-obtained")] == [
        "consent", "consent", "contract", "contract",
    ]  # fmt: skip


def test_another_day_is_entered_again(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown(charter, capsys, "--enter", "--obtained", "2026-02-01")
    told = shown(charter, capsys, "--enter", "--obtained", "2025-12-24")
    assert [row["obtained"] for row in told["files"]] == ["2025-12-24"] * 2
    assert len(told["new"]) == 2
    assert told["retention"]["date"].startswith("2026-12-24")
    later = shown(charter, capsys, "--enter", "--obtained", "2026-03-01")
    assert later["retention"]["date"].startswith("2026-12-24")  # the earliest counts
    assert shown(charter, capsys, "--enter")["new"] == []


@pytest.mark.parametrize("day", ["yesterday", "2999-01-01", "2026-13-01"])
def test_days_that_are_none(charter: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    assert ran("data", "ledger", charter, "--enter", "--obtained", day) == 2
    assert not (charter.parent / ".troth").exists()


def test_a_charter_that_was_changed_is_signed_where_no_file_is_new(
    charter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown(charter, capsys, "--enter")
    charter.write_text(charter.read_text().replace("Send messages", "Send all messages"))
    assert shown(charter, capsys, "--enter")["new"] == []
    assert len(entries(charter.parent, "charter-signed")) == 2
