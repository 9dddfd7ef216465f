from __future__ import annotations

import numpy as np
import polars as pl

from troth.data import Places, Roles, Split
from troth.measures import Groups, Table
from troth.training.governing.membership import Membership


def split(**groups: list[object]) -> Split:
    frame = pl.DataFrame({"text": ["t"] * 6, "label": list("xyxyxy"), **groups})
    roles = Roles(text="text", label="label", groups=tuple(groups))
    return Split("train", "text-classification", frame, roles, Places((), np.zeros(0, np.int64)), "sha256:00")


def test_a_row_may_be_in_several_groups_or_in_none() -> None:
    rows = split(sex=["f", "m", None, "f", "m", "f"], target=[["p", "q"], [], ["q"], ["p"], [], ["p", "q"]])
    blocks = [(), ("sex",), ("target",), ("sex", "target")]
    ours = Membership.of(rows, blocks, 6)
    assert ours.groups == 1 + 2 + 2 + 4
    truth, said = np.array([0, 1, 0, 1, 0, 1]), np.array([0, 0, 1, 1, 0, 1])
    table = ours.count(np.arange(6), truth, said, 2)
    expected = [Table.count(truth, said, ("x", "y"), rows.groups(*columns)).counts for columns in blocks[1:]]
    assert table[0].tolist() == Table.count(truth, said, ("x", "y")).overall.tolist()
    assert table[1:].tolist() == np.concatenate(expected).tolist()


def test_some_rows_are_counted_as_those_alone() -> None:
    rows = split(sex=["f", "m", "f", "f", "m", "f"])
    ours = Membership.of(rows, [("sex",)], 6)
    some = np.array([3, 1])
    table = ours.count(some, np.array([1, 1]), np.array([0, 1]), 2)
    groups = Groups.of(["f", "m"])
    assert table.tolist() == Table.count([1, 1], [0, 1], ("x", "y"), groups).counts.tolist()
