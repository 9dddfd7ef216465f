"""Labels in several spellings, and made one."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from troth.data.labels import EMPTY
from troth.data.spellings import otherwise, said, spellings, unified

LABELS = pl.Series("label", ["Yes", "no", "yes ", "Yes", None, "YES", " ", "No", "no", "nan", "NaN"])


def test_spellings_are_told_with_their_rows() -> None:
    found = spellings(LABELS)
    assert found == [(("Yes", 2), ("yes ", 1), ("YES", 1)), (("no", 2), ("No", 1))]
    assert otherwise(LABELS).arg_true().to_list() == [2, 5, 7]
    assert said(found, 8) == "'Yes' (2), 'yes ' (1), 'YES' (1); 'no' (2), 'No' (1)"
    assert said(found, 1) == "'Yes' (2), 'yes ' (1), 'YES' (1) and 1 more"
    assert spellings(pl.Series(["a", "b", "a"])) == []


def test_the_commonest_is_written_without_blanks() -> None:
    assert unified(LABELS).to_list() == ["Yes", "no", "Yes", "Yes", None, "Yes", " ", "no", "no", "nan", "NaN"]
    assert unified(pl.Series(["b ", "b ", "B"])).to_list() == ["b", "b", "b"]
    assert unified(pl.Series(["B", "b"])).to_list() == ["B", "B"]  # of as many rows the first


def test_a_preferred_spelling_is_kept() -> None:
    labels = pl.Series(["yes", "yes", "Yes", "no"])
    assert unified(labels, ["YES", "no"]).to_list() == ["YES", "YES", "YES", "no"]
    assert unified(labels, ["YES", "Yes", "no"]).to_list() == ["yes", "yes", "yes", "no"]  # it says two of one label


@given(st.lists(st.one_of(st.none(), st.text(max_size=3), st.sampled_from([*EMPTY, "a", "A", " a", "B", "b"]))))
def test_what_was_made_one_is_one(labels: list[str | None]) -> None:
    column = pl.Series("label", labels, dtype=pl.String)
    made = unified(column)
    assert len(made) == len(column)
    assert spellings(made) == []
    assert unified(made).eq_missing(made).all()
    assert made.is_null().eq(column.is_null()).all()
