from __future__ import annotations

import polars as pl

from troth.data.groups import settle_groups


def settled(values: list[object], dtype: pl.DataType | None = None) -> list[object]:
    return settle_groups(pl.Series("group", values, dtype=dtype)).to_list()


def test_one_value_a_row() -> None:
    assert settled([" Female ", "Male", None, "None", "", "nan"]) == ["Female", "Male", None, None, None, None]


def test_numbers_are_named_without_a_decimal_point() -> None:
    assert settled([1.0, 2.0, None]) == ["1", "2", None]


def test_a_list_a_row_keeps_every_group() -> None:
    assert settled([["Women", "Jewish"], ["None"], [], None, ["Asian", "Asian"]]) == [
        ["Jewish", "Women"],
        [],
        [],
        [],
        ["Asian"],
    ]


def test_of_annotators_lists_a_group_needs_more_than_half() -> None:
    votes = [
        [["Women"], ["Women"], ["None"]],
        [["Women"], ["Men"], ["None"]],
        [["Women", "Men"], ["Men"], ["Men", "Men"]],
        [["Women"], ["Men"]],
        [],
        None,
    ]
    assert settled(votes, pl.List(pl.List(pl.String))) == [["Women"], [], ["Men"], [], [], []]
