"""The independent count finds what a wrong table would hide."""

from __future__ import annotations

import polars as pl
import pytest

from troth.data.anonymity.demand import Demand
from troth.data.anonymity.recount import recount
from troth.errors import DataError

TABLE = pl.DataFrame({"q": ["x", "x", "y", "y"], "s": ["a", "a", "a", "b"], "n": [1, 2, 3, 4]})


@pytest.mark.parametrize(
    ("demand", "sensitive", "words"),
    [
        (Demand(3), [], "k = 2"),
        (Demand(2, l=2), ["s"], "l = 1"),
        (Demand(2, l=1.5, entropy=True), ["s"], "l = 1.0"),
        (Demand(2, t=0.24), ["s"], "t = 0.25"),
        (Demand(2, t=0.3), ["n"], "t = 0.333"),
    ],
)
def test_what_is_not_as_asked_is_found(demand: Demand, sensitive: list[str], words: str) -> None:
    with pytest.raises(DataError, match=words):
        recount(TABLE, ["q"], sensitive, demand)


def test_what_is_as_asked_passes() -> None:
    recount(TABLE, ["q"], ["s", "n"], Demand(2, l=1, t=0.34))


def test_rows_of_one_person_are_one() -> None:
    recount(TABLE, ["q"], [], Demand(2), pl.Series(["a", "b", "b", "a"]))
    with pytest.raises(DataError, match="k = 1"):
        recount(TABLE, ["q"], [], Demand(2), pl.Series(["a", "b", "c", "c"]))
