from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from troth.data.labels import as_text, settle
from troth.data.places import Places
from troth.errors import DataError

PLACES = Places(((0, "posts.csv"),), np.arange(2, 100, dtype=np.int64))


def settled(values: list[object], suffix: str | None = None) -> tuple[list[str | None], int]:
    answer = settle(pl.Series("label", values, strict=False), suffix, PLACES)
    return answer.labels.to_list(), answer.ties


def test_whole_numbers_lose_their_decimal_point() -> None:
    assert as_text(pl.Series([1.0, 0.0, None])).to_list() == ["1", "0", None]
    assert as_text(pl.Series([1.5, 0.0])).to_list() == ["1.5", "0.0"]
    assert as_text(pl.Series([True, False])).to_list() == ["true", "false"]


def test_a_suffix_is_taken_off_where_it_is_there() -> None:
    assert settled(["<=50K.", ">50K"], ".") == (["<=50K", ">50K"], 0)


def test_several_annotators_are_settled_by_majority_and_ties_are_counted() -> None:
    votes = [["a", "a", "b"], ["b", "b", "b"], ["a", "b"], ["a", "b", "c"], ["c"]]
    assert settled(votes) == (["a", "b", None, None, "c"], 2)


def test_an_annotator_who_did_not_answer_has_no_vote() -> None:
    assert settled([["a", None, ""], ["b", "nan", "a"]]) == (["a", None], 1)


@pytest.mark.parametrize("empty", [None, "", "  ", "nan", "NaN", "null"])
def test_a_missing_label_is_named_by_its_line(empty: str | None) -> None:
    with pytest.raises(DataError, match=r"posts.csv:3: column 'label' has no label here, and in 1 of 3 rows"):
        settled(["a", empty, "b"])


def test_a_row_without_any_vote_has_no_label() -> None:
    with pytest.raises(DataError, match=r"posts.csv:3"):
        settled([["a"], []])
