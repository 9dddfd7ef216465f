"""Parquet files: cleaned, and made again row for row in their own types."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.cleaning import STEPS, clean_file, restore_file, steps_named
from troth.data.cleaning.parquet import table_digest
from troth.data.quality import sheet_of
from troth.errors import DataError
from troth.standard import Columns

ALONE = sorted(set(STEPS) - {"fix-encoding", "drop-leaked", "drop-suspects"})
NAMED = Columns(text="text", label="label")
CLASSES = {"huggingface": json.dumps({"info": {"features": {"label": {"_type": "ClassLabel", "names": ["a", "b"]}}}})}
FRAME = pl.DataFrame(
    {
        "text": [" one row ", "two rows", "one row", None, "three rows are here"],
        "label": pl.Series([0, 1, 0, 1, 1], dtype=pl.Int8),
        "day": [date(2024, 1, 1), None, date(2024, 1, 1), date(2024, 2, 1), None],
        "score": [0.5, float("nan"), float("inf"), None, -0.0],
        "same": ["web"] * 5,
        "words": [["a", "b"], [], None, ["c"], ["d "]],
    }
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    FRAME.write_parquet(tmp_path / "posts.parquet", metadata=CLASSES)
    return tmp_path / "posts.parquet"


def test_cells_rows_and_columns_go_and_come_back_in_their_types(source: Path, tmp_path: Path) -> None:
    names = ["fix-encoding", "trim", "drop-empty", "drop-duplicates", "drop-constant-columns"]
    target = tmp_path / "new.parquet"
    done = clean_file(source, target, sheet_of(source, columns=NAMED), steps_named(names))
    made = pl.read_parquet(target)
    assert made.equals(
        FRAME[[0, 1, 4]].with_columns(text=pl.Series(["one row", "two rows", FRAME["text"][4]])).drop("same")
    )
    assert dict(made.schema) == {name: kind for name, kind in FRAME.schema.items() if name != "same"}
    assert sheet_of(target, columns=NAMED).labels.to_list() == ["a", "b", "b"]  # type: ignore[union-attr]
    log = json.loads((tmp_path / "new.parquet.log.json").read_text())
    assert [step["removed_lines"] for step in log["steps"]] == [[], [], [4], [3], []]
    assert log["steps"][1]["changed_lines"] == {"text": [1]}
    assert log["steps"][4]["removed_columns"] == ["same"]
    assert (log["before"], log["after"]) == (done.before, table_digest(made, target))
    restored = restore_file(tmp_path / "new.parquet.log.json")
    assert pl.read_parquet(restored.target).equals(FRAME)
    assert sheet_of(restored.target, columns=NAMED).labels.to_list() == ["a", "b", "a", "b", "b"]  # type: ignore[union-attr]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.none() | st.text("ab \u200b", max_size=5), st.integers(0, 1)), min_size=3, max_size=9),
    st.lists(st.sampled_from(ALONE), unique=True, min_size=1, max_size=4),
)
def test_what_was_cleaned_can_be_undone(rows: list[tuple[str | None, int]], names: list[str]) -> None:
    frame = pl.DataFrame(rows, schema={"text": pl.String, "label": pl.Int64}, orient="row")
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "posts.parquet", Path(folder) / "new.parquet"
        frame.write_parquet(source)
        try:
            clean_file(source, target, sheet_of(source, columns=NAMED), steps_named(names))
        except DataError as error:
            assert "would leave no row" in error.what  # noqa: PT017
            assert [path.name for path in Path(folder).iterdir()] == [source.name]
            return
        assert pl.read_parquet(restore_file(target.with_name("new.parquet.log.json")).target).equals(frame)


@pytest.mark.parametrize("name", ["new.parquet", "new.parquet.changes.parquet"])
def test_what_is_not_what_was_written_is_refused(source: Path, tmp_path: Path, name: str) -> None:
    clean_file(source, tmp_path / "new.parquet", sheet_of(source, columns=NAMED), steps_named(["trim", "drop-empty"]))
    frame = pl.read_parquet(tmp_path / name)
    for other in (frame.reverse().with_columns(text=pl.lit("x")), frame.head(1), frame.drop("label")):
        other.write_parquet(tmp_path / name)
        with pytest.raises(DataError):
            restore_file(tmp_path / "new.parquet.log.json")
    assert not (tmp_path / "posts.restored.parquet").exists()


def test_digests_tell_every_value_apart() -> None:
    def digest(values: list[object], kind: pl.DataType | None = None) -> str:
        return table_digest(pl.DataFrame({"a": pl.Series(values, dtype=kind)}), Path("x"))

    told = [digest([0.0]), digest([-0.0]), digest([float("nan")]), digest([float("inf")]), digest([None], pl.Float64())]
    assert len(set(told)) == len(told)
    assert digest(["1"]) != digest([1])


def test_a_column_that_undoing_needs_is_refused(tmp_path: Path) -> None:
    FRAME.with_columns(pl.lit(1).alias("troth:row")).write_parquet(tmp_path / "posts.parquet")
    sheet = sheet_of(tmp_path / "posts.parquet", columns=NAMED)
    with pytest.raises(DataError, match="has a column 'troth:row'"):
        clean_file(tmp_path / "posts.parquet", tmp_path / "new.parquet", sheet, steps_named(["trim"]))
    assert [path.name for path in tmp_path.iterdir()] == ["posts.parquet"]
