"""Rows that were opened before are known again, however the test set around them was changed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.acting import audit, entries, ran
from troth.record import verify
from troth.reports.words import words

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
    assert said.startswith(
        f"{known} of the test rows have the content of rows that were opened before in another test set, first"
    )
    first, second = entries(bench.parent, "test-opened")
    assert (first.predicate["known_rows"], first.predicate["known_from"]) == (0, [])
    shared = {"root": first.predicate["root"], "rows": known, "of": 400, "here": min(known, 400)}
    assert (second.predicate["known_rows"], second.predicate["known_from"]) == (known, [shared])
    assert second.predicate["opening"] == 1
    found = verify(bench.parent / ".troth" / "record.db")
    assert found.genuine
    assert (
        f"{known} of its {known} rows have the content of rows that were opened before in another test set"
        in " ".join(map(str, found.warnings))
    )


def test_rows_that_were_left_out_are_told(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where some of those that are here stand in the training rows too: they were opened before all the same."""
    test, train = bench.with_name("test.csv"), bench.with_name("train.csv")
    train.write_text(train.read_text("utf-8") + "".join(test.read_text("utf-8").splitlines(True)[60:70]), "utf-8")
    audit(bench)
    _rewrite(bench, lambda rows: rows[40:])
    capsys.readouterr()
    audit(bench)
    said = capsys.readouterr().out
    assert "warning: 360 of the test rows have the content of rows that were opened before" in said
    assert "warning: missing here: 40 of the 400 rows of the test set of entry 3\n" in said
    warnings = " ".join(map(str, verify(bench.parent / ".troth" / "record.db").warnings))
    assert "of the 400 rows of the test set of entry 3, 40 are missing" in warnings
    assert words("zh").turned("missing here: 40 of the 400 rows of the test set of entry 3").startswith("第 3 号条目")


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
    assert (
        f"warning: {known} of the test rows have the content of rows that were opened before in another test set"
        in said
    )
    assert [each["root"] for each in second.predicate["known_from"]] == [first.predicate["root"]]


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


def test_lost_marks_are_refused_unless_the_rows_are_here(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audit(bench)
    opened = entries(bench.parent, "test-opened")[0].predicate["marks"].removeprefix("sha256:")
    marks = bench.parent / ".troth" / "commitments" / f"{opened}.marks"
    kept = marks.read_bytes()
    marks.unlink()
    assert audit(bench) == 1  # the same rows: the marks are made again
    assert marks.read_bytes() == kept
    _rewrite(bench, lambda rows: rows[1:])
    before = len(entries(bench.parent))
    for content, told in ((None, "not here any more"), (kept[:-16], "not the row marks"), (b"?", "no row marks")):
        if content is None:
            marks.unlink()
        else:
            marks.write_bytes(content)
        capsys.readouterr()
        assert audit(bench) == 2
        assert told in capsys.readouterr().err
    assert not any(entry.type == "test-opened" for entry in entries(bench.parent)[before:])
    marks.write_bytes(kept)
    assert audit(bench) == 1


TABLE = """\
charter: 1
name: loans
task: {kind: tabular-classification, output: {labels: [no, yes]}}
model: {base: gradient-boosting}
data:
  train: loans.csv
  test: later.csv
  columns: {label: paid, features: [income, age, place]}
performance: [accuracy >= 0.80]
"""


def _loans(folder: Path) -> Path:
    for name, count, start in (("loans.csv", 60, 0), ("later.csv", 50, 1000)):
        rows = [
            [start + 7 * at, 20 + at % 50, "north" if at % 3 else "south", "yes" if at % 2 else "no"]
            for at in range(count)
        ]
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["income", "age", "place", "paid"], *rows])
    with (folder / "answers.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["label"], *[["yes" if at % 2 else "no"] for at in range(50)]])
    (folder / "charter.yaml").write_text(TABLE, encoding="utf-8")
    return folder / "charter.yaml"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[income, age, place]", "[place, income, age]", "50 of the test rows have the content"),
        ("[income, age, place]", "[income, place]", "marked by other columns"),
        ("kind: tabular-classification", "kind: text-classification", "marked by other columns"),
    ],
    ids=["another order", "a feature less", "another task"],
)
def test_a_table_read_otherwise_is_known_or_said_not_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, told: str
) -> None:
    charter = _loans(tmp_path)
    audit(charter)
    _replace(charter, old, new)
    if "text" in new:
        _replace(charter, "features: [income, age, place]", "text: income")
        _replace(charter, "base: gradient-boosting", "base: minilm")
    capsys.readouterr()
    audit(charter)
    assert told in capsys.readouterr().out
    assert told.split(" of the test")[0] in " ".join(map(str, verify(tmp_path / ".troth" / "record.db").warnings))


