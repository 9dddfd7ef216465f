"""Persons are counted once each, on both sides of every cut."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.data.anonymity.demand import Demand
from troth.data.anonymity.heads import Heads, numbered_persons, sizes_of
from troth.data.anonymity.recount import recount
from troth.errors import DataError

ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=30)


@given(ROWS)
def test_each_cut_is_counted_as_by_hand(rows: list[tuple[int, int]]) -> None:
    rank = np.unique([each[0] for each in rows], return_inverse=True)[1].astype(np.int64)
    persons = np.array([each[1] for each in rows])
    weights = np.ones(len(rows), dtype=np.int64)
    left = np.cumsum(np.bincount(rank))[:-1]
    found = Heads(weights, persons).by_cut(np.arange(len(rows)), rank, left)
    for cut in range(len(left)):
        sides = (set(persons[rank <= cut]), set(persons[rank > cut]))
        assert (found[0][cut], found[1][cut]) == (len(sides[0]), len(sides[1]))
    by_rows = Heads(weights).by_cut(np.arange(len(rows)), rank, left)
    assert (by_rows[0] + by_rows[1] == len(rows)).all()


@given(ROWS)
def test_classes_have_the_size_that_sets_have(rows: list[tuple[int, int]]) -> None:
    classes = np.unique([each[0] for each in rows], return_inverse=True)[1].astype(np.int64)
    persons = np.array([each[1] for each in rows])
    assert sizes_of(classes, persons).tolist() == [
        len(set(persons[classes == one])) for one in range(classes.max() + 1)
    ]


def test_a_row_that_names_nobody_is_refused() -> None:
    assert numbered_persons(pl.Series("who", ["b", " a", "a"])).tolist() == [1, 0, 0]  # type: ignore[union-attr]
    with pytest.raises(DataError, match="2 rows of the column 'who' name nobody"):
        numbered_persons(pl.Series("who", ["b", " ", None]))


@pytest.mark.parametrize(
    "names",
    [["Ann Lee", "ann lee", "ANN  LEE"], ["José", "Jose\u0301", "ＪＯＳÉ"], ["007", "7", "7.0"]],
)
def test_one_person_is_one_however_the_name_is_written(names: list[str]) -> None:
    found = numbered_persons(pl.Series("who", [*names, "Bob"]))
    assert found is not None
    assert found.tolist()[:3] == [found[0]] * 3
    assert found[3] != found[0]
    frame = pl.DataFrame({"age": [30] * 3})
    with pytest.raises(DataError):
        recount(frame, ["age"], [], Demand(k=2), pl.Series("who", names))
    recount(frame, ["age"], [], Demand(k=3), pl.Series("who", ["Ann", "Bob", "Cyd"]))


@pytest.mark.parametrize("nobody", ["", " ", "n/a", "Unknown", "-", "??", "未知"])
def test_who_is_not_named_is_no_person(nobody: str) -> None:
    with pytest.raises(DataError, match="1 row of the column 'who' name nobody"):
        numbered_persons(pl.Series("who", ["Ann", nobody]))
