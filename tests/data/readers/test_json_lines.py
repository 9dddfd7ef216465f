from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.readers.interface import Reading, Table
from troth.data.readers.json_lines import read_json_lines
from troth.errors import DataError
from troth.standard import Format


def must_name(error: DataError, path: Path) -> None:
    assert path.name in str(error)
    assert error.remedy


def table(path: Path, text: str, **form: object) -> Table:
    path.write_text(text, encoding="utf-8")
    return read_json_lines(path, Reading(Format(**form)))  # type: ignore[arg-type]


def test_types_are_the_narrowest_that_hold(tmp_path: Path) -> None:
    rows = [
        {"s": "x", "i": 1, "f": 1.5, "b": True, "l": ["a", 1], "n": [["a"], []], "m": 1, "o": {"k": 1}},
        {"s": "", "i": None, "f": 2, "b": False, "l": [], "n": [["b", "c"]], "m": "two"},
    ]
    read = table(tmp_path / "a.jsonl", "\n\n".join(json.dumps(row) for row in rows))
    assert read.frame.schema == {
        "s": pl.String, "i": pl.Int64, "f": pl.Float64, "b": pl.String, "l": pl.List(pl.String),
        "n": pl.List(pl.List(pl.String)), "m": pl.String, "o": pl.String,
    }  # fmt: skip
    assert read.frame.row(1) == (None, None, 2.0, "false", [], [["b", "c"]], "two", None)
    assert read.places.lines.tolist() == [1, 3]


def test_a_key_that_comes_late_is_null_before(tmp_path: Path) -> None:
    read = table(tmp_path / "a.jsonl", '{"a": 1}\n{"b": "x"}\n{"a": 3}\n')
    assert read.frame.to_dict(as_series=False) == {"a": [1, None, 3], "b": [None, "x", None]}


def test_identifiers_longer_than_an_integer_stay_exact(tmp_path: Path) -> None:
    assert table(tmp_path / "a.jsonl", '{"id": 123456789012345678901}\n').frame["id"].to_list() == [
        "123456789012345678901"
    ]


def test_nan_and_missing_marks_are_null(tmp_path: Path) -> None:
    read = table(tmp_path / "a.jsonl", '{"x": NaN, "y": "?"}\n{"x": 1.5, "y": "b"}\n', missing=("?",))
    assert read.frame.rows() == [(None, None), (1.5, "b")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"text": "a"}\n{"text": \n', r"a.jsonl:2:\d+: is not JSON"),
        ('["a", "b"]\n', "a.jsonl:1: holds a list, where one object a line"),
        ('{"a": 1, "a": 2}\n', "a.jsonl:1: the key 'a' stands twice"),
        ('{"a": "\\ud800"}\n', "a.jsonl:1: cannot be read as JSON"),
        ("[" * 100_000 + "\n", "a.jsonl:1"),
        ("\n\n", "holds no rows"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        table(tmp_path / "a.jsonl", text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), VALUES), min_size=1, max_size=6) | st.binary(max_size=100))
def test_any_rows_give_a_table_or_a_data_error(tmp_path_factory: pytest.TempPathFactory, rows: object) -> None:
    path = tmp_path_factory.mktemp("any") / "a.jsonl"
    path.write_bytes(rows if isinstance(rows, bytes) else "\n".join(json.dumps(row) for row in rows).encode())  # type: ignore[attr-defined]
    try:
        read = read_json_lines(path, Reading())
    except DataError as error:
        must_name(error, path)
    else:
        assert len(read.places.lines) >= 1
