"""A column is named as one thing, and is there."""

from __future__ import annotations

import polars as pl
import pytest

from troth.data.anonymity import Named
from troth.errors import DataError

TABLE = pl.DataFrame({"age": [1], "ill": ["no"], "who": ["a"]})


@pytest.mark.parametrize(
    ("named", "words"),
    [
        (Named(["age"], drop=["age"]), "--quasi and with --drop"),
        (Named(["age"], keep=["age"]), "--quasi and with --keep"),
        (Named(["age"], ["age"]), "--quasi and with --sensitive"),
        (Named(["age"], person="age"), "--quasi and with --person"),
        (Named(["age"], ["ill"], ["ill"]), "--drop and with --sensitive"),
        (Named(["age"], drop=["ill"], keep=["ill"]), "--drop and with --keep"),
        (Named(["age"], person="whose"), "no column 'whose'"),
        (Named(["age"], categories=["town"]), "no column 'town'"),
        (Named(["age", "age"]), "named twice"),
    ],
)
def test_what_cannot_be_is_refused(named: Named, words: str) -> None:
    with pytest.raises(DataError, match=words):
        named.check(TABLE)


def test_whose_rows_are_may_be_dropped_or_kept_and_what_is_sensitive_kept() -> None:
    Named(["age"], ["ill"], ["who"], ["ill"], "who").check(TABLE)
    Named(["age"], keep=["who"], person="who").check(TABLE)
