"""What holds for any data: estimates inside intervals, intervals with width, no dependence on the order of rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.measures import (
    MEASURES,
    Groups,
    Scores,
    Spans,
    Table,
    Tokens,
    by_name,
    holm,
    more_needed,
    p_value,
    power,
    resample,
    worst_group,
)
from troth.standard import Estimate, NotMeasured


def everything(n: int, k: int, g: int, seed: int, right: float = 0.7) -> dict:
    """Random data in every shape a measure may need."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, k, n)
    prediction = np.where(rng.random(n) < right, truth, rng.integers(0, k, n))
    labels = [f"l{i}" for i in range(k)]
    groups = Groups.from_codes(rng.integers(0, g, n), [f"g{i}" for i in range(g)])
    shown = rng.dirichlet(np.ones(k), n) * 0.5 + 0.5 * np.eye(k)[prediction]
    lengths = np.ones(n, int)
    tags = np.array(["O", *(f"B-{label}" for label in labels)])
    return {
        "table": Table.count(truth, prediction, labels, groups),
        "probabilities": Scores.of(truth, shown, labels, groups),
        "tokens": Tokens.count(truth, prediction, labels, lengths, groups=groups),
        "spans": Spans.count(tags[truth + 1].tolist(), tags[prediction + 1].tolist(), lengths, groups=groups),
        "representation": groups,
    }


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.integers(2, 4), st.integers(1, 5), st.integers(0, 999), st.sampled_from([0.0, 0.7, 1.0]))
def test_every_measure_has_width_holds_its_value_and_names_its_counts(n, k, g, seed, right):
    data = everything(n, k, g, seed, right)
    for measure in MEASURES.values():
        found = measure(data[measure.needs], confidence=0.95)
        if isinstance(found, NotMeasured):
            assert found.reason
            continue
        top = 2.0 if measure.name == "brier" else 1.0
        assert 0 <= found.low <= found.value + 1e-9 <= found.high + 2e-9 <= top + 3e-9, measure.name
        assert found.high - found.low > 1e-6, measure.name
        assert found.counts["n"] > 0
        assert found.method
        assert found == measure(data[measure.needs], confidence=0.95)
        if measure.name == "calibration_error" and min(part.counts["n"] for part in found.parts) < 3:
            continue  # a bin of one or two rows has the widest noise there is at any confidence
        wider = measure(data[measure.needs], confidence=0.99)
        assert wider.low <= found.low + 1e-9
        assert wider.high >= found.high - 1e-9


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 999))
def test_the_order_of_rows_and_groups_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    truth, prediction, codes = rng.integers(0, 3, (3, 200))
    names, turn, swap = "abc", rng.permutation(200), np.array([2, 0, 1])
    first = Table.count(truth, prediction, "xyz", Groups.from_codes(codes, names))
    other = Table.count(truth[turn], prediction[turn], "xyz", Groups.from_codes(swap[codes[turn]], "bca"))
    for measure in MEASURES.values():
        if measure.needs == "table":
            a, b = (measure(table, confidence=0.9) for table in (first, other))
            assert (a.value, a.low, a.high) == pytest.approx((b.value, b.low, b.high)), measure.name


def test_overlapping_groups_and_intersections_are_counted_row_by_row():
    values = [["a", "b"], None, "a", [], ["b"], ["a", "b"]]
    sex = Groups.of(["f", "m", "f", "m", "f", "m"], prefix="sex=")
    both = Groups.cross(Groups.of(values), sex)
    assert both.names == ("a & sex=f", "a & sex=m", "b & sex=f", "b & sex=m")
    assert both.sizes().tolist() == [2, 1, 2, 1]
    table = Table.count([0, 1, 0, 1, 0, 1], [0, 1, 1, 1, 0, -1], "nm", both)
    assert table.missing == 1
    assert table.n == 5
    assert table.counts.sum((1, 2)).tolist() == [2, 0, 2, 0]


def test_what_is_not_there_is_named():
    truth = prediction = np.array([0, 1] * 100)
    groups = Groups.from_codes(np.zeros(200, int), ["here", "nobody"])
    table = Table.count(truth, prediction, ["no", "yes"], groups)
    for measure in MEASURES.values():
        if measure.grouped and measure.needs == "table":
            found = measure(table, confidence=0.95)
            assert isinstance(found, NotMeasured)
            assert "nobody" in found.reason
    assert "nobody" in worst_group("accuracy", table, confidence=0.95).reason
    assert "maybe" in by_name("recall")(table, confidence=0.95, label="maybe").reason
    assert isinstance(by_name("accuracy")(Table.count([], [], "ab"), confidence=0.95), NotMeasured)
    one = Table.count(np.zeros(50, int), np.zeros(50, int), ["no", "yes"])
    assert "yes" in by_name("recall")(one, confidence=0.95).reason
    assert by_name("epsilon") is None


