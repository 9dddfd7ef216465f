"""Cells that a spreadsheet would run, and those that only look so."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.data.formulas import are_formulas, defused, formula_cells

RUN = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|x",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1+1",
    "－a",
    "＠x",
    "=a",
    "@user hi",
]
PLAIN = [
    "-3.5",
    "+41 79 555 00 00",
    "-1e-5",
    "-",
    "--",
    "=",
    "+",
    "1-2",
    "a=b",
    "",
    " x",
    "-12%",
    "-3,5 €",
    "-4..-3.5",
    "-- ",
    "'=1",
]


@pytest.mark.parametrize("cell", RUN)
def test_a_formula_gets_a_quote(cell: str) -> None:
    assert defused(pl.Series([cell])).to_list() == [f"'{cell}"]


@pytest.mark.parametrize("cell", PLAIN)
def test_a_number_a_sign_and_text_stay(cell: str) -> None:
    assert defused(pl.Series([cell, None])).to_list() == [cell, None]


@given(st.lists(st.none() | st.text(max_size=6)))
def test_what_is_harmless_stays_harmless(cells: list[str | None]) -> None:
    once = defused(pl.Series(cells, dtype=pl.String))
    assert not are_formulas(once).any()
    assert defused(once).to_list() == once.to_list()


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_no_number_is_a_formula(number: float) -> None:
    assert not are_formulas(pl.Series([str(number)])).any()


def test_cells_of_strings_are_counted() -> None:
    frame = pl.DataFrame({"a": ["=1", "x", None], "b": ["@y", "-3.5", "-z"], "c": [-1, -2, -3]})
    assert formula_cells(frame) == 3
