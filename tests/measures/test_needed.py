"""How much more decides a clause: named in the right unit, and right when it comes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from troth.measures import Groups, Scores, Spans, Table, Tokens, by_name, more_needed, worst_group
from troth.standard import Estimate, More, Part

MEASURES = [
    ("accuracy", None), ("recall", "spam"), ("precision", None), ("balanced_accuracy", None), ("macro_f1", None),
    ("weighted_f1", None), ("class_recall_difference", None), ("accuracy_difference", None),
    ("demographic_parity_difference", None), ("demographic_parity_ratio", None),
    ("equal_opportunity_difference", "spam"), ("equalized_odds_difference", None),
]  # fmt: skip


def table(n: int = 2000, seed: int = 0) -> Table:
    rng = np.random.default_rng(seed)
    truth = (rng.random(n) < 0.3).astype(int)
    prediction = np.where(rng.random(n) < 0.85, truth, 1 - truth)
    groups = Groups.from_codes((rng.random(n) < 0.2).astype(int), ["sex=M", "sex=F"])
    return Table.count(truth, prediction, ["ham", "spam"], groups)


def words(documents: int = 120) -> tuple[Tokens, Spans]:
    rng = np.random.default_rng(0)
    truth = (rng.random(documents * 20) < 0.3).astype(int)
    prediction = np.where(rng.random(len(truth)) < 0.9, truth, 1 - truth)
    lengths, tags = np.full(documents, 20), np.array(["O", "B-PER"])
    spans = Spans.count(tags[truth].tolist(), tags[prediction].tolist(), lengths)
    return Tokens.count(truth, prediction, ["O", "PER"], lengths), spans


def near(estimate: Estimate, share: float = 0.5) -> float:
    """A limit the interval reaches across."""
    return estimate.value + share * (estimate.high - estimate.value)


def grown(small: Table, found: Estimate, more: More, share: float) -> Table:
    """`small` with this share of the rows that are asked for, of the group they are asked of, at the rates it has."""
    growth, added = found.growth, share * more.count
    if not growth.names:
        factors = np.full((1, 1, 1), 1 + added / growth.sizes[0])
    else:
        own = next((name for name in growth.names if more.of.endswith(f" of {name}")), None)
        pairs = zip(growth.names, growth.sizes, strict=True)
        times = np.array([1 + added / size if own in {None, name} else 1.0 for name, size in pairs])
        factors = times[None, :, None] if growth.names == small.labels else times[:, None, None]
    counts = np.round(small.counts * factors).astype(np.int64)
    return Table(small.labels, small.groups, counts.sum(0), counts)


def decided(evidence: Estimate, limit: float) -> bool:
    return evidence.high < limit or evidence.low > limit


@pytest.mark.parametrize(
    ("name", "label", "unit"),
    [
        ("accuracy", None, "rows"),
        ("recall", "spam", "rows of label spam"),
        ("precision", "spam", "rows predicted as spam"),
        ("macro_f1", None, "rows"),
        ("accuracy_difference", None, "rows of sex=F"),
        ("equal_opportunity_difference", "spam", "rows of label spam of sex=F"),
        ("equalized_odds_difference", None, "rows of sex=F"),
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


@pytest.mark.parametrize(("name", "label"), MEASURES)
@pytest.mark.parametrize("share", [0.6, -0.3])
def test_so_many_rows_decide_and_half_as_many_do_not(name, label, share):
    """The table itself is grown and measured anew; every rate stays within a rounded row."""
    rng = np.random.default_rng(3)
    for rows in ([4000, 600], [9000, 5000, 1500]):
        cells = np.stack([rng.multinomial(n, [0.5, 0.15, 0.07, 0.28]) for n in rows]).reshape(-1, 2, 2)
        small = Table(("ham", "spam"), tuple(f"g{i}" for i in range(len(rows))), cells.sum(0), cells)
        found = by_name(name)(small, confidence=0.95, label=label)
        limit = found.value + share * ((found.high - found.value) if share > 0 else (found.value - found.low))
        more = more_needed(found, limit)
        enough, half = (
            by_name(name)(grown(small, found, more, part), confidence=0.95, label=label) for part in (1.08, 0.5)
        )
        assert decided(enough, limit)
        assert not decided(half, limit)


@pytest.mark.parametrize(("rows", "right", "limit"), [(3, 3, 0.7), (4, 3, 0.6), (5, 2, 0.7), (6, 6, 0.9)])
def test_a_group_of_few_rows_is_promised_as_many_as_it_takes(rows, right, limit):
    """By the square root of its rows three need four more, and those decide nothing."""
    counts = np.array([[[900, 50], [50, 900]], [[right, rows - right], [0, 0]]])
    small = Table(("ham", "spam"), ("many", "few"), counts.sum(0), counts)
    found = worst_group("accuracy", small, confidence=0.95)
    more = more_needed(found, limit)
    assert more.of == "rows of few"
    times = 1 + more.count / rows
    for factor, end in ((np.ceil(times), True), (np.floor(times * 0.7), False)):
        counts[1] = np.array([[right, rows - right], [0, 0]]) * int(factor)
        again = worst_group("accuracy", Table(small.labels, small.groups, counts.sum(0), counts), confidence=0.95)
        assert decided(again, limit) == end


def test_rankings_and_losses_grow_too():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 2, 1000)
    stated = np.clip(0.5 + (truth - 0.5) * 0.4 + rng.normal(0, 0.25, 1000), 0.01, 0.99)
    groups = Groups.from_codes(rng.integers(0, 2, 1000), ["a", "b"])

    def measured(name: str, times: int) -> Estimate:
        both = np.tile(np.c_[1 - stated, stated], (times, 1))
        repeated = Groups.from_codes(np.tile(groups.codes, times), groups.names)
        return by_name(name)(Scores.of(np.tile(truth, times), both, "ab", repeated), confidence=0.95)

    for name in ("auc", "brier", "auc_difference"):
        found = measured(name, 1)
        limit = near(found, 0.4)
        more = more_needed(found, limit)
        size = min(found.growth.sizes) if found.growth.names else 1000
        assert decided(measured(name, int(np.ceil(1.1 * (1 + more.count / size)))), limit)
        assert not decided(measured(name, max(int(0.6 * (1 + more.count / size)), 1)), limit)


def test_a_share_of_all_rows_needs_more_rows_not_more_of_a_group():
    """More rows of the smallest group would change the very share that is measured."""
    groups = Groups.of(["a"] * 70 + ["b"] * 30)
    found = by_name("representation")(groups, confidence=0.95)
    more = more_needed(found, 0.25)
    assert more.of == "rows"
    times = int(np.ceil((100 + more.count) / 100))
    again = by_name("representation")(Groups.of((["a"] * 70 + ["b"] * 30) * times), confidence=0.95)
    assert again.low == pytest.approx(0.25, abs=0.01)
    assert again.low > 0.25


def test_nothing_is_promised_for_what_is_decided_lies_at_the_limit_or_is_thin():
    found = by_name("accuracy")(table(), confidence=0.95)
    assert more_needed(found, 0.1) is None
    assert more_needed(found, found.value) is None
    assert more_needed(found, found.value + 1e-12) is None
    thin = by_name("macro_f1")(table(150), confidence=0.95)
    assert thin.thin is not None
    assert more_needed(thin, near(thin)) is None


def test_the_rule_that_is_only_near_says_nothing_of_few_rows():
    part = Part("few", 1.0, 0.3, 1.0, {"n": 9})
    found = Estimate(1.0, 0.3, 1.0, 0.95, "clustered", {"n": 900}, parts=(part,), compares=True)
    assert more_needed(found, 0.6) is None
    assert more_needed(replace(found, parts=(replace(part, counts={"n": 40}),)), 0.6) is not None


def test_more_of_each_label_where_labels_are_compared() -> None:
    draw = np.random.default_rng(5)
    truth = draw.integers(2, size=120)
    said = np.where(draw.random(120) < np.where(truth == 0, 0.9, 0.7), truth, 1 - truth)
    measure = by_name("class_recall_difference")
    assert measure is not None
    found = measure(Table.count(truth, said, ("a", "b")), confidence=0.95)
    assert isinstance(found, Estimate)
    more = more_needed(found, found.value + 0.05)
    assert more is not None
    assert "group" not in more.of
