"""Columns of numbers are told from columns of codes."""

from __future__ import annotations

import polars as pl

from troth.data.anonymity.typed import with_numbers


def test_numbers_are_numbers_and_codes_are_not() -> None:
    frame = pl.DataFrame(
        {
            "age": [" 30", "", None],
            "height": ["1.7", "-2e1", "0"],
            "zip": ["03012", "4001", "0"],
            "odd": ["1", "?", "2"],
        }
    )
    typed = with_numbers(frame, frame.columns)
    assert typed.dtypes == [pl.Int64, pl.Float64, pl.String, pl.String]
    assert typed["age"].to_list() == [30, None, None]
    assert with_numbers(frame, []).equals(frame)
