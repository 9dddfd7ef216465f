from __future__ import annotations

import numpy as np

from troth.training.governing.multipliers import Multipliers

CHANCE = np.array([0.02, 0.02])


def test_a_violated_inequality_becomes_dear_and_a_slack_one_stays_free() -> None:
    ours = Multipliers(2)
    for _ in range(4):
        ours.look(np.array([0.1, -0.05]), CHANCE, 20)
    assert ours.costs[0] > 1.5
    assert ours.costs[1] == 0


def test_slack_brings_a_price_down_to_nothing_again() -> None:
    ours = Multipliers(1)
    for excess in [0.1] * 4 + [-0.1] * 12:
        ours.look(np.array([excess]), CHANCE[:1], 20)
    assert ours.costs.tolist() == [0.0]


def test_what_is_within_chance_moves_little() -> None:
    small, large = Multipliers(1), Multipliers(1)
    small.look(np.array([0.002]), CHANCE[:1], 10)
    large.look(np.array([0.2]), CHANCE[:1], 10)
    assert small.costs[0] < 0.15 * large.costs[0]


def test_many_looks_and_few_climb_alike() -> None:
    often, seldom = Multipliers(1), Multipliers(1)
    for _ in range(10):
        often.look(np.array([0.1]), CHANCE[:1], 2)
    seldom.look(np.array([0.1]), CHANCE[:1], 20)
    assert np.allclose(often.climbed, seldom.climbed)


def test_led_by_it_a_late_answer_settles_at_the_limit() -> None:
    ours, answer, steps = Multipliers(1), 0.0, []
    for _ in range(200):
        steps.append(0.3 - 0.2 * answer)  # the excess falls with the price, which is heard only little by little
        ours.look(np.array(steps[-1:]), CHANCE[:1], 8)
        answer += 0.2 * (ours.costs[0] - answer)
    assert max(abs(excess) for excess in steps[-20:]) < 0.01
    assert min(steps) > -0.1
