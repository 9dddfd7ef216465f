"""What the commands on sealed data take."""

from __future__ import annotations

import pytest

from troth.cli.sealing import column_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("name", ["name"]),
        ("name, mail", ["name", "mail"]),
        ('"street, town",name', ["street, town", "name"]),
        ('"a ""b""",c', ['a "b"', "c"]),
        ("", []),
        (" , ,", []),
        ("姓名,邮箱", ["姓名", "邮箱"]),
    ],
)
def test_names_of_columns(text: str, names: list[str]) -> None:
    assert column_names(text) == names
