from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from troth.data.readers import parquet
from troth.data.readers.interface import Reading
from troth.data.readers.parquet import read_parquet
from troth.errors import DataError


def must_name(error: DataError, path: Path) -> None:
    assert path.name in str(error)
    assert error.remedy


FRAME = pl.DataFrame(
    {
        "text": ["a", "", None],
        "label": [0, 1, 1],
        "tags": [[0, 1], [1], []],
        "when": [date(2026, 1, 2)] * 3,
        "yes": [True, False, None],
        "score": pl.Series([1, 2, 3], dtype=pl.Float32),
    }
)
HUB = {
    "info": {
        "features": {
            "label": {"names": ["no", "yes"], "_type": "ClassLabel"},
            "tags": {"feature": {"names": ["O", "B-X"], "_type": "ClassLabel"}, "_type": "Sequence"},
        }
    }
}


def written(path: Path, frame: pl.DataFrame = FRAME, **metadata: str) -> Path:
    frame.write_parquet(path, metadata=metadata or None)
    return path


def test_columns_become_strings_numbers_and_lists(tmp_path: Path) -> None:
    read = read_parquet(written(tmp_path / "a.parquet"), Reading())
    assert read.frame.row(0) == ("a", 0, ["0", "1"], "2026-01-02", "true", 1.0)
    assert read.frame["text"].to_list() == ["a", None, None]
    assert read.places.of(2).endswith("a.parquet:3")


def test_the_hub_s_class_names_are_put_in_place(tmp_path: Path) -> None:
    read = read_parquet(written(tmp_path / "a.parquet", huggingface=json.dumps(HUB)), Reading())
    assert read.frame["label"].to_list() == ["no", "yes", "yes"]
    assert read.frame["tags"].to_list() == [["O", "B-X"], ["B-X"], []]


def test_a_compressed_parquet_file(tmp_path: Path) -> None:
    (tmp_path / "a.parquet.gz").write_bytes(gzip.compress(written(tmp_path / "a.parquet").read_bytes()))
    assert read_parquet(tmp_path / "a.parquet.gz", Reading()).frame.height == 3


@pytest.mark.parametrize("size", [0, 3, 50, 400, -1, -5])
def test_a_truncated_file(tmp_path: Path, size: int) -> None:
    whole = written(tmp_path / "a.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[:size])
    with pytest.raises(DataError, match=r"cut.parquet: .*whole Parquet file"):
        read_parquet(tmp_path / "cut.parquet", Reading())


def test_columns_and_no_rows(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds columns and no rows"):
        read_parquet(written(tmp_path / "a.parquet", FRAME.clear()), Reading())


def test_more_cells_than_a_machine_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "CELL_LIMIT", 17)
    with pytest.raises(DataError, match="has 3 rows of 6 columns"):
        read_parquet(written(tmp_path / "a.parquet"), Reading())


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2000), st.integers(0, 255))
def test_any_changed_byte_gives_a_table_or_a_data_error(tmp_path: Path, place: int, value: int) -> None:
    data = bytearray(written(tmp_path / "a.parquet").read_bytes())
    data[place % len(data)] = value
    (tmp_path / "b.parquet").write_bytes(data)
    try:
        read_parquet(tmp_path / "b.parquet", Reading())
    except DataError as error:
        must_name(error, tmp_path / "b.parquet")


def test_what_lies_deep_is_text(tmp_path: Path) -> None:
    deep = pl.DataFrame(
        {
            "four": [[[[["q"]]]], None],
            "records": [[{"x": 1}, None], []],
            "bytes": [[b"a", b"\xff"], None],
            "days": [[date(800, 1, 1)], [None]],
            "spans": [timedelta(hours=25), None],
            "many": [[timedelta(hours=1)], None],
            "fixed": pl.Series([[[1, 2]], [[3, 4]]], dtype=pl.Array(pl.Array(pl.Int8, 2), 1)),
        }
    )
    deep.write_parquet(tmp_path / "a.parquet")
    frame = read_parquet(tmp_path / "a.parquet", Reading()).frame
    assert frame["four"].to_list() == [[["[['q']]"]], None]
    assert frame["records"].to_list() == [["{'x': 1}", None], []]
    assert frame["bytes"].to_list() == [["a", None], None]
    assert frame["days"].to_list() == [["0800-01-01"], [None]]
    assert frame["spans"].to_list() == ["1 day, 1:00:00", None]
    assert frame["many"].to_list() == [["1:00:00"], None]
    assert frame["fixed"].to_list() == [[["1", "2"]], [["3", "4"]]]
