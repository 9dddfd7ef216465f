"""What stands beside quasi-identifiers and undoes them is found, and no more."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.anonymity import beside

ADULT = Path(os.environ.get("TROTH_DATA", "../shared/data")) / "adult" / "adult.data.gz"
NAMES = [
    *("age", "workclass", "fnlwgt", "education", "education-num", "marital-status", "occupation", "relationship"),
    *("race", "sex", "capital-gain", "capital-loss", "hours-per-week", "native-country", "income"),
]


def why(frame: pl.DataFrame, quasi: list[str], k: int = 3, **more: object) -> dict[str, str]:
    return {one.column: "; ".join(one.reasons) for one in beside(frame, quasi, k, **more)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("column", "cells", "words"),
    [
        ("id", range(40), "by its name"),
        ("account_id", ["x"] * 40, None),
        ("patient_id", ["x"] * 40, "a number of its own"),
        ("Home_Phone", ["x"] * 40, "by its name: phone"),
        ("contact", [f"u{row % 4}@x.org" for row in range(40)], "by the look"),
        ("amount", [row / 7 for row in range(40)], "100% of its cells hold what no other row"),
        ("code", [str(min(row, 35)) for row in range(40)], "88%"),
        ("code", [str(max(row, 36)) for row in range(40)], None),
        ("pair", [row // 2 for row in range(40)], "fewer than 3 rows"),
        ("three", [row // 3 for row in range(39)] + [0], None),
        ("late", ["", " ", None, *["x"] * 36, "y"], None),
        ("rare", [None] * 38 + ["x", "y"], "100%"),
        ("none", [None] * 40, None),
        ("list", [[row] for row in range(40)], "100%"),
    ],
)
def test_columns_are_told_by_name_look_and_values(column: str, cells: list[object], words: str | None) -> None:
    frame = pl.DataFrame({"age": [row * 7 % 5 for row in range(40)], column: list(cells)})
    found = why(frame, ["age"])
    assert list(found) == ([column] if words else [])
    assert words is None or words in found[column]


def test_a_column_is_bound_both_ways() -> None:
    rng = np.random.default_rng(7)
    city = rng.integers(0, 6, 300)
    year = rng.integers(1940, 2000, 300)
    frame = pl.DataFrame(
        {
            "region": [f"r{one // 3}" for one in city],
            "city": [f"c{one}" for one in city],
            "country": ["c" if one < 2 else "d" for one in city],
            "age": 2024 - year,
            "year": year + rng.integers(0, 2, 300),
            "senior": ["yes" if one < 1960 else "no" for one in year],
            "coin": rng.integers(0, 2, 300),
        }
    )
    found = why(frame, ["region", "age"])
    assert set(found) == {"city", "year", "senior"}
    assert found["city"] == "tells region in 100% of what chance leaves open"
    assert found["year"].startswith("tells age in ")
    assert found["senior"] == "is told by age in 100% of what chance leaves open"


def test_persons_make_their_own_values_unique() -> None:
    own = [row // 10 for row in range(30)]
    frame = pl.DataFrame({"age": [1] * 30, "shop": own, "who": own})
    assert why(frame, ["age"]) == {}
    found = why(frame, ["age"], persons=frame["who"].to_numpy(), person="who")
    assert found["shop"] == "nearly unique: 100% of its cells hold what no other person has"
    assert found["who"].startswith("the persons that are counted")


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(2, 6))
def test_what_is_drawn_by_chance_is_not_bound(seed: int, one: int, other: int) -> None:
    rng = np.random.default_rng(seed)
    frame = pl.DataFrame({"a": rng.integers(0, one, 200), "b": rng.integers(0, other, 200)})
    assert why(frame, ["a"]) == {}


def test_strange_numbers_stop_nothing() -> None:
    frame = pl.DataFrame({"a": [1e308, -1e308, float("nan"), float("inf")] * 5, "b": ["x", "y"] * 10})
    assert "a" in why(frame, ["b"])


@pytest.mark.skipif(not ADULT.exists(), reason="needs TROTH_DATA/adult")
def test_of_adult_what_is_bound_and_unique_is_found_and_nothing_else() -> None:
    text = gzip.decompress(ADULT.read_bytes()).replace(b", ", b",")
    frame = pl.read_csv(text, has_header=False, new_columns=NAMES, infer_schema=False)
    found = why(frame, ["age", "sex", "race", "native-country", "education"], 10)
    assert set(found) == {"fnlwgt", "education-num"}
