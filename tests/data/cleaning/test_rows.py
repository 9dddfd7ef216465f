"""Which rows and columns steps take out, on tables that are small enough to be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from troth.data.cleaning import rows
from troth.data.quality import Sheet, sheet_of
from troth.data.quality.contents import Contents
from troth.errors import DataError
from troth.standard import Columns

Made = Callable[..., Sheet]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def make(content: str, name: str = "posts.csv", **columns: object) -> Sheet:
        (tmp_path / name).write_text(content, encoding="utf-8")
        return sheet_of(tmp_path / name, columns=Columns(**columns))  # type: ignore[arg-type]

    return make


def lines(sheet: Sheet, found: object) -> list[int]:
    return sheet.places.lines[found].tolist()


POSTS = """text,label
where is my card today,card
Where is my  card today,card
where is my card today,fee
where is my new card that you sent to me last week,card
where is my new card that you sent to me last week please,card
,card
why was i charged,
how much is a transfer,fee
how much is a transfer,card
"""


def test_texts(made: Made) -> None:
    contents = Contents(sheet := made(POSTS, text="text", label="label"))
    assert lines(sheet, rows.empty(contents)) == [7, 8]
    assert lines(sheet, rows.copies(contents)) == [3]
    assert lines(sheet, rows.near_copies(contents)) == [6]
    assert lines(sheet, rows.conflicting(contents)) == [2, 3, 4, 9, 10]
    assert lines(sheet, rows.outvoted(contents)) == [4, 9, 10]


def test_without_labels_a_contradiction_cannot_be(made: Made) -> None:
    contents = Contents(made("text\none text\none text\n", text="text"))
    assert len(rows.copies(contents)) == 1
    with pytest.raises(DataError, match="--label"):
        rows.conflicting(contents)


def test_rows_of_a_table_are_copies_where_every_column_is_the_same(made: Made) -> None:
    text = "id,age,income,label\n1,30,5,a\n1,30,5,a\n2,30,5,a\n3,31,5,a\n" + "".join(
        f"{at},{at},{at},b\n" for at in range(4, 30)
    )
    contents = Contents(sheet := made(text, label="label", id="id"))
    assert lines(sheet, rows.copies(contents)) == [3]


def test_leaked_rows_are_those_of_the_first_sheet(made: Made) -> None:
    train = made(POSTS, text="text", label="label")
    test = made("text,label\nHOW much is a transfer,fee\nsomething else,card\n", "test.csv", text="text", label="label")
    assert lines(train, rows.leaked(Contents(train), [test])) == [9, 10]
    with pytest.raises(DataError, match="--against"):
        rows.leaked(Contents(train), [])
    table = made("age,income,label\n" + "".join(f"{at},{at},{'ab'[at % 2]}\n" for at in range(30)), "table.csv")
    with pytest.raises(DataError, match="a table"):
        rows.leaked(Contents(train), [table])


def test_texts_of_odd_length(made: Made) -> None:
    text = "".join(f"{'word ' * (4 + at % 7)},{'ab'[at % 2]}\n" for at in range(300))
    contents = Contents(sheet := made(f"text,label\n{text}{'word ' * 900},a\n", text="text", label="label"))
    assert lines(sheet, rows.far_out(contents)) == [302]


def test_constant_columns_are_never_those_with_a_role(made: Made) -> None:
    text = "text,label,source,nothing,page\n" + "".join(f"a question {at} of mine,card,web,,{at}\n" for at in range(20))
    assert rows.constant_columns(made(text, text="text", label="label")) == ("source", "nothing")
