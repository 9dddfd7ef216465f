"""Texts in which something personal was replaced."""

from __future__ import annotations

import re

import polars as pl
import pytest

from troth import personal
from troth.data.redacted import KIND, left_over, made_alike

SECRET = b"x" * 32


@pytest.mark.parametrize("kind", personal.KINDS)
def test_every_placeholder_is_known(kind: str) -> None:
    for operator in (personal.redact, personal.hashed(SECRET)):
        assert re.fullmatch(KIND, operator(kind, "anything"))
    assert re.fullmatch(KIND, personal.generalise("email", "ann@mail.example.org"))


@pytest.mark.parametrize(
    ("cells", "alike"),
    [
        (["Mail [email]"] * 9, True),
        (["Mail ***@*******.***"] * 9, True),
        (["[person]", None, "[person]"], True),
        (["Mail [email]"] * 9 + ["one", "two"], True),
        (["[email]", *["refund", "delivery"] * 9], False),  # values repeat where nothing was replaced
        (["***", "*****"] * 9, False),  # grades
        (["one", "two", "three"], False),
        ([None], False),
    ],
)
def test_what_was_replaced_makes_texts_alike(cells: list[str | None], alike: bool) -> None:
    assert made_alike(pl.Series(cells, dtype=pl.String)) is alike


def test_what_is_left_is_told() -> None:
    cells = pl.Series(["My mail is [email] and [phone:00ab00ab00ab00ab].", "[person] [person]", None])
    assert left_over(cells).to_list() == ["My mail is  and .", "", None]
