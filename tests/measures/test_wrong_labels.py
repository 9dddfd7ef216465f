"""Wrong labels: which, and how many at least and at most."""

from __future__ import annotations

import numpy as np

from troth.measures import wrong_labels
from troth.measures.lapses import lapse_bound
from troth.measures.wrong_labels import confident_joint
from troth.standard import NotMeasured

LABELS = 6


def simulated(seed: int, share: float, rows: int = 1500) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities of a model that knows easy rows and guesses at hard ones; labels; and which of them are wrong."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(LABELS, size=rows)
    scores = rng.normal(size=(rows, LABELS))
    scores[np.arange(rows), truth] += rng.gamma(3.0, 1.6, size=rows)
    shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    wrong = rng.random(rows) < share
    given = np.where(wrong, (truth + rng.integers(1, LABELS, size=rows)) % LABELS, truth)
    return shares, given, wrong


def test_the_interval_holds_the_true_share_and_the_suspects_are_most_of_the_wrong() -> None:
    held = 0
    for seed in range(12):
        shares, given, wrong = simulated(seed, 0.05)
        found = wrong_labels(shares, given, confidence=0.95)
        assert not isinstance(found, NotMeasured)
        held += found.share.low <= wrong.mean() <= found.share.high
        suspected = np.zeros(len(given), bool)
        suspected[found.suspects] = True
        assert (suspected & wrong).sum() >= 0.7 * wrong.sum()
        assert (suspected & wrong).sum() >= 0.35 * suspected.sum()
    assert held >= 11


def test_without_wrong_labels_none_must_be() -> None:
    assert sum(wrong_labels(*simulated(seed, 0.0)[:2], confidence=0.95).share.low == 0 for seed in range(8)) >= 7  # type: ignore[union-attr]


def test_contents_with_two_labels_raise_the_least_share() -> None:
    shares, given, _ = simulated(0, 0.0)
    found = wrong_labels(shares, given, confidence=0.95, certain=30)
    assert not isinstance(found, NotMeasured)
    assert found.share.low == 30 / len(given)


def test_suspects_are_in_order_and_contradicted() -> None:
    shares, given, _ = simulated(3, 0.1)
    found = wrong_labels(shares, given, confidence=0.95)
    assert not isinstance(found, NotMeasured)
    assert (np.diff(found.margins[found.suspects]) >= 0).all()
    assert (found.likeliest[found.suspects] != given[found.suspects]).all()


def test_the_joint_sums_to_the_rows_of_each_label() -> None:
    shares, given, _ = simulated(1, 0.1)
    assert np.allclose(confident_joint(shares, given).sum(1), np.bincount(given, minlength=LABELS))


def test_one_label_or_one_row_cannot_be_told() -> None:
    assert isinstance(wrong_labels(np.ones((5, 1)), np.zeros(5, int), confidence=0.95), NotMeasured)
    assert isinstance(wrong_labels(np.full((1, 2), 0.5), np.zeros(1, int), confidence=0.95), NotMeasured)


def test_few_rows_are_said_to_be_few() -> None:
    shares, given, _ = simulated(0, 0.05, rows=120)
    found = wrong_labels(shares, given, confidence=0.95)
    assert not isinstance(found, NotMeasured)
    assert found.share.thin
    assert "120 rows" in found.share.thin


def test_what_does_not_fade_is_bounded_from_below() -> None:
    bounds = []
    for seed in range(6):
        shares, given, wrong = simulated(seed, 0.08)
        bounds.append(lapse_bound(shares, given, 0.025))
        assert bounds[-1] <= wrong.mean() * 1.35
    assert np.median(bounds) > 0.02
