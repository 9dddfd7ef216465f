from __future__ import annotations

import numpy as np
import pytest

from troth.training.governing.running import RunningTable

KNOWN = np.array([[600.0, 400.0], [30.0, 0.0]])


def answers(rows: int, right: float) -> np.ndarray:
    share = rows * KNOWN[:, :, None] / KNOWN.sum()
    return share * np.where(np.eye(2, dtype=bool), right, 1 - right)


def test_counts_of_groups_and_truths_are_the_known_ones_from_the_start() -> None:
    running = RunningTable(KNOWN)
    assert running.table().sum(axis=2) == pytest.approx(KNOWN)
    assert running.table()[0].tolist() == [[600, 0], [0, 400]]  # nothing said yet: as if right
    running.add(answers(10, 0.5))
    assert running.table().sum(axis=2) == pytest.approx(KNOWN)


def test_recent_answers_count_and_old_ones_fade() -> None:
    running = RunningTable(KNOWN)
    for right in [0.5] * 100 + [0.9] * 400:
        running.add(answers(32, right))
    assert running.table()[0, 0, 0] / 600 == pytest.approx(0.9, abs=0.01)


def test_a_rare_group_does_not_tremble() -> None:
    running, draw, seen = RunningTable(KNOWN), np.random.default_rng(0), []
    for _ in range(600):
        counts = draw.multinomial(32, (answers(1, 0.8)).ravel()).reshape(2, 2, 2).astype(float)
        running.add(counts)
        seen.append(running.table()[1, 0, 0] / 30)
    assert np.std(seen[200:]) < 0.12
    assert np.mean(seen[200:]) == pytest.approx(0.8, abs=0.1)
