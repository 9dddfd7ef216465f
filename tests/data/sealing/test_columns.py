"""Columns are sealed and come back as they were; no cell passes for another."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from troth.data.sealing import ColumnKey, open_columns, seal_columns
from troth.data.sealing.columns import TYPES
from troth.errors import DataError

TABLE = pl.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "name": ["Ada", None, "", "Bob"],
        "age": [36, None, -1, 2**40],
        "height": [1.7, float("nan"), None, 0.1 + 0.2],
        "member": [True, False, None, True],
        "town": ["Berne", "Basle", "Berne", "Chur"],
    }
)
NAMES = ["name", "age", "height", "member"]
OLD = pl.DataFrame(
    {
        "id": [7],
        "name": ["sealed:1:WFRpeM+Xlvq3Ope2+dNIc0+eHx80O+HjaquWberIMoQapOkEziAb7d/feAMrHvTz52QOMZhg2EMRpbBj"],
        "age": ["sealed:1:5f3JGUqhvYo4anBHD3RYhpDsyKkpLEkuzvGYGAKS4LymUlb4sFtCdPJDl74nB8+EgPDmogDp9I2leo6o"],
    }
)
OLD_KEY = (
    b'{"sealed columns": 1, "table": "00000000000000000000000000000000", "row_id": "id", "columns": {"name": "String", '
    b'"age": "Int64"}, "secret": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}'
)


@pytest.mark.parametrize("row_id", [None, "id"])
def test_columns_come_back_as_they_were(row_id: str | None) -> None:
    sealed, key = seal_columns(TABLE, NAMES, row_id=row_id)
    assert sealed.columns == TABLE.columns
    assert sealed.select("id", "town").equals(TABLE.select("id", "town"))
    assert all(cell.startswith("sealed:1:") for name in NAMES for cell in sealed[name])
    assert_frame_equal(open_columns(sealed, ColumnKey.of_bytes(key.to_bytes())), TABLE)
    assert_frame_equal(open_columns(sealed, key, ["age"]), sealed.with_columns(TABLE["age"]))


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_every_type_comes_back(kind: pl.DataType) -> None:
    values = ["1", "0", None] if kind == pl.String else [True, False, None] if kind == pl.Boolean else [1, 0, None]
    frame = pl.DataFrame({"x": pl.Series(values, dtype=kind)})
    sealed, key = seal_columns(frame, ["x"])
    assert_frame_equal(open_columns(sealed, key), frame)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.one_of(st.none(), st.text(max_size=40)), st.floats()), min_size=1, max_size=4))
def test_any_text_and_number_comes_back(rows: list[tuple[str | None, float]]) -> None:
    frame = pl.DataFrame(rows, schema={"text": pl.String, "number": pl.Float64}, orient="row")
    sealed, key = seal_columns(frame, ["text", "number"])
    assert_frame_equal(open_columns(sealed, key), frame, check_exact=True)


def test_rows_with_an_id_may_be_sorted_and_left_out() -> None:
    sealed, key = seal_columns(TABLE, NAMES, row_id="id")
    assert_frame_equal(open_columns(sealed.reverse()[:3], key), TABLE.reverse()[:3])


def test_cells_cannot_be_swapped() -> None:
    for row_id in (None, "id"):
        sealed, key = seal_columns(TABLE, ["name", "town"], row_id=row_id)
        rows = sealed.with_columns(sealed["name"].reverse())
        columns = sealed.rename({"name": "town", "town": "name"}).select(TABLE.columns)
        other, _ = seal_columns(TABLE, ["name", "town"], row_id=row_id)
        for changed in (rows, columns, other):
            with pytest.raises(DataError, match="altered, or moved") as raised:
                open_columns(changed, key)
            assert raised.value.where == "row 1"
    with pytest.raises(DataError, match="altered, or moved"):
        open_columns(seal_columns(TABLE, ["name"])[0].reverse(), key, ["name"])


def test_an_old_table_opens() -> None:
    key = ColumnKey.of_bytes(OLD_KEY)
    assert key.to_bytes() == OLD_KEY
    assert open_columns(OLD, key).rows() == [(7, "Ada", 36)]
    assert "secret" not in repr(key)


def test_what_cannot_be_sealed_is_refused() -> None:
    sealed, _ = seal_columns(TABLE, ["name"])
    for frame, columns, row_id, words in (
        (TABLE, [], None, "no column is named"),
        (TABLE, ["nobody"], None, "there is no column 'nobody'"),
        (TABLE, ["name"], "nobody", "there is no column 'nobody'"),
        (TABLE, ["name", "id"], "id", "tells the rows"),
        (TABLE, ["name"], "town", "does not tell the rows"),
        (TABLE, ["town"], "name", "does not tell the rows"),
        (sealed, ["name"], None, "is sealed already"),
        (TABLE.with_columns(day=pl.date(2026, 1, 2)), ["day"], None, "holds Date"),
    ):
        with pytest.raises(DataError, match=words):
            seal_columns(frame, columns, row_id=row_id)


def test_what_cannot_be_opened_is_refused() -> None:
    sealed, key = seal_columns(TABLE, ["name"], row_id="id")
    for frame, columns, words in (
        (sealed, ["town"], "'town' is not sealed with this key; name is"),
        (sealed.drop("name"), None, "there is no column 'name'"),
        (sealed.drop("id"), None, "there is no column 'id'"),
        (sealed.with_columns(id=pl.lit("a")), None, "does not tell the rows"),
    ):
        with pytest.raises(DataError, match=words):
            open_columns(frame, key, columns)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"{}", b"\xff", OLD_KEY[:-1], OLD_KEY.replace(b": 1,", b": 2,"), OLD_KEY.replace(b"Int64", b"Date"),
        OLD_KEY.replace(b"AAEC", b""), OLD_KEY.replace(b'"id"', b"7"), OLD_KEY.replace(b"0000", b"zz"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused(content: bytes) -> None:
    with pytest.raises(DataError, match="holds no key of sealed columns"):
        ColumnKey.of_bytes(content)
