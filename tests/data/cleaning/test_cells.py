"""What steps make of cells: nothing is done twice, and null stays null."""

from __future__ import annotations

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.data.cleaning.cells import composed, single_blanks, trimmed, without_controls

CELLS = [
    (trimmed, " a b\t\n", "a b"),
    (trimmed, "\u3000a\u00a0", "a"),
    (single_blanks, "a  \t b\u00a0c\nd", "a b c\nd"),
    (composed, "cafe\u0301", "café"),
    (composed, "ﬁ½", "ﬁ½"),
    (without_controls, "a\x07b\u200bc\u202ed\ufeff", "abcd"),
    (without_controls, "می\u200cخواهم 👩\u200d💻\n\t", "می\u200cخواهم 👩\u200d💻\n\t"),
]


@pytest.mark.parametrize(("change", "cell", "expected"), CELLS)
def test_a_cell_becomes(change: object, cell: str, expected: str) -> None:
    assert change(pl.Series([cell, None])).to_list() == [expected, None]  # type: ignore[operator]


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_done_again_nothing_changes(cells: list[str]) -> None:
    for change in (trimmed, single_blanks, composed, without_controls):
        once = change(pl.Series(cells, dtype=pl.String))
        assert change(once).to_list() == once.to_list()
    assert composed(pl.Series(cells, dtype=pl.String)).to_list() == [unicodedata.normalize("NFC", one) for one in cells]
