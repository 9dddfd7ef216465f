"""A file of training rows written again, balanced."""

from __future__ import annotations

import json
from datetime import date, datetime
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


def stored(source: Path, name: str, **asked: object) -> Path:
    sheet = sheet_of(source, columns=Columns(text="text", label="label"))
    target = source.with_name(name)
    balance_sheet(sheet, target, Asked(**{"way": "over", **asked}), source=source)  # type: ignore[arg-type]
    return target


TYPED = pl.DataFrame(
    {
        "text": ["a Muslim woman", "it is here", "where is it"],
        "label": [True, True, False],
        "day": [date(999, 1, 2), None, date(2020, 2, 29)],
        "time": [datetime(850, 1, 2, 3, 4, 5), None, None],
        "record": [{"x": 1, "y": [1.5]}, None, {"x": 2, "y": []}],
        "numbers": [[1, 2], [], None],
        "bytes": [b"\xff", None, b""],
        "small": pl.Series([1, 2, 3], dtype=pl.Int8),
    }
)


def test_a_table_keeps_its_types(tmp_path: Path) -> None:
    TYPED.write_parquet(tmp_path / "rows.parquet", metadata={"made": "by hand"})
    target = stored(tmp_path / "rows.parquet", "out.parquet", copies="swaps")
    made = pl.read_parquet(target)
    assert made.schema == TYPED.schema
    assert made[:3].equals(TYPED)
    assert made[3].drop("text").equals(TYPED[2].drop("text"))
    assert pl.read_parquet_metadata(target)["made"] == "by hand"
    weighed = pl.read_parquet(stored(tmp_path / "rows.parquet", "weighed.parquet", way="reweigh"))
    assert weighed.drop("weight").equals(TYPED)


def test_another_format_has_what_it_can_hold(tmp_path: Path) -> None:
    TYPED.write_parquet(tmp_path / "rows.parquet")
    first = json.loads(stored(tmp_path / "rows.parquet", "out.jsonl").read_text().splitlines()[0])
    assert (first["label"], first["day"], first["record"], first["numbers"]) == (
        True, "0999-01-02", {"x": 1, "y": [1.5]}, [1, 2],
    )  # fmt: skip
    with pytest.raises(DataError, match="cannot hold this table"):
        stored(tmp_path / "rows.parquet", "out.csv")
    assert not (tmp_path / "out.csv").exists()


LINES = [
    '{"text": "a Muslim woman", "label": true, "n": 1.50, "deep": {"a": [1, null]}, "ids": [1, 2]}',
    '{"label":true,"text":"it is here"}',
    '{ "text" : "the french man", "label": false, "n": 12345678901234567890, "deep": [] }',
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_lines_of_json_stay_as_they_are(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "rows.jsonl").write_bytes(("\n".join(LINES) + "\r\n").encode(encoding))
    assert stored(tmp_path / "rows.jsonl", "out.jsonl").read_text().splitlines() == [*LINES, LINES[2]]
    swapped = stored(tmp_path / "rows.jsonl", "swapped.jsonl", copies="swaps").read_text().splitlines()
    added = json.loads(swapped[3])
    assert added.pop("text") != "the french man"
    assert added == {"label": False, "n": 12345678901234567890, "deep": []}
    weighed = stored(tmp_path / "rows.jsonl", "weighed.jsonl", way="reweigh").read_text().splitlines()
    assert weighed[1] == '{"label":true,"text":"it is here", "weight": 0.75}'
    assert json.loads(weighed[0])["weight"] == 0.75


def test_a_file_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_text("\n".join(LINES) + "\n")
    sheet = sheet_of(source, columns=Columns(text="text", label="label"))
    source.write_text("\n".join(LINES).replace("here", "gone") + "\n")
    with pytest.raises(DataError, match="changed while it was read"):
        balance_sheet(sheet, tmp_path / "out.jsonl", Asked("over"), source=source)
    assert [path.name for path in tmp_path.iterdir()] == ["rows.jsonl"]


def test_a_column_is_named_once(file: Path) -> None:
    with pytest.raises(DataError, match="'sex' is named twice"):
        balanced(file, Asked("over", ("sex", "sex")))
