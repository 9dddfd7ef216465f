from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.readers.interface import Reading, Table
from troth.data.readers.separated import read_separated
from troth.errors import DataError
from troth.standard import Columns, Format


def must_name(error: DataError, path: Path) -> None:
    assert path.name in str(error)
    assert error.remedy


@pytest.fixture
def table(tmp_path: Path):
    def make(text: str, name: str = "rows.csv", columns: Columns | None = None, **form: object) -> Table:
        path = tmp_path / name
        path.write_bytes(text.encode())
        return read_separated(path, Reading(Format(**form), columns or Columns()))  # type: ignore[arg-type]

    return make


def test_plain_csv(table) -> None:
    read = table("text,label\nhello,a\n,b\n")
    assert read.frame.to_dicts() == [{"text": "hello", "label": "a"}, {"text": None, "label": "b"}]
    assert read.places.lines.tolist() == [2, 3]
    assert read.read_as == {}


def test_quoted_line_breaks_quotes_and_separators(table) -> None:
    read = table('text,label\n"one\ntwo, ""three""",a\r\n\n"早",b\n')
    assert read.frame["text"].to_list() == ['one\ntwo, "three"', "早"]
    assert read.places.lines.tolist() == [2, 5]


@pytest.mark.parametrize(("separator", "name"), [("\t", "a.tsv"), (";", "a.csv"), ("|", "a.csv"), ("\t", "a.txt")])
def test_separators_are_found(table, separator: str, name: str) -> None:
    read = table(f"text{separator}label\nhello, you{separator}a\nbye{separator}b\n", name)
    assert read.frame["text"].to_list() == ["hello, you", "bye"]


def test_the_adult_way(table) -> None:
    """Headerless, blanks after commas, ? for missing, a comment at the head."""
    text = "|1x3 Cross validator\n25, Private, ?, <=50K.\n38, ?, 11th, >50K.\n\n"
    read = table(text, header=False, names=("age", "work", "school", "income"), strip=True, missing=("?",), comment="|")
    assert read.frame.rows() == [("25", "Private", None, "<=50K."), ("38", None, "11th", ">50K.")]
    assert read.places.lines.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a,b\n1,x\n", ["a", "b"]),
        ("1,x\n2,y\n", ["column_1", "column_2"]),
        ("great film,pos\nbad film,neg\nnice,pos\n", ["column_1", "column_2"]),
        ("age,sex\n31,m\n40,f\n", ["age", "sex"]),
        ("x,,y\n1,2,3\n", ["column_1", "column_2", "column_3"]),
    ],
)
def test_headers_are_found(table, text: str, columns: list[str]) -> None:
    assert table(text).frame.columns == columns


def test_a_header_the_charter_uses_is_one(table) -> None:
    assert table("text,pos\nbad,pos\n", columns=Columns(text="text", label="pos")).frame.columns == ["text", "pos"]


def test_repeated_columns_are_numbered(table) -> None:
    read = table("a,b,a,a\n1,2,3,4\n", header=True)
    assert read.frame.columns == ["a", "b", "a_2", "a_3"]
    assert read.repeated == ("a",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("text,label\nhello,a\nbye\n", r"rows.csv:3: has 1 cell, where the file has 2 columns"),
        ("text,label\nhello,a,b\n", r"rows.csv:2: has 3 cells"),
        ('text,label\nfine,a\n"open,b\nnext,c\n', r"rows.csv:3: a quote is opened"),
        ('text,label\n"open,b\nx,y\nz,"w\n', r"rows.csv:2: a quote is opened"),
        ("text,label\n", r"rows.csv:1: holds a header and no rows"),
        ("\n\n\n", "holds no rows"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(table, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        table(text)


def test_names_and_separators_that_do_not_fit(table) -> None:
    with pytest.raises(DataError, match=r"has 2 columns, where data.format.names has 3"):
        table("1,2\n", names=("a", "b", "c"))
    with pytest.raises(DataError, match="cannot separate cells by '::'"):
        table("1::2\n", separator="::")
    assert table("1, 2\n3, 4\n", separator=", ", header=False).frame.columns == ["column_1", "column_2"]


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")), st.sampled_from("ab")),
        min_size=1,
    )
)
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerows([("text", "label"), *rows])
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(held.getvalue().encode())
    read = read_separated(path, Reading(Format(header=True, separator=",")))
    assert read.frame.rows() == [(text or None, label) for text, label in rows]


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300) | st.text('ab,;"\n\r\t', max_size=60).map(str.encode))
def test_any_bytes_give_a_table_or_a_data_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_bytes(data)
    try:
        read = read_separated(path, Reading())
    except DataError as error:
        must_name(error, path)
    else:
        assert read.frame.height == len(read.places.lines) > 0


def test_the_limit_of_the_csv_module_is_left_as_it_was(table) -> None:
    before = csv.field_size_limit()
    assert table(f"text,label\n{'x' * 200_000},a\n").frame["text"].str.len_chars().item() == 200_000
    assert csv.field_size_limit() == before
