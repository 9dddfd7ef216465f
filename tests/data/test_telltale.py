from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from troth.data import inspect
from troth.data.telltale import telltales


def people(n: int = 2000) -> pl.DataFrame:
    rng = np.random.default_rng(0)
    again = rng.random(n) < 0.3
    return pl.DataFrame(
        {
            "again": np.where(again, "yes", "no"),
            "age": rng.integers(18, 70, n) - 8 * again,
            "town": rng.choice(["a", "b", "c"], n),
            "case": [f"c{row}" for row in range(n)],
            "copy": np.where(again ^ (rng.random(n) < 0.02), 1, 0),
            "score": again + rng.normal(0, 0.2, n),
            "sentence": [str(row % 7) if one and row % 3 == 0 else None for row, one in enumerate(again)],
            "fined": [("n", "y")[int(one and row % 4 == 0)] for row, one in enumerate(again)],
            "phone": [None if row % 3 else str(row) for row in range(n)],
        }
    )


def test_what_says_the_label_is_told_from_what_helps_to_guess_it() -> None:
    frame = people()
    found = {each.column: each.why for each in telltales(frame, "again", frame.columns[1:])}
    assert list(found) == ["copy", "score", "sentence", "fined"]
    assert "saves 9" in found["copy"]
    assert "ranks the labels" in found["score"]
    assert "where it is filled, the label is yes in 100% of rows, and in 30% of all" in found["sentence"]
    assert "one of its two values" in found["fined"]


def test_values_seen_once_and_few_rows_tell_nothing() -> None:
    frame = people(40)
    assert telltales(frame, "again", frame.columns[1:]) == ()
    several = people().with_columns(pl.col("again") + pl.col("town"))
    assert "score" not in {each.column for each in telltales(several, "again", several.columns[1:])}


@pytest.mark.parametrize("sure", [0.90, 0.995])
def test_a_flag_of_the_commonest_label_is_ordinary(sure: float) -> None:
    """Where one row in twenty is ill, nearly all of any healthy group are not."""
    rng = np.random.default_rng(1)
    young = rng.random(20_000) < 0.5
    ill = rng.random(20_000) < np.where(young, 1 - sure, 0.1)
    frame = pl.DataFrame({"ill": ill, "young": young})
    assert telltales(frame, "ill", ["young"]) == ()


def test_columns_of_compas_that_were_written_after_the_second_arrest(shared_data) -> None:
    found = {each.column for each in inspect(shared_data("compas") / "compas-scores-two-years.csv.gz").telltales}
    known = {"event"} | {name for name in found if name.startswith(("is_", "r_", "vr_"))}
    assert found == known
    assert {"is_recid", "is_violent_recid", "r_charge_degree", "r_jail_in", "vr_offense_date"} <= found


def test_adult_has_none(shared_data) -> None:
    assert inspect(shared_data("adult") / "adult.data.gz").telltales == ()


def test_what_cannot_be_written_as_text_is_passed_over() -> None:
    lists = pl.DataFrame({"label": [["a", "b"], ["a"]] * 60, "x": ["1", "2"] * 60})
    assert telltales(lists, "label", ["x"]) == ()
    odd = pl.DataFrame({"label": ["a", "b"] * 60, "x": [b"1", b"2"] * 60})
    odd = odd.with_columns(pl.duration(hours=pl.int_range(120)).alias("y"))
    assert telltales(odd, "label", ["x", "y"]) == ()
