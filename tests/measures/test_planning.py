"""How much more decides a clause: named in the right unit, and right when it comes."""

from __future__ import annotations

import numpy as np
import pytest

from troth.measures import Groups, Spans, Table, Tokens, by_name, clopper_pearson, more_needed, power, worst_group
from troth.standard import Estimate


def table(n: int = 2000, seed: int = 0) -> Table:
    rng = np.random.default_rng(seed)
    truth = (rng.random(n) < 0.3).astype(int)
    prediction = np.where(rng.random(n) < 0.85, truth, 1 - truth)
    groups = Groups.from_codes((rng.random(n) < 0.2).astype(int), ["sex=M", "sex=F"])
    return Table.count(truth, prediction, ["ham", "spam"], groups)


def words(documents: int = 60) -> tuple[Tokens, Spans]:
    rng = np.random.default_rng(0)
    truth = (rng.random(documents * 20) < 0.3).astype(int)
    prediction = np.where(rng.random(len(truth)) < 0.9, truth, 1 - truth)
    lengths, tags = np.full(documents, 20), np.array(["O", "B-PER"])
    spans = Spans.count(tags[truth].tolist(), tags[prediction].tolist(), lengths)
    return Tokens.count(truth, prediction, ["O", "PER"], lengths), spans


def near(estimate: Estimate, share: float = 0.5) -> float:
    """A limit the interval reaches across."""
    return estimate.value + share * (estimate.high - estimate.value)


@pytest.mark.parametrize(
    ("name", "label", "unit"),
    [
        ("accuracy", None, "rows"),
        ("recall", "spam", "rows of label spam"),
        ("precision", "spam", "rows predicted as spam"),
        ("macro_f1", None, "rows"),
        ("accuracy_difference", None, "rows of sex=F"),
        ("equal_opportunity_difference", "spam", "rows of label spam of sex=F"),
    ],
)
def test_more_is_counted_in_what_the_measure_is_out_of(name, label, unit):
    found = by_name(name)(table(), confidence=0.95, label=label)
    more = more_needed(found, near(found))
    assert more is not None
    assert more.of in {unit, unit.replace("sex=F", "each group")}


def test_more_of_words_and_of_entities():
    tokens, spans = words()
    for name, data, label, unit in (
        ("token_accuracy", tokens, None, "tokens"),
        ("entity_f1", spans, None, "entities"),
        ("entity_f1", spans, "PER", "entities of type PER"),
    ):
        found = by_name(name)(data, confidence=0.95, label=label)
        assert more_needed(found, near(found)).of == unit


def test_a_share_of_all_rows_needs_more_rows_not_more_of_a_group():
    """More rows of the smallest group would change the very share that is measured."""
    groups = Groups.of(["a"] * 70 + ["b"] * 30)
    found = by_name("representation")(groups, confidence=0.95)
    more = more_needed(found, 0.25)
    assert more.of == "rows"
    times = round((100 + more.count) / 100)
    again = by_name("representation")(Groups.of((["a"] * 70 + ["b"] * 30) * times), confidence=0.95)
    assert again.low == pytest.approx(0.25, abs=0.01)


def test_more_of_the_thinnest_group_decides():
    small = table()
    found = worst_group("accuracy", small, confidence=0.95)
    more = more_needed(found, found.value - 0.6 * (found.value - found.low))
    assert more is not None
    assert more.of.startswith("rows of ")


def test_a_plan_for_shares_is_of_all_rows_of_groups_that_sum_to_one():
    plan = power("representation", 0.2, groups=2, rates=[0.25, 0.6])
    assert len(plan) == 1  # the smaller of two groups has no share above one half
    assert plan[0].outcome == "met"
    rows = plan[0].rows
    hits = np.random.default_rng(1).binomial(rows, 0.25, 2000)
    low, _ = clopper_pearson(hits, rows, 0.95)
    assert (low >= 0.2).mean() == pytest.approx(0.8, abs=0.06)


def test_nothing_more_is_asked_for_what_is_decided_or_lies_at_the_limit():
    found = by_name("accuracy")(table(), confidence=0.95)
    assert more_needed(found, 0.1) is None
    assert more_needed(found, found.value) is None
