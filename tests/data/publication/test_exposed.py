"""What lies open is named by column and place, and its contents are not told."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.publication.papers import CHARTER, make
from troth.data.publication import exposed, files_of
from troth.errors import DataError


def replaced(folder: Path, mails: list[str]) -> Path:
    rows = [f"text {at},refund,north,1,{mail}" for at, mail in enumerate(mails)]
    (folder / "other.csv").write_text("\n".join(["text,label,region,weight,mail", *rows, ""]), encoding="utf-8")
    return folder / "other.csv"


def test_the_charters_own_file_lies_open(tmp_path: Path) -> None:
    train, _ = files_of(make(tmp_path), {})
    (found,) = exposed(train)
    assert (found.column, found.count) == ("mail", 40)
    assert found.places[0] == f"{tmp_path / 'train.csv'}:2"
    assert "example.org" not in str(found)


def test_a_file_without_the_column_is_fine(tmp_path: Path) -> None:
    charter = make(tmp_path)
    (tmp_path / "other.csv").write_text("text,label,region\nx,refund,north\n")
    (train,) = files_of(charter, {"train": tmp_path / "other.csv"}, ("train",))
    assert not exposed(train)


@pytest.mark.parametrize("instead", [False, True])
def test_a_name_that_no_column_has_is_no_excuse(tmp_path: Path, instead: bool) -> None:
    charter = make(tmp_path, charter=CHARTER.replace("personal: [mail]", "personal: [male]"))
    named = {"train": replaced(tmp_path, ["u1@example.org"])} if instead else {}
    train, *_ = files_of(charter, named)
    with pytest.raises(DataError, match="no column 'male', which the charter calls personal"):
        exposed(train)


def test_a_cell_that_was_left_as_it_was_is_found(tmp_path: Path) -> None:
    charter = make(tmp_path)
    other = replaced(tmp_path, ["[email]", " u3@example.org ", "", "person-7"])
    (train,) = files_of(charter, {"train": other}, ("train",))
    (found,) = exposed(train)
    assert (found.count, found.places) == (1, (f"{other}:3",))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(["u1@example.org", "u2@example.org", "[email]", "x7", ""]), min_size=1, max_size=8))
def test_every_value_of_the_original_counts(mails: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        charter = make(Path(place), rows=4)
        (train,) = files_of(charter, {"train": replaced(Path(place), mails)}, ("train",))
        assert sum(one.count for one in exposed(train)) == sum(one.startswith("u") for one in mails)


def columns_found(folder: Path, name: str) -> dict[str, int]:
    (train,) = files_of(make(folder, rows=6), {"train": folder / name}, ("train",))
    return {one.column: one.count for one in exposed(train)}


def test_another_name_is_no_excuse(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("text,label,post\na,refund,u1@example.org\nb,x,x\nc,x,U2@Example.org\n")
    (train,) = files_of(make(tmp_path), {"train": tmp_path / "other.csv"}, ("train",))
    (found,) = exposed(train)
    assert (found.column, found.of, found.count) == ("post", ("mail",), 2)
    assert found.places == (f"{tmp_path / 'other.csv'}:2", f"{tmp_path / 'other.csv'}:4")


@pytest.mark.parametrize(
    "cell",
    [["u1@example.org", "x"], {"who": {"at": ["u1@example.org"]}}, [["u1@example.org"]], " u1@EXAMPLE.org"],
)
def test_another_type_is_no_excuse(tmp_path: Path, cell: object) -> None:
    rows = [{"text": "a", "label": "refund", "from": cell}, {"text": "b", "label": "refund", "from": None}]
    (tmp_path / "other.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert columns_found(tmp_path, "other.jsonl") == {"from": 1}


def test_a_record_of_parquet_is_looked_into(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": ["a"], "label": ["refund"], "from": [{"mail": "u1@example.org", "at": 3}]})
    frame.write_parquet(tmp_path / "other.parquet")
    assert columns_found(tmp_path, "other.parquet") == {"from": 1}


@pytest.mark.parametrize(
    ("written", "again"),
    [("00123", 123), ("123", 123.0), ("+49170", 49170), ("1.50", 1.5), ("1990-01-02", "1990-01-02T00:00:00")],
)
def test_numbers_and_days_are_known_again(tmp_path: Path, written: str, again: object) -> None:
    charter = make(tmp_path)
    for name in ("train", "test"):
        (tmp_path / f"{name}.csv").write_text(f"text,label,region,weight,mail\na,x,x,2,{written}\nb,x,x,2,q\n")
    rows = [{"text": "c", "label": "refund", "code": again}, {"text": "d", "label": "refund"}]
    (tmp_path / "other.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (train,) = files_of(charter, {"train": tmp_path / "other.jsonl"}, ("train",))
    assert [(one.column, one.count) for one in exposed(train)] == [("code", 1)]


def test_another_split_is_no_excuse(tmp_path: Path) -> None:
    charter = make(tmp_path, rows=6)
    text = (tmp_path / "test.csv").read_text()
    (tmp_path / "test.csv").write_text(text.replace("@example.org", "@example.net"))
    _, test = files_of(charter, {"test": tmp_path / "train.csv"})
    assert [(one.column, one.count) for one in exposed(test)] == [("mail", 6)]


def test_values_of_other_columns_are_let_through(tmp_path: Path) -> None:
    """A weight of 3 is no child's age, though some are three."""
    charter = make(tmp_path, charter=CHARTER.replace("personal: [mail]", "personal: [mail, age]"))
    for name in ("train", "test"):
        rows = "".join(f"text {at},refund,north,{at % 5},u{at}@example.org,{at % 7}\n" for at in range(20))
        (tmp_path / f"{name}.csv").write_text(f"text,label,region,weight,mail,age\n{rows}")
    (tmp_path / "other.csv").write_text("text,label,weight,years\na,refund,3,3\nb,refund,4,40\nc,refund,6,50\n")
    (train,) = files_of(charter, {"train": tmp_path / "other.csv"}, ("train",))
    found = {one.column: one.places[0].rpartition(":")[2] for one in exposed(train)}
    assert found == {"weight": "4", "years": "2"}
