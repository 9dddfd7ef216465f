"""The advantage of a threshold attack: no advantage of noise, intervals that hold, scikit-learn's rates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, norm
from sklearn.metrics import roc_curve

from troth.measures import Suspects, best_threshold, log_likelihood, membership_inference_advantage, more_needed
from troth.measures.membership import FEWEST, crossed, seldom_wrong
from troth.standard import Estimate, NotMeasured

AUDITS = 200


def suspects(scores, rng: np.random.Generator, documents=None) -> Suspects:
    """Rows in two drawn halves, whole documents in one of them."""
    units = np.arange(len(scores)) if documents is None else np.unique(documents, return_inverse=True)[1]
    order = rng.permutation(units.max() + 1)
    return Suspects(np.asarray(scores, float), (order % 2 == 0)[units], documents)


def measured(members: Suspects, others: Suspects, confidence: float = 0.95) -> Estimate:
    found = membership_inference_advantage(members, others, confidence=confidence)
    assert isinstance(found, Estimate), found
    return found


def enough(holds: float) -> float:
    """The share that chance leaves in 999 of 1,000 simulations."""
    return float(binom.ppf(0.001, AUDITS, holds)) / AUDITS


@pytest.mark.parametrize("n", [20, 150])
@pytest.mark.parametrize("steps", [0, 3])
def test_where_nothing_tells_them_apart_the_interval_has_0(n, steps):
    rng = np.random.default_rng([n, steps])
    inside, on_itself, found = 0, [], []
    for _ in range(AUDITS):
        scores = rng.normal(size=2 * n) if not steps else rng.integers(0, steps, 2 * n)
        members, others = suspects(scores[:n], rng), suspects(scores[n:], rng)
        one = measured(members, others)
        inside += one.low == 0
        found.append(one.value)
        threshold = best_threshold(members.scores, others.scores)
        on_itself.append((members.scores >= threshold).mean() - (others.scores >= threshold).mean())
    assert inside / AUDITS >= enough(0.97)
    assert np.mean(found) < np.mean(on_itself)  # judged on what it was chosen on, a threshold flatters itself


@pytest.mark.parametrize(("n", "m"), [(30, 200), (200, 200)])
@pytest.mark.parametrize("apart", [0.3, 1.0, 3.0])
def test_the_interval_holds_what_its_thresholds_reach(n, m, apart):
    rng = np.random.default_rng([n, int(10 * apart)])
    inside = above = 0
    most = 2 * norm.cdf(apart / 2) - 1
    for _ in range(AUDITS):
        members, others = suspects(rng.normal(apart, 1, n), rng), suspects(rng.normal(0, 1, m), rng)
        one = measured(members, others)
        thresholds = np.array(crossed(members, others, best_threshold)[0])
        truth = float(np.mean(norm.sf(thresholds - apart) - norm.sf(thresholds)))
        inside += one.low <= truth <= one.high
        above += one.low > most
    assert inside / AUDITS >= enough(0.95)
    assert above / AUDITS <= 1 - enough(0.975)  # more than any attack of the kind can reach is seldom said


def test_documents_that_are_called_together_count_once():
    rng = np.random.default_rng(1)
    inside = plain = 0
    for _ in range(AUDITS):
        documents = np.repeat(np.arange(110), 5)
        both = [rng.normal(size=110)[documents] + 0.1 * rng.normal(size=550) for _ in range(2)]
        inside += measured(*(suspects(scores, rng, documents) for scores in both)).low == 0
        plain += measured(*(suspects(scores, rng) for scores in both)).low == 0
    assert inside / AUDITS >= enough(0.96)
    assert plain / AUDITS < inside / AUDITS


def test_few_documents_are_thin():
    rng = np.random.default_rng(2)
    sides = [suspects(rng.normal(size=300), rng, np.repeat(np.arange(60), 5)) for _ in range(2)]
    assert measured(*sides).thin == "60 documents; its interval is shown to hold from 100 on"


def test_rates_are_scikit_learns():
    rng = np.random.default_rng(3)
    for rounded in (False, True):
        members, others = rng.normal(1, 1, 80), rng.normal(0, 1, 120)
        if rounded:
            members, others = members.round(), others.round()
        false, true, tried = roc_curve(np.repeat([1, 0], [80, 120]), np.concatenate([members, others]))
        gains = true - false
        assert best_threshold(members, others) in tried[np.isclose(gains, gains.max())]
        few = seldom_wrong(members, others)
        assert (members >= few).mean() == pytest.approx(true[false <= 0.01].max())
        sides = suspects(members, rng), suspects(others, rng)
        found = measured(*sides)
        thresholds, _ = crossed(*sides, best_threshold)
        called = np.zeros(2)
        for half, threshold in zip((True, False), thresholds, strict=True):
            parts = [side.scores[side.half == half] for side in sides]
            at = roc_curve(np.repeat([1, 0], [len(x) for x in parts]), np.concatenate(parts), drop_intermediate=False)
            place = np.flatnonzero(at[2] >= threshold).max()
            called += [at[1][place] * len(parts[0]), at[0][place] * len(parts[1])]
        assert (found.counts["members called"], found.counts["non-members called"]) == pytest.approx(tuple(called))
        assert found.value == pytest.approx(called[0] / 80 - called[1] / 120)


def test_one_who_names_everybody_or_nobody_has_no_advantage():
    rng = np.random.default_rng(4)
    same = measured(suspects(np.ones(100), rng), suspects(np.ones(100), rng))
    worse = measured(suspects(rng.normal(-3, 1, 100), rng), suspects(rng.normal(0, 1, 100), rng))
    for found in (same, worse):
        assert (found.value, found.low) == (0.0, 0.0)
        assert 0 < found.high < 0.06
    assert "(∞ and ∞)" in worse.method


def test_what_is_known_by_heart_is_found_even_by_those_who_seldom_err():
    rng = np.random.default_rng(5)
    found = measured(suspects(rng.normal(6, 1, 400), rng), suspects(rng.normal(0, 1, 400), rng))
    assert found.low > 0.95
    called, false, rare = found.parts
    assert (called.name, false.name) == ("members called", "non-members called")
    assert called.value - false.value == pytest.approx(found.value)
    assert rare.value > 0.95
    assert rare.counts["non-members called"] <= 12
    few = measured(suspects(rng.normal(6, 1, 400), rng), suspects(rng.normal(0, 1, 199), rng))
    assert len(few.parts) == 2


def test_few_rows_are_not_measured():
    rng = np.random.default_rng(6)
    for n, m in ((FEWEST - 1, 500), (500, FEWEST - 1), (0, 0)):
        sides = [Suspects(rng.normal(size=size), np.arange(size) % 2 == 0) for size in (n, m)]
        found = membership_inference_advantage(*sides, confidence=0.95)
        assert isinstance(found, NotMeasured)
        assert found.counts == {"members": n, "non-members": m}
    lopsided = [Suspects(rng.normal(size=50), np.arange(50) < 3) for _ in range(2)]
    assert isinstance(membership_inference_advantage(*lopsided, confidence=0.95), NotMeasured)


def test_more_rows_decide_it():
    rng = np.random.default_rng(7)
    found = measured(suspects(rng.normal(0.4, 1, 300), rng), suspects(rng.normal(0, 1, 300), rng))
    limit = (found.value + found.low) / 2
    more = more_needed(found, limit)
    assert more is not None
    times = 1 + more.count / 300
    assert found.growth is not None
    assert found.growth.interval((times, times))[0] > limit


def test_the_log_probability_tells_apart_what_is_nearly_sure():
    shares = np.array([[1.0, 1e-9], [1.0, 1e-12], [0.2, 0.8], [0.0, 1.0]], np.float32)
    found = log_likelihood(shares, np.zeros(4, np.int32))
    assert found[:3] == pytest.approx([-1e-9, -1e-12, np.log(0.2)], rel=1e-5)
    assert found[3] < -60
