"""What columns say of their cells."""

from __future__ import annotations

import polars as pl
import pytest

from troth.data.hints import Hint, are_codes, hint_of


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("status", ["A", "B", "C"] * 4),
        ("segment", ["Ann", "Max", None, " ", "Ann ", "Max"]),
        ("initials", ["J.D.", "A-L", "J.D.", "A-L"]),
        ("grade", ["A1", "B2", "A1", "B2", "C+", "C+"]),
        ("customer_segment", ["Ann", "Max"] * 3),
    ],
)
def test_few_short_values_that_repeat_are_codes(name: str, cells: list[str | None]) -> None:
    assert hint_of(pl.Series(name, cells)) == Hint(codes=True)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("status", ["A", "B", "C", "Ann Miller"] * 4),  # one value is longer
        ("status", ["A", "B", "C"]),  # none repeats
        ("code", [f"{a}{b}" for a in "ABCDE" for b in "VWXYZ"] * 4),  # there are many
        ("负责人", ["张伟", "李娜", "王小明"] * 4),  # whole names
        ("담당자", ["김민준", "이서연"] * 4),
        ("text", ["ok", "Bo", "Jo"] * 4),
        ("first_name", ["Jo", "Li", "Bo"] * 4),
        ("Customer Name", ["Jo", "Li", "Bo"] * 4),
        ("status", [None, " ", ""]),
    ],
)
def test_names_and_texts_are_none(name: str, cells: list[str | None]) -> None:
    assert not are_codes(pl.Series(name, cells, dtype=pl.String))


def test_numbers_are_none() -> None:
    assert not are_codes(pl.Series("status", [1, 2, 1, 2]))
    assert not are_codes(pl.Series("status", [["A"], ["B"], ["A"]]))
