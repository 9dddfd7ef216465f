"""Rows that were opened before are known again, however the test set around them was changed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.acting import audit, entries
from troth.record import verify

Rows = list[list[str]]


def _rewrite(bench: Path, change: Callable[[Rows], Rows]) -> None:
    """Change the test rows and the stored answers alike; both begin with a header."""
    for name in ("test.csv", "answers.csv"):
        path = bench.with_name(name)
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = list(csv.reader(file))
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *change(rows)])


def _replace(bench: Path, old: str, new: str) -> None:
    text = bench.read_text(encoding="utf-8")
    assert old in text
    bench.write_text(text.replace(old, new), encoding="utf-8")


CHANGES: dict[str, tuple[Callable[[Path], None], int]] = {
    "rows left out": (lambda bench: _rewrite(bench, lambda rows: rows[40:]), 360),
    "rows in another order": (lambda bench: _rewrite(bench, lambda rows: rows[::-1]), 400),
    "rows named twice": (lambda bench: _rewrite(bench, lambda rows: [*rows, *rows[:5]]), 405),
    "no group column": (lambda bench: _replace(bench, ", groups: [region]", ""), 400),
    "another name": (
        lambda bench: (_replace(bench, "name: workshop", "name: another"), _rewrite(bench, lambda rows: rows[1:]))[0],
        399,
    ),
}


@pytest.mark.parametrize(("change", "known"), CHANGES.values(), ids=CHANGES)
def test_a_changed_test_set_is_known_by_its_rows(
    bench: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], None], known: int
) -> None:
    text = bench.read_text(encoding="utf-8")
    head = text[: text.index("fairness:")]  # clauses on groups go, so that the column may
    bench.write_text(head, encoding="utf-8")
    audit(bench)
    change(bench)
    capsys.readouterr()
    assert audit(bench, "--json") in (0, 1, 3)
    said = json.loads(capsys.readouterr().out)["data"]["findings"][0]["what"]
    assert said.startswith(f"{known} of the test rows were opened before in another test set, first under")
    first, second = entries(bench.parent, "test-opened")
    assert (first.predicate["known_rows"], first.predicate["known_from"]) == (0, [])
    assert (second.predicate["known_rows"], second.predicate["known_from"]) == (known, [first.predicate["root"]])
    assert second.predicate["opening"] == 1
    found = verify(bench.parent / ".troth" / "record.db")
    assert found.genuine
    assert f"{known} of its {known} rows were opened before in another test set" in " ".join(map(str, found.warnings))


def test_rows_split_off_anew_are_counted_one_by_one(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other strata draw other test rows of the same file: those that were opened before are told."""
    _replace(bench, "  test: test.csv\n", "")
    text = bench.read_text(encoding="utf-8")
    bench.write_text(text[: text.index("fairness:")], encoding="utf-8")
    for groups in (", groups: [region]", ""):
        _replace(bench, ", groups: [region]", groups)
        rows = _drawn(bench)
        with bench.with_name("answers.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["label", "refund", "delivery"], *[["refund", "0.9", "0.1"]] * rows])
        assert audit(bench) in (1, 3)
    said = capsys.readouterr().out
    first, second = entries(bench.parent, "test-opened")
    known = second.predicate["known_rows"]
    assert 0 < known < 60
    assert f"warning: {known} of the test rows were opened before in another test set" in said
    assert second.predicate["known_from"] == [first.predicate["root"]]


def _drawn(bench: Path) -> int:
    from troth.data import load
    from troth.standard import read

    return len(load(read(bench)).test)


def test_a_loosened_charter_under_a_new_name_is_named_by_its_rows(
    bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit(bench)
    _replace(bench, "name: workshop", "name: another")
    _replace(bench, "recall(label=refund) >= 0.99", "recall(label=refund) >= 0.80")
    _rewrite(bench, lambda rows: rows[3:])
    capsys.readouterr()
    audit(bench)
    words = (
        "the limit of recall(label=refund) was loosened from 0.99 to 0.8 "
        "against the charter of entry 0 that opened these rows (entry 3)"
    )
    assert f"warning: {words}\n" in capsys.readouterr().out
    found = verify(bench.parent / ".troth" / "record.db")
    assert found.genuine


def test_lost_or_exchanged_marks_are_refused(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audit(bench)
    before = len(entries(bench.parent))
    (marks,) = (bench.parent / ".troth" / "commitments").glob("*.marks")
    kept = marks.read_bytes()
    for content, words in ((None, "not here any more"), (kept[:-16], "not the row marks"), (b"?", "no row marks")):
        if content is None:
            marks.unlink()
        else:
            marks.write_bytes(content)
        assert audit(bench) == 2
        assert words in capsys.readouterr().err
    assert len(entries(bench.parent)) == before
    marks.write_bytes(kept)
    assert audit(bench) == 1
