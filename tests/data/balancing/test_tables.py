"""A file of training rows written again, balanced."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from troth.data import sheet_of
from troth.data.balancing import Asked, Balanced, balance_sheet, log_beside
from troth.errors import DataError
from troth.standard import Columns

ROWS = "sex,label,text\n" + "".join(
    f"{sex},{label},{text}\n"
    for sex, label, text, times in (
        ("F", "yes", "a Muslim woman asked", 2),
        ("F", "no", "where is my card", 8),
        ("M", "yes", "the french man paid", 7),
        ("M", "no", "nothing to see", 3),
    )
    for _ in range(times)
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def balanced(file: Path, asked: Asked, name: str = "out.csv") -> tuple[Balanced, pl.DataFrame]:
    sheet = sheet_of(file, columns=Columns(text="text", label="label", groups=asked.groups))
    target = file.with_name(name)
    return balance_sheet(sheet, target, asked), pl.read_csv(target) if name.endswith("csv") else pl.read_ndjson(target)


def test_weights_are_a_column(file: Path) -> None:
    made, frame = balanced(file, Asked("reweigh", ("sex",)))
    assert frame.columns == ["sex", "label", "text", "weight"]
    assert frame["weight"].sum() == pytest.approx(20, abs=1e-4)
    assert made.before.gap == pytest.approx(0.5)
    assert made.after.gap == pytest.approx(0, abs=1e-5)
    assert made.after.effective < made.before.effective == 20


def test_rows_are_added_at_the_end_and_named(file: Path) -> None:
    made, frame = balanced(file, Asked("over", ("sex",)))
    assert [cell.rows for cell in made.after.cells] == [8, 8, 8, 8]
    assert frame[:20].write_csv() == pl.read_csv(file).write_csv()
    lines = file.read_text(encoding="utf-8").splitlines()
    added = [lines[int(place.rsplit(":", 1)[1]) - 1] for place in made.added]
    assert [",".join(row) for row in frame[20:].iter_rows()] == added


def test_rows_that_are_left_out_are_named(file: Path) -> None:
    made, frame = balanced(file, Asked("under", ("sex",)))
    assert [cell.rows for cell in made.after.cells] == [2, 2, 2, 2]
    assert len(frame) + len(made.removed) == 20


def test_rows_that_are_added_may_be_altered(file: Path) -> None:
    made, frame = balanced(file, Asked("over", ("sex",), copies="swaps"))
    assert made.altered == 7, "six of the women's and one of the men's who answered yes; the others name nobody"
    assert frame[20:].filter(pl.col("text").is_in(["a Muslim woman asked", "the french man paid"])).is_empty()
    assert frame[:20].write_csv() == pl.read_csv(file).write_csv()


def test_copies_alone_are_of_the_rows_that_can_be_altered(file: Path) -> None:
    made, frame = balanced(file, Asked(None, ("sex",), copies="swaps"))
    assert (made.altered, len(made.added), len(frame)) == (9, 9, 29)
    assert frame[20:]["label"].unique().to_list() == ["yes"]


def test_the_log_holds_digests_and_the_same_seed_makes_the_same_file(file: Path) -> None:
    made, _ = balanced(file, Asked("resample", ("sex",), copies="typos", seed=7))
    again, _ = balanced(file, Asked("resample", ("sex",), copies="typos", seed=7), "again.csv")
    other, _ = balanced(file, Asked("resample", ("sex",), copies="typos", seed=8), "other.csv")
    assert made.digests == again.digests != other.digests
    log = json.loads(log_beside(file.with_name("out.csv")).read_text(encoding="utf-8"))
    assert (log["digests"], log["asked"]["seed"], log["added"]) == (list(made.digests), 7, list(made.added))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked("reweigh", ("sex",), copies="swaps"), "adds no rows"),
        (Asked(None, ("sex",)), "nothing is asked for"),
        (Asked("over", ("sex",), copies="nothing"), "knows no copies"),
        (Asked("over", ("town",)), "no column 'town'"),
    ],
)
def test_what_is_refused_writes_nothing(file: Path, asked: Asked, words: str) -> None:
    sheet = sheet_of(file, columns=Columns(text="text", label="label"))
    with pytest.raises(DataError, match=words):
        balance_sheet(sheet, file.with_name("out.csv"), asked)
    assert [path.name for path in file.parent.iterdir()] == ["rows.csv"]


def test_a_column_of_weights_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("weight,label\n70,a\n80,b\n", encoding="utf-8")
    with pytest.raises(DataError, match="has a column 'weight' already"):
        balance_sheet(sheet_of(file, columns=Columns(label="label")), tmp_path / "out.csv", Asked("reweigh"))


def test_lists_do_not_go_into_separated_values(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"text": "one two", "label": "a", "more": [1, 2]}\n{"text": "three", "label": "b", "more": []}\n')
    sheet = sheet_of(file, columns=Columns(text="text", label="label"))
    with pytest.raises(DataError, match="cannot hold this table"):
        balance_sheet(sheet, tmp_path / "out.csv", Asked("over"))
    assert [path.name for path in tmp_path.iterdir()] == ["rows.jsonl"]
    assert balance_sheet(sheet, tmp_path / "out.jsonl", Asked("over")).after.rows == 2
