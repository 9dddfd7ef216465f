from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from troth.data.features import nearly_numeric, numeric, typed
from troth.data.places import Places
from troth.errors import DataError

FRAME = pl.DataFrame({"age": ["39", " 4.5e1", None], "work": ["a", None, "b"], "odd": ["1", "inf", "2"]})
PLACES = Places(((0, "people.csv"),), np.array([2, 3, 4], dtype=np.int64))


def test_numbers_are_what_reads_as_finite_numbers_throughout() -> None:
    assert numeric(FRAME, ["age", "work", "odd"]) == {"age"}


def test_missing_numbers_are_nan_and_missing_categories_null() -> None:
    frame = typed(FRAME, ["age", "work"], frozenset({"age"}), PLACES)
    assert frame["age"].to_list()[:2] == [39.0, 45.0]
    assert math.isnan(frame["age"][2])
    assert frame["work"].to_list() == ["a", None, "b"]


def test_a_text_among_numbers_is_named_by_line_and_column() -> None:
    with pytest.raises(DataError, match=r"people.csv:3: column 'work' holds 'x', where training rows hold finite"):
        typed(pl.DataFrame({"work": ["1", "x", "3"]}), ["work"], frozenset({"work"}), PLACES)


def test_a_few_cells_that_keep_a_column_from_being_numbers_are_told() -> None:
    ages = [str(age) for age in range(20, 79)] + ["abc"]
    frame = pl.DataFrame({"age": ages, "work": ["a", "1"] * 30, "codes": ["x"] * 60})
    places = Places(((0, "people.csv"),), np.arange(2, 62, dtype=np.int64))
    (found,) = nearly_numeric(frame, ["age", "work", "codes"], places)
    assert found.what.startswith("59 of 60 cells of age are numbers and 1 are not")
    assert (found.count, found.examples) == (1, ("people.csv:61",))
    assert nearly_numeric(frame[:-1], ["age"], places) == []


def test_minus_zero_and_zero_are_one_number() -> None:
    frame = typed(pl.DataFrame({"n": ["-0.0", "0"]}), ["n"], frozenset({"n"}), PLACES)
    assert [math.copysign(1, value) for value in frame["n"]] == [1.0, 1.0]


def test_lists_are_no_feature() -> None:
    with pytest.raises(DataError, match="holds lists"):
        typed(pl.DataFrame({"n": [["a"], ["b"]]}), ["n"], frozenset(), PLACES)
