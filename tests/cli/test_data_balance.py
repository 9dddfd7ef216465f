"""`troth data balance`: training rows made even, and what is refused leaves nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.acting import ran
from troth.cli import data_balance
from troth.data.balancing import COPIES, WAYS

ROWS = "sex,label,text\n" + "F,yes,a Muslim woman asked\n" + "F,no,where is my card\n" * 3 + "M,yes,it came\n" * 4
CHARTER = """
charter: 1
name: rows
version: "1"
purpose: Tell who was answered.
task: {kind: text-classification}
model: {base: minilm}
data: {train: rows.csv, columns: {text: text, label: label, groups: [sex]}}
performance: [accuracy >= 0.5]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def test_what_it_offers_is_what_there_is() -> None:
    assert (data_balance.WAYS, data_balance.COPIES) == (WAYS, COPIES)


def test_a_file_is_written_and_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        ran("data", "balance", "rows.csv", "--with", "over", "--copies", "swaps", "--group", "sex", "--text", "text")
        == 0
    )
    told = capsys.readouterr().out
    assert "rows added: 4, of them altered: 3; left out: 0" in told
    assert "F, yes: rows 1 -> 4" in told
    assert len((folder / "rows.balanced.csv").read_text(encoding="utf-8").splitlines()) == 13


def test_rows_that_count_many_times_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = "age,label\n" + "1,yes\n" + "".join(f"{age},no\n" for age in range(2, 14))
    (folder / "few.csv").write_text(few, encoding="utf-8")
    assert ran("data", "balance", "few.csv", "--with", "over") == 0
    assert "rows of 1 cell count more than 10 times each" in capsys.readouterr().out
    assert ran("data", "balance", "few.csv", "--with", "under", "-o", "under.csv") == 0
    assert "times each" not in capsys.readouterr().out


def test_json_tells_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "balance", "rows.csv", "--with", "reweigh", "--group", "sex", "--json", "-o", "o.csv") == 0
    told = json.loads(capsys.readouterr().out)
    log = json.loads((folder / "o.csv.balanced.json").read_text(encoding="utf-8"))
    assert (told["digest_after"], told["after"]) == (log["digests"][1], log["after"])
    assert told["after"]["gap"] < told["before"]["gap"]


def test_a_charter_names_columns_and_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "charter.yaml").write_text(CHARTER, encoding="utf-8")
    assert ran("data", "balance", "charter.yaml", "--with", "under") == 0
    said = capsys.readouterr()
    assert "no validation file" in said.err
    assert "F, yes: rows 1 -> 1" in said.out
    assert (folder / "rows.balanced.csv").is_file()


def test_what_few_may_read_only_its_owner_may_open(folder: Path) -> None:
    access = "data: {access: [{of: groups, roles: [officer]}], "
    council = 'council: {members: [{name: Ada, role: officer, key: "ed25519:' + "A" * 42 + 'I="}]}\n'
    for text, mode in ((CHARTER, 0o644), (CHARTER.replace("data: {", access) + council, 0o600)):
        (folder / "charter.yaml").write_text(text, encoding="utf-8")
        assert ran("data", "balance", "charter.yaml", "--with", "over", "--group", "sex") == 0
        assert (folder / "rows.balanced.csv").stat().st_mode & 0o777 == mode
        for name in ("rows.balanced.csv", "rows.balanced.csv.balanced.json"):
            (folder / name).unlink()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rows.csv"], "--with"),
        (["rows.csv", "--with", "over", "--groups-only"], "--group NAME"),
        (["rows.csv", "--with", "over", "--group", "town"], "no column 'town'"),
        (["rows.csv", "--with", "over", "-o", "rows.csv"], "is there already"),
        (["rows.csv", "--with", "over", "-o", "rows.doc"], "cannot tell a format"),
        (["none.csv", "--with", "over"], "none.csv"),
    ],
)
def test_what_is_refused_leaves_nothing(
    folder: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("data", "balance", *arguments) == 2
    assert words in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["rows.csv"]


def test_a_charter_with_rules_of_its_own_for_the_file_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = CHARTER.replace("data: {train: rows.csv,", "data: {train: rows.csv, format: {missing: [NA]},")
    (folder / "charter.yaml").write_text(text, encoding="utf-8")
    assert ran("data", "balance", "charter.yaml", "--with", "under") == 2
    assert "by rules of its own" in capsys.readouterr().err
    assert not (folder / "rows.balanced.csv").exists()


def test_a_cell_of_which_no_row_is_left_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "sex,label,age\n" + "F,yes,1\n" * 20 + "F,no,2\n" * 2 + "M,no,3\n" * 40 + "M,yes,4\n"
    (folder / "few.csv").write_text(rows, encoding="utf-8")
    for seed in range(8):
        name = f"o{seed}.csv"
        arguments = ("--with", "resample", "--group", "sex", "--label", "label", "--seed", seed, "-o", name)
        assert ran("data", "balance", "few.csv", *arguments) == 0
        told = capsys.readouterr().out
        gone = "M,yes" not in (folder / name).read_text(encoding="utf-8")
        assert ("no row is left of M, yes" in told) == gone
