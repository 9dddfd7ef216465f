"""Which rows are the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from troth.data.quality import Sheet
from troth.data.quality.contents import Contents, first_of_each

Made = Callable[..., Sheet]


def test_texts_are_the_same_up_to_case_blanks_and_form(made: Made) -> None:
    sheet = made("text,label\nCafé  one,a\ncafe\u0301 ONE,b\nother,a\n,a\n  ,b\n", text="text", label="label")
    contents = Contents(sheet)
    assert contents.firsts.tolist() == [0, 0, 2, -1, -1]
    assert contents.distinct.tolist() == [0, 2]
    assert contents.empty.to_list() == [False, False, False, True, True]


def test_numbers_are_the_same_however_they_are_written(made: Made) -> None:
    text = "age,pay,label\n1,x,a\n1.0, x,a\n01,x,b\n2,x,a\n,,a\n" + "".join(f"{at},y,b\n" for at in range(10, 30))
    contents = Contents(made(text, label="label"))
    assert contents.firsts.tolist()[:5] == [0, 0, 0, 3, -1]


def test_rounded_rows_are_nearly_the_same(made: Made) -> None:
    text = "age,pay,label\n10001,1,a\n10002,1,a\n10100,1,b\n" + "".join(f"{at},2,b\n" for at in range(10, 30))
    contents = Contents(made(text, label="label"))
    assert first_of_each(contents.rounded).tolist()[:3] == [0, 0, 2]
    assert contents.firsts.tolist()[:3] == [0, 1, 2]


@given(st.lists(st.sampled_from("abc"), max_size=20))
def test_firsts_are_the_first_of_each(values: list[str]) -> None:
    column = pl.Series("a", values, dtype=pl.String)
    found = first_of_each(pl.DataFrame({"a": column, "b": column}))
    assert found.tolist() == [values.index(value) for value in values]
    assert (found <= np.arange(len(values))).all()