def test_a_cell_among_numbers_that_is_none_does_not_make_rows_look_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A text in one training row makes its column text: 20 is then "20", and no other row."""
    charter = _loans(tmp_path)
    audit(charter)
    train = tmp_path / "loans.csv"
    train.write_text(train.read_text(encoding="utf-8").replace("\n7,", "\nn/a.,"), encoding="utf-8")
    capsys.readouterr()
    audit(charter)
    assert "50 of the test rows have the content of rows that were opened before" in capsys.readouterr().out


def test_rows_of_the_training_data_are_left_to_its_own_findings(
    bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit(bench)
    test, train = bench.with_name("test.csv"), bench.with_name("train.csv")
    train.write_text(train.read_text("utf-8") + "".join(test.read_text("utf-8").splitlines(True)[1:]), "utf-8")
    _rewrite(bench, lambda rows: rows[1:])
    capsys.readouterr()
    audit(bench)
    said = capsys.readouterr().out
    assert "also stand in the train split" in said
    assert "have the content of rows that were opened" not in said


def test_openings_between_are_seen_by_verify(bench: Path) -> None:
    """As if another audit had opened rows after this one had looked which were known."""
    from troth.cli.openings import Known

    audit(bench)
    _rewrite(bench, lambda rows: rows[1:])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("troth.cli.judgement.known_rows", lambda session, promised: Known(0, 0, (), ()))
        audit(bench)
    found = verify(bench.parent / ".troth" / "record.db")
    assert "its rows were held against 0 openings, and there were 1 before it" in " ".join(map(str, found.warnings))


def test_several_sets_are_told_with_the_earliest_and_beside_the_own(
    bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    everything = bench.with_name("test.csv").read_text("utf-8"), bench.with_name("answers.csv").read_text("utf-8")

    def part(rows: slice) -> None:
        bench.with_name("test.csv").write_text(everything[0], "utf-8")
        bench.with_name("answers.csv").write_text(everything[1], "utf-8")
        _rewrite(bench, lambda all_rows: all_rows[rows])

    for rows in (slice(0, 30), slice(30, 380), slice(0, 400)):
        part(rows)
        audit(bench)
    said = capsys.readouterr().out
    assert "380 of the test rows have the content of rows that were opened before in 2 other test sets" in said
    audit(bench)
    said = capsys.readouterr().out
    assert "380 of the test rows have the content of rows that were opened before in 2 other test sets" in said
    assert "the test set was opened once before" in said


def test_test_rows_that_the_model_learned_from_elsewhere_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    charter, other = _loans(tmp_path), tmp_path / "other.yaml"
    swapped = TABLE.replace("loans.csv", "x").replace("later.csv", "loans.csv").replace("train: x", "train: later.csv")
    other.write_text(swapped.replace("name: loans", "name: swapped"), encoding="utf-8")
    assert ran("train", other) == 0
    (model,) = (tmp_path / ".troth" / "models").iterdir()
    capsys.readouterr()
    assert ran("audit", charter, "--model", model) in (0, 1, 3)
    assert "50 of the test rows have the content of rows that this model was trained on" in capsys.readouterr().out
    assert verify(tmp_path / ".troth" / "record.db").genuine
