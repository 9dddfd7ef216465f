from __future__ import annotations

import polars as pl

from troth.data.groups import group_names, memberships, settle_groups


def settled(values: list[object], dtype: pl.DataType | None = None) -> list[object]:
    return settle_groups(pl.Series("group", values, dtype=dtype)).to_list()


def test_one_value_a_row() -> None:
    assert settled([" Female ", "Male", None, ""]) == ["Female", "Male", None, None]


def test_none_is_a_value_of_a_plain_column() -> None:
    assert settled(["none", "None", "N/A", "无"]) == ["none", "None", "N/A", "无"]


def test_numbers_are_named_without_a_decimal_point() -> None:
    assert settled([1.0, 2.5, None, float("nan")]) == ["1", "2.5", None, None]


def test_memberships_are_rows_and_codes() -> None:
    rows, codes = memberships(pl.Series(["b", None, "a"]), ("a", "b", "c"))
    assert (rows.tolist(), codes.tolist()) == ([0, 2], [1, 0])
    rows, codes = memberships(pl.Series([["a", "c"], [], None, ["b"]], dtype=pl.List(pl.String)), ("a", "b", "c"))
    assert (rows.tolist(), codes.tolist()) == ([0, 0, 3], [0, 2, 1])


def test_names_are_those_of_every_split() -> None:
    assert group_names([pl.Series(["b", None]), pl.Series(["a", "b"])]) == ("a", "b")


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
