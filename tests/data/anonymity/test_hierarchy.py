"""Hierarchies are read, and what is none is named by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.data.anonymity import Hierarchy, read_hierarchy
from troth.errors import DataError


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_file_is_read(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "towns.csv"
    path.write_text("\n".join(separator.join(line) for line in [["Berne", "Swiss", "*"], ["Oslo", "Norse", "*"]]))
    found = read_hierarchy(path)
    assert found.paths(["Oslo"], "town") == [("*", "Norse", "Oslo")]
    assert (found.penalty(0, "*"), found.penalty(1, "Norse"), found.penalty(2, "Oslo")) == (1, 0, 0)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "no hierarchy"),
        ([["a", "b"], ["c"]], ":2: .*no line"),
        ([["a", "b"], ["a", "b"]], ":2: .*no line"),
        ([["a", "b", "c"], ["d", "b", "e"]], ":2: 'b' is part of two"),
    ],
)
def test_lines_that_make_no_tree_are_refused(lines: list[list[str]], words: str) -> None:
    with pytest.raises(DataError, match=words):
        Hierarchy.of(lines)


def test_values_it_does_not_have_are_counted_and_not_told() -> None:
    with pytest.raises(DataError, match="1 value of the column 'town' is not") as refused:
        Hierarchy.of([["a", "b"]]).paths(["a", "Oslo"], "town")
    assert "Oslo" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such file"):
        read_hierarchy(tmp_path / "none.csv")
