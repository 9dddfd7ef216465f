"""A head fitted to rows that nobody has together."""

from __future__ import annotations

import numpy as np

from troth.training.federated import head
from troth.training.federated.update import norm_of

WIDTH, LABELS = 6, 3


def rows(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    codes = draw.integers(0, LABELS, count).astype(np.int32)
    return np.eye(LABELS, WIDTH)[codes] * 3 + draw.normal(size=(count, WIDTH)) * 0.3, codes


def test_parts_give_what_the_whole_gives_however_labels_are_skewed() -> None:
    features, codes = rows(90, 0)
    whole = head.statistics(features, codes, LABELS)
    parts = [features[codes == code] for code in range(LABELS)]
    sent = [head.statistics(part, np.full(len(part), code), LABELS) for code, part in enumerate(parts)]
    together = sum(len(part) * one.astype(float) for part, one in zip(parts, sent, strict=True)) / 90
    assert np.allclose(together, whole, atol=1e-6)


def test_a_client_counts_for_no_more_than_the_bound() -> None:
    features, _ = rows(50, 1)
    assert norm_of(head.statistics(features * 1e6, np.zeros(50, np.int32), LABELS)) <= head.BOUND + 1e-5
    assert len(head.statistics(features, np.zeros(50, np.int32), LABELS)) == head.size_of(WIDTH, LABELS)


def test_the_head_tells_the_labels() -> None:
    features, codes = rows(90, 2)
    found = head.statistics(features, codes, LABELS).astype(float)
    weights, biases = head.solved(found, WIDTH, LABELS, float(np.linalg.norm(features, axis=1).mean()), 1e-4)
    assert ((features @ weights.T + biases).argmax(axis=1) == codes).mean() > 0.95


def test_noise_in_the_moments_asks_for_a_larger_penalty() -> None:
    assert head.least_of(1000, WIDTH, 0.0) < head.least_of(10, WIDTH, 0.0) < head.least_of(10, WIDTH, 0.1)
    noisy = np.random.default_rng(0).normal(size=head.size_of(WIDTH, LABELS)) * 0.1
    weights, biases = head.solved(noisy, WIDTH, LABELS, 1.0, head.least_of(10, WIDTH, 0.1))
    assert np.isfinite(weights).all()
    assert np.abs(weights).max() < 100
    assert np.isfinite(biases).all()
