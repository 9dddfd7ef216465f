"""The rows that a list names, as `troth data describe --list` writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.data.cleaning import listed_rows
from troth.data.quality import Sheet, sheet_of
from troth.errors import DataError
from troth.standard import Columns

HEAD = "kind,sheet,of,place,other,score,label,more_likely\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    (tmp_path / "posts.csv").write_text("text,label\none row,a\ntwo rows,=b\nthree rows,a\n")
    return sheet_of(tmp_path / "posts.csv", columns=Columns(text="text", label="label"))


def test_suspects_of_this_file_alone(tmp_path: Path, sheet: Sheet) -> None:
    (tmp_path / "list.csv").write_text(
        f"{HEAD}copies,posts.csv,,data/posts.csv:4,data/posts.csv:2,,,\n"
        "suspects,posts.csv,,data/posts.csv:3,,-0.9,'=b,a\n"
        "suspects,other.csv,,data/other.csv:2,,-0.9,a,b\n"
    )
    assert listed_rows(tmp_path / "list.csv", sheet) == {3}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("kind,place\nsuspects,posts.csv:2\n", "no column 'label'"),
        (f"{HEAD}suspects,posts.csv,,posts.csv:2,,-0.9,b,a\n", "is not there"),
        (f"{HEAD}suspects,posts.csv,,posts.csv:99,,-0.9,a,b\n", "is not there"),
        (f"{HEAD}suspects,posts.csv,,posts.csv:x,,-0.9,a,b\n", "is not there"),
        (f"{HEAD}copies,posts.csv,,posts.csv:4,posts.csv:2,,,\n", "no suspected row"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(tmp_path: Path, sheet: Sheet, content: str, words: str) -> None:
    (tmp_path / "list.csv").write_text(content)
    with pytest.raises(DataError, match=words):
        listed_rows(tmp_path / "list.csv", sheet)