@pytest.mark.parametrize("name", ["accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "recall"])
def test_no_error_in_fifty_leaves_doubt(name):
    truth = np.array([0, 1] * 25)
    found = by_name(name)(Table.count(truth, truth, "ab"), confidence=0.95)
    assert found.high == pytest.approx(1.0)
    assert found.low < 0.96


def test_thin_data_say_why():
    data = everything(150, 2, 2, 0)
    for name in ("macro_f1", "auc", "calibration_error", "weighted_f1", "brier"):
        assert "150" in by_name(name)(data[by_name(name).needs], confidence=0.95).thin


def test_the_worst_group_is_the_worst_and_the_bad_side_needs_no_correction():
    data = everything(4000, 2, 4, 1)
    found = worst_group("accuracy", data["table"], confidence=0.95)
    assert found.value == min(part.value for part in found.parts)
    assert found.low == min(part.low for part in found.parts)
    assert found.high >= min(part.high for part in found.parts)
    worst = worst_group("calibration_error", data["probabilities"], confidence=0.95)
    assert worst.value == max(part.value for part in worst.parts)
    with pytest.raises(ValueError, match="worst_group"):
        worst_group("accuracy_difference", data["table"], confidence=0.95)


def test_holm_is_statsmodels():
    multipletests = pytest.importorskip("statsmodels.stats.multitest").multipletests
    rng = np.random.default_rng(0)
    for _ in range(50):
        p = rng.beta(0.3, 1, 8)
        assert holm(p.tolist()) == tuple(multipletests(p, 0.05, "holm")[0])
    assert holm([]) == ()


def test_a_p_value_is_where_the_interval_meets_the_limit():
    table = Table.count(np.zeros(100, int), np.r_[np.zeros(80, int), np.ones(20, int)], "ab")

    def measured(confidence: float) -> Estimate | NotMeasured:
        return by_name("accuracy")(table, confidence=confidence)

    p = p_value(measured, 0.9, ">=")
    assert measured(1 - p).high == pytest.approx(0.9, abs=2e-5)
    assert p_value(measured, 0.5, ">=") == 1.0


def test_more_rows_decide_and_enough_say_so():
    rng = np.random.default_rng(0)
    groups = Groups.from_codes(rng.integers(0, 2, 400), ["a", "b"])
    truth = np.ones(400, int)
    prediction = (rng.random(400) < 0.8).astype(int)
    table = Table.count(truth, prediction, ["no", "yes"], groups)
    gap = by_name("accuracy_difference")(table, confidence=0.95)
    more = more_needed(gap, 0.08)
    assert more is not None
    assert "of" in more.of
    assert more_needed(gap, 0.9) is None
    rate = by_name("accuracy")(table, confidence=0.95)
    more = more_needed(rate, rate.value - 0.01)
    n = 400 + more.count
    again = by_name("accuracy")(
        Table.count(np.zeros(n, int), np.r_[np.zeros(round(n * rate.value), int), np.ones(n, int)][:n], "ab"),
        confidence=0.95,
    )
    assert again.low == pytest.approx(rate.value - 0.01, abs=0.002)


def test_a_plan_falls_with_room_and_is_repeatable():
    near, far = (power("demographic_parity_difference", limit, groups=2, rates=[0.3])[0] for limit in (0.05, 0.1))
    assert near.outcome == far.outcome == "met"
    assert near.rows > far.rows > 0
    assert near == power("demographic_parity_difference", 0.05, groups=2, rates=[0.3])[0]
    assert 1700 < near.rows < 2050
    broken = power("equalized_odds_difference", 0.05, groups=4, kinds=2, rates=[0.5], gaps=[0.2])[0]
    assert (broken.outcome, broken.power >= 0.8) == ("broken", True)
    assert power("accuracy", 0.9, rates=[0.9])[0].rows is None
    with pytest.raises(ValueError, match="epsilon"):
        power("epsilon", 1.0)


def test_resampled_tables_keep_their_rows_and_their_seed():
    counts = np.array([[[40, 10], [5, 45]], [[3, 1], [0, 6]], [[0, 0], [0, 0]]])
    drawn = resample(counts, seed=1, resamples=50)
    assert drawn.shape == (50, 3, 2, 2)
    assert (drawn.sum((2, 3)) == [100, 10, 0]).all()
    assert (drawn == resample(counts, seed=1, resamples=50)).all()
