"""Tables as files: read as they stand, written by the name's ending."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.data.tables import WRITERS, read_table, separator_of, writer_of
from troth.errors import DataError


def test_a_table_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("1;name\n007; Ada\n2;\n")  # a first line that could be a row is the names all the same
    table = read_table(path)
    assert table.frame.rows() == [("007", " Ada"), ("2", None)]
    assert table.frame.columns == ["1", "name"]
    assert separator_of(table) == ";"
    with (tmp_path / "again.csv").open("wb") as file:
        writer_of(path)(table.frame, file, separator_of(table))
    assert (tmp_path / "again.csv").read_text() == path.read_text()


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "twice.csv").write_text("a,a\n1,2\n")
    with pytest.raises(DataError, match="the column 'a' more than once"):
        read_table(tmp_path / "twice.csv")
    with pytest.raises(DataError, match="is a folder"):
        read_table(tmp_path)


def test_a_name_tells_the_format() -> None:
    assert all(callable(writer_of(Path(f"x{ending.upper()}"))) for ending in WRITERS)
    for name in ("x", "x.csv.gz", "x.xlsx"):
        with pytest.raises(DataError, match="cannot tell a format"):
            writer_of(Path(name))
