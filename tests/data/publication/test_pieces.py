"""Cells stay in their rows, whatever lists they hold."""

from __future__ import annotations

import polars as pl

from troth.data.publication.pieces import cells_of, pieces


def test_rows_without_a_value_keep_their_place() -> None:
    column = pl.Series("x", [["a"], [], None, ["b", "c"], [None]])
    assert cells_of(column).to_list() == ["a", "", "", "b c", ""]
    assert cells_of(pl.Series("x", [[["a"], []], [[]], [["b"]]])).to_list() == ["a", "", "b"]
    assert set(pieces(column)["row"].to_list()) == {0, 1, 2, 3, 4}
