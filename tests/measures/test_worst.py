"""The group that fares worst: by document within the group, with rows of no group counted, and names kept apart."""

from __future__ import annotations

import numpy as np
import pytest

from troth.measures import Groups, Scores, Spans, Table, Tokens, by_name, per_group, worst_group
from troth.standard import Estimate, NotMeasured


def halves(n: int, alone: int = 0) -> Groups:
    """Two groups in turn; the last rows are in none."""
    codes = np.arange(n) % 2
    codes[n - alone :] = -1
    return Groups.from_codes(codes, ["a", "n"])


def test_rows_that_name_no_group_are_counted_and_leave_nothing_decided():
    """28,500 of 30,000 rows without a sex, all of them wrong, once met an accuracy gap."""
    n, alone = 3000, 2850
    truth = np.zeros(n, int)
    prediction = (np.arange(n) >= n - alone).astype(int)
    table = Table.count(truth, prediction, ["no", "yes"], halves(n, alone))
    assert table.ungrouped == alone
    gap = by_name("accuracy_difference")(table, confidence=0.95)
    worst = worst_group("accuracy", table, confidence=0.95)
    for found in (gap, worst):
        assert isinstance(found, Estimate)
        assert found.thin is not None
        assert "2,850 of 3,000 rows name no group" in found.thin
        assert found.counts["in no group"] == alone


def test_a_row_in_none_of_the_listed_groups_is_no_gap_in_the_data():
    """A text that speaks of nobody is rightly in no community; lists say so by themselves."""
    values = [["a"], [], ["b"], ["a", "b"], []] * 200
    groups = Groups.of(values)
    assert groups.optional
    assert Groups.cross(groups, Groups.of(["f", "m"] * 500)).optional
    assert groups.take([0, 1]).optional
    table = Table.count(np.zeros(1000, int), np.zeros(1000, int), ["no", "yes"], groups)
    assert table.ungrouped == 0
    assert by_name("accuracy_difference")(table, confidence=0.95).thin is None


def test_a_few_rows_without_a_group_decide_as_before():
    table = Table.count(np.zeros(1000, int), np.zeros(1000, int), ["no", "yes"], halves(1000, 10))
    assert table.ungrouped == 10
    assert by_name("accuracy_difference")(table, confidence=0.95).thin is None


def test_rows_without_a_group_count_for_every_kind_of_data():
    rng = np.random.default_rng(0)
    truth, groups = rng.integers(0, 2, 600), halves(600, 60)
    scores = Scores.of(truth, np.eye(2)[truth] * 0.8 + 0.1, ["no", "yes"], groups)
    tokens = Tokens.count(truth, truth, ["no", "yes"], np.ones(600, int), groups=groups)
    for name, data in (("auc", scores), ("token_accuracy", tokens)):
        assert "name no group" in worst_group(name, data, confidence=0.95).thin
    assert "name no group" in by_name("auc_difference")(scores, confidence=0.95).thin


def test_a_group_without_rows_is_named_and_nothing_is_measured():
    table = Table.count([0, 1] * 50, [0, 1] * 50, "xy", Groups.from_codes([0] * 100, ["here", "absent"]))
    for found in (
        worst_group("accuracy", table, confidence=0.95),
        by_name("accuracy_difference")(table, confidence=0.95),
    ):
        assert isinstance(found, NotMeasured)
        assert "absent" in found.reason


def test_a_group_named_n_does_not_hide_the_denominator():
    table = Table.count([0, 1] * 300, [0, 1] * 300, "xy", halves(600))
    for found in (
        worst_group("accuracy", table, confidence=0.95),
        by_name("accuracy_difference")(table, confidence=0.95),
        by_name("representation")(halves(600), confidence=0.95),
    ):
        assert found.counts["n"] == 600
        assert found.counts["n (2)"] == 300


def test_two_intersections_with_one_name_stay_two():
    """`x & y` with `z`, and `x` with `y & z`, are written alike."""
    first = Groups.of(["x & y", "x"] * 200)
    other = Groups.of(["z", "y & z"] * 200)
    both = Groups.cross(first, other)
    assert len(set(both.names)) == 4
    table = Table.count([0] * 400, [0, 1] * 200, "no", both.take(np.arange(400)))
    assert len(per_group(table, "accuracy", confidence=0.95)) == 2
    assert isinstance(worst_group("accuracy", table, confidence=0.95), NotMeasured)  # two of the four have no rows


def test_a_groups_sentences_are_clustered_by_their_document():
    """Errors that come a document at a time: by sentence the interval is far too short."""
    documents, sentences = 60, 20
    rng = np.random.default_rng(0)
    bad = rng.choice([0.0, 0.6], documents, p=[0.8, 0.2])
    missed = rng.random((documents, sentences)) < bad[:, None]
    truth = ["B-X"] * missed.size
    said = ["O" if miss else "B-X" for miss in missed.ravel()]
    lengths, of = np.ones(missed.size, int), np.repeat(np.arange(documents), sentences)
    groups = halves(missed.size)
    both = Spans.count(truth, said, lengths, of, groups)
    plain = Spans.count(truth, said, lengths, None, groups)
    wide, short = (worst_group("entity_f1", spans, confidence=0.95) for spans in (both, plain))
    assert wide.value == pytest.approx(short.value)
    assert wide.high - wide.low > 2 * (short.high - short.low)
    assert "documents" in wide.method
    whole = by_name("entity_f1")(both, confidence=0.95)
    assert whole == by_name("entity_f1")(Spans.count(truth, said, lengths, of), confidence=0.95)
    tokens = Tokens.count(missed.ravel() * 1, missed.ravel() * 0, "xy", lengths, of, groups)
    assert tokens.group(0).right.shape == (documents, 2)
    with pytest.raises(ValueError, match="sentences"):
        Spans.count(truth, said, lengths, of, halves(documents))
