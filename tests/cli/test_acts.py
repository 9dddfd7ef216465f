"""The acts: what is recorded when, and what is refused before anything is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from stories import workshop
from troth.cli import acts
from troth.cli.main import main
from troth.record import Entry, open_record, verify


def ran(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return int(ended.value.code or 0)


def entries(folder: Path, kind: str | None = None) -> list[Entry]:
    with open_record(folder / ".troth" / "record.db") as record:
        return list(record.entries(kind))


def audit(charter: Path, *more: object) -> int:
    return ran("audit", charter, "--model", f"predictions:{charter.parent / 'answers.csv'}", *more)


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """A folder with charter, data and answers; returns the charter."""
    return workshop.make(tmp_path)


def test_the_test_set_is_sealed_before_a_word_on_the_data(bench: Path) -> None:
    audit(bench)
    kinds = [entry.type for entry in entries(bench.parent)]
    assert kinds == ["charter-signed", "test-committed", "data-described", "test-opened", "audited", "reported"]
    assert entries(bench.parent)[5].predicate["audit"] == 4
    (folder,) = (bench.parent / ".troth" / "reports").iterdir()
    assert folder.name.startswith("000004-")


def test_openings_count_across_two_charters(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = bench.with_name("second.yaml")
    second.write_text(bench.read_text(encoding="utf-8").replace(">= 0.80", ">= 0.75"), encoding="utf-8")
    audit(bench)
    capsys.readouterr()
    audit(second, "--json")
    document = json.loads(capsys.readouterr().out)
    assert document["data"]["opening"] == 2
    assert "first under the charter workshop 1" in document["data"]["findings"][0]["what"]
    committed = entries(bench.parent, "test-committed")
    assert len({entry.predicate["root"] for entry in committed}) == 1
    assert len({entry.predicate["charter"] for entry in committed}) == 2
    assert [entry.predicate["opening"] for entry in entries(bench.parent, "test-opened")] == [1, 2]
    assert {entry["index"] for entry in document["record"]["entries"]} == {6, 7, 8, 9, 10}  # this charter's acts alone
    found = verify(bench.parent / ".troth" / "record.db")
    assert found.genuine
    assert "under charter" in " ".join(map(str, found.warnings))


def test_a_home_whose_salt_is_lost_or_another_is_refused(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audit(bench)
    salt = bench.parent / ".troth" / "keys" / "rows.salt"
    kept, before = salt.read_bytes(), len(entries(bench.parent))
    salt.unlink()
    assert audit(bench) == 2
    assert "not here any more" in capsys.readouterr().err
    assert not salt.exists()
    salt.write_bytes(bytes(32))
    salt.chmod(0o600)
    assert audit(bench) == 2
    assert "another one" in capsys.readouterr().err
    assert len(entries(bench.parent)) == before
    salt.write_bytes(kept)
    assert audit(bench) == 1
    assert entries(bench.parent, "test-opened")[-1].predicate["opening"] == 2


def test_a_failed_audit_leaves_nothing_and_spends_nothing(bench: Path) -> None:
    answers = bench.parent / "answers.csv"
    whole = answers.read_text(encoding="utf-8")
    answers.write_text(whole[: whole.rindex("\n", 0, -1) + 1], encoding="utf-8")
    assert audit(bench) == 2
    assert not (bench.parent / ".troth").exists()
    answers.write_text(whole, encoding="utf-8")
    assert audit(bench) == 1
    answers.write_text(whole[: whole.rindex("\n", 0, -1) + 1], encoding="utf-8")
    before = len(entries(bench.parent))
    assert audit(bench) == 2
    assert len(entries(bench.parent)) == before


@pytest.mark.parametrize("command", ["run", "train"])
def test_a_base_that_is_not_there_leaves_nothing(bench: Path, command: str) -> None:
    text = bench.read_text(encoding="utf-8").replace("base: minilm", "base: ./nowhere")
    bench.write_text(text, encoding="utf-8")
    assert ran(command, bench) == 2
    assert not (bench.parent / ".troth").exists()


def test_a_long_charter_fits_its_entry(bench: Path) -> None:
    bench.write_text(bench.read_text(encoding="utf-8") + "# a long remark\n" * 5_000, encoding="utf-8")
    assert audit(bench) == 1
    signed = entries(bench.parent, "charter-signed")[0].predicate
    assert set(signed) == {"charter", "name", "version"}


def test_clauses_are_cut_until_they_fit() -> None:
    numbers = {"estimate": 0.5, "low": 0.4, "high": 0.6, "confidence": 0.95}
    clause = {"clause": "accuracy >= 0.5", "verdict": "met", "counts": {}, "method": "m", "reason": "r", **numbers}
    for count, kept in ((3, 9), (300, 6), (700, 2)):
        predicate = acts._longest({"verdict": "met"}, [clause] * count, [])
        assert (len(predicate["clauses"]), len(predicate["clauses"][0])) == (count, kept)
        assert acts.fits(predicate)
    assert acts._longest({"verdict": "met"}, [clause] * 5_000, []) == {"verdict": "met"}


def test_a_swapped_home_is_noticed(bench: Path, tmp_path: Path) -> None:
    audit(bench)
    shutil.rmtree(bench.parent / ".troth" / "commitments")
    assert audit(bench) == 1  # kept leaves only help to name a row
