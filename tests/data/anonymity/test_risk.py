"""Risks of being found again, counted by hand."""

from __future__ import annotations

import polars as pl
import pytest

from troth.data.anonymity import Unmeasured, risks
from troth.errors import DataError

SAMPLE = pl.DataFrame({"age": [30, 30, 41, 41, 41]})
POPULATION = pl.DataFrame({"age": [30] * 10 + [41] * 4 + [50]})


def test_a_prosecutor_and_a_marketer_look_at_the_table() -> None:
    found = risks(SAMPLE, ["age"])
    assert (found.prosecutor.worst, found.prosecutor.rows) == (0.5, (0, 1))
    assert found.prosecutor.mean == found.marketer == pytest.approx(2 / 5)
    assert isinstance(found.journalist, Unmeasured)


def test_a_journalist_looks_at_the_population() -> None:
    found = risks(SAMPLE, ["age"], POPULATION)
    assert not isinstance(found.journalist, Unmeasured)
    assert (found.journalist.worst, found.journalist.rows) == (0.25, (2, 3, 4))
    assert found.marketer == pytest.approx((2 / 10 + 3 / 4) / 5)


@pytest.mark.parametrize("population", [POPULATION.head(11), POPULATION.rename({"age": "years"})])
def test_a_population_that_is_none_is_refused(population: pl.DataFrame) -> None:
    with pytest.raises(DataError, match="population"):
        risks(SAMPLE, ["age"], population)
