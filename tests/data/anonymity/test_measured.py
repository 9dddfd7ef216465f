"""Measures of anonymity, on tables whose values are known from the papers or counted by hand."""

from __future__ import annotations

import polars as pl
import pytest

from troth.data.anonymity import measure
from troth.errors import DataError

# Li et al. (ICDE 2007), tables 3 and 5: salaries in thousands, and diseases.
SALARIES = pl.DataFrame(
    {
        "class": ["a"] * 3 + ["b"] * 3 + ["c"] * 3,
        "salary": [3, 4, 5, 6, 11, 8, 7, 9, 10],
        "disease": ["ulcer", "gastritis", "cancer", "gastritis", "flu", "bronchitis", "bronchitis", "lungs", "cancer"],
    }
)  # fmt: skip


def test_the_distance_of_the_paper_is_had() -> None:
    found = measure(SALARIES, ["class"], ["salary"]).sensitive[0]
    assert found.closeness.value == pytest.approx(0.375)
    assert found.closeness.rows == (0, 1, 2)
    assert found.distinct.value == 3
    assert found.entropy.value == pytest.approx(3)


def test_categories_are_equally_far_apart() -> None:
    table = pl.DataFrame({"q": ["x", "x", "y", "y"], "s": ["a", "a", "a", "b"]})
    found = measure(table, ["q"], ["s"]).sensitive[0]
    assert found.closeness.value == pytest.approx(0.25)
    assert (found.distinct.value, found.distinct.rows) == (1, (0, 1))
    assert found.entropy.value == pytest.approx(1)


def test_the_smallest_class_is_told_by_places_alone() -> None:
    table = pl.DataFrame({"age": [30, 30, None, float("nan"), 41], "sex": ["f", "f", "m", "m", "f"]}, strict=False)
    found = measure(table, ["age", "sex"])
    assert (found.k.value, found.k.rows, found.classes, found.rows) == (1, (4,), 3, 5)


def test_many_values_are_counted_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pl.DataFrame({"q": [row % 97 for row in range(970)], "s": [row * row % 31 for row in range(970)]})
    whole = measure(table, ["q"], ["s"])
    monkeypatch.setattr("troth.data.anonymity.measured._CELLS", 40)
    assert measure(table, ["q"], ["s"]) == whole


@pytest.mark.parametrize(
    ("quasi", "sensitive", "words"),
    [
        ([], [], "no quasi-identifier"),
        (["none"], [], "no column 'none'"),
        (["class", "class"], [], "named twice"),
        (["class"], ["class"], "named twice"),
    ],
)
def test_columns_that_cannot_be_measured_are_refused(quasi: list[str], sensitive: list[str], words: str) -> None:
    with pytest.raises(DataError, match=words):
        measure(SALARIES, quasi, sensitive)


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(DataError, match="no rows"):
        measure(SALARIES.clear(), ["class"])
