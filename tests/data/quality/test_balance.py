"""Rows of each label and group, and gaps between groups."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.data.quality import Sheet
from troth.data.quality.balance import evenness, group_counts, label_counts, widest_gap

Made = Callable[..., Sheet]


def people(made: Made) -> Sheet:
    rows = [("f", "yes")] * 60 + [("f", "no")] * 40 + [("m", "yes")] * 20 + [("m", "no")] * 80 + [("", "no")] * 5
    text = "".join(f"a question {at} of mine,{label},{group}\n" for at, (group, label) in enumerate(rows))
    return made(f"text,label,gender\n{text}", text="text", label="label", groups=("gender",))


def test_labels_and_groups_are_counted(made: Made) -> None:
    sheet = people(made)
    assert sheet.labels is not None
    labels = label_counts(sheet, sheet.labels, 0.95)
    assert [(part.name, part.counts["successes"]) for part in labels.parts] == [("no", 125), ("yes", 80)]
    groups = group_counts(sheet, "gender", 0.95)
    assert (groups.rows, groups.missing, groups.evenness) == (200, 5, pytest.approx(1.0))
    assert all(part.low < part.value < part.high for part in (*labels.parts, *groups.parts))


def test_the_widest_gap_is_between_shares(made: Made) -> None:
    sheet = people(made)
    assert sheet.labels is not None
    gap = widest_gap(sheet, "gender", sheet.labels, 0.95)
    assert gap is not None
    assert gap.value == pytest.approx(0.4)
    assert gap.low < 0.4 < gap.high
    assert {part.name: round(part.value, 2) for part in gap.shares} == {"f": 0.6, "m": 0.2} or {
        part.name: round(part.value, 2) for part in gap.shares
    } == {"f": 0.4, "m": 0.8}


def test_a_row_of_several_groups_counts_in_each(made: Made) -> None:
    rows = "".join(
        f'{{"text": "a question {at} of mine", "label": "{"ab"[at % 2]}", "about": {["[]", "[1, 2]"][at % 2]}}}\n'
        for at in range(40)
    )
    sheet = made(rows, "posts.jsonl", text="text", label="label", groups=("about",))
    counts = group_counts(sheet, "about", 0.95)
    assert (counts.rows, counts.missing) == (20, 20)
    assert [part.value for part in counts.parts] == [1.0, 1.0]


@given(st.lists(st.integers(0, 1000), max_size=8))
def test_evenness_is_from_none_to_one(counts: list[int]) -> None:
    assert 0 <= evenness(counts) <= 1 + 1e-12
    if len(counts) > 1 and counts[0] and len(set(counts)) == 1:
        assert evenness(counts) == pytest.approx(1.0)
