"""Values of one column are known again in others, and chance is not."""

from __future__ import annotations

import polars as pl
import pytest

from troth.data.elsewhere import elsewhere


def cells(values: list[object], others: list[object]) -> int:
    found = elsewhere(pl.DataFrame({"value": values, "other": others}), ["value"])
    return found[0].cells if found else 0


@pytest.mark.parametrize(
    ("values", "others", "count"),
    [
        (["ada@x.org", "bob@x.org"], ["see ADA@x.org.", "no"], 1),
        (["ada@x.org", "bob@x.org"], ["no", "ada@x.org said"], 1),
        (["Ada", "Bob"], ["Adamant", "Bobby"], 0),
        (["Ada", "Bob"], ["Bob", "Ada"], 0),
        (["Ada", "Bob"], ["told Ada so", "Bob?"], 2),
        (["Ada Lovelace", "Bob Hope"], ["Lovelace", "Bob"], 2),
        (["he has no pain at all and it was a flu today", "x"], ["flu", "no"], 0),
        (["王小明", "李雷"], ["昨天王小明说", "和李雷去"], 2),
        (["王小明", "李雷"], ["无", "昨天王小明说"], 1),
        ([36, 41, 29], [36, 41, 29], 3),
        ([36, 41, 29], [29, 36, 41], 0),
        ([5551234, 1], [0, 5551234], 1),
        ([None, "", " "], ["", None, "a"], 0),
        ([["ada@x.org"], []], [["b", "ada@x.org"], ["c"]], 1),
        (["yes", "no", "yes", "no"], ["yes", "no", "no", "yes"], 1),
    ],
)
def test_values_are_known_again(values: list[object], others: list[object], count: int) -> None:
    assert cells(values, others) == count


def test_sealed_columns_are_not_held_against_each_other() -> None:
    frame = pl.DataFrame({"a": ["ada@x.org"], "b": ["ada@x.org"], "c": ["ada@x.org"]})
    assert [(one.column, one.of) for one in elsewhere(frame, ["a", "b"])] == [("c", "a"), ("c", "b")]
