"""What methods of fairness add to a network's loss, by itself."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from troth.training.fairness.methods import Adversary, OwnLoss, Weights, WorstGroups, entropy_of

ROWS, TRUTH = torch.arange(4), torch.tensor([0, 1, 1, 0])
SURE = torch.tensor([[6.0, 0.0], [0.0, 6.0], [-1.0, 1.0], [0.3, 0.0]])  # the first two surer than smoothing would be


def slope(loss: Tensor, scores: Tensor) -> Tensor:
    return torch.autograd.grad(loss, scores)[0]


@pytest.mark.parametrize("share", [1.0, 0.3])
def test_a_weighted_row_counts_by_its_weight_of_the_tasks_own_smoothed_loss(share: float) -> None:
    weights, scores = torch.tensor([0.05, 0.2, 1.0, 3.0]), SURE.clone().requires_grad_()
    each = cross_entropy(scores, TRUTH, reduction="none", label_smoothing=0.1)
    method = Weights(weights, OwnLoss(0.1, torch.full((4,), share)))
    added = method.cost(ROWS, TRUTH, scores)
    assert added is not None
    found = slope(share * each.sum() + added, scores)
    wanted = slope(
        (share * weights * cross_entropy(scores, TRUTH, reduction="none", label_smoothing=0.1)).sum(), scores
    )
    torch.testing.assert_close(found, wanted)


def test_the_worst_groups_weigh_by_the_tasks_own_loss_too() -> None:
    own = OwnLoss(0.1, torch.ones(4))
    method, scores = WorstGroups(torch.tensor([0, 0, 0, 1]), 2, own), SURE.clone().requires_grad_()
    added = method.cost(ROWS, TRUTH, scores)
    assert added is not None
    each = cross_entropy(scores, TRUTH, reduction="none", label_smoothing=0.1)
    weights = torch.tensor([2 / 3, 2 / 3, 2 / 3, 2.0])
    torch.testing.assert_close(each.sum() + added, (weights * each).sum())


def test_chance_is_what_the_truth_leaves_open() -> None:
    groups, truth = torch.tensor([0, 0, 1, 1, 2]), torch.tensor([0, 0, 1, 1, 1])
    assert entropy_of(groups, truth, 2) == pytest.approx(0, abs=1e-6)
    assert entropy_of(groups, torch.zeros_like(truth), 2) == pytest.approx(log(2))
    assert entropy_of(torch.tensor([0, 1, 0, 0]), torch.tensor([0, 0, 1, 1]), 2) == pytest.approx(log(2) / 2)


def test_where_the_truth_tells_the_group_nothing_goes_back_for_it() -> None:
    draw = np.random.default_rng(0)
    truth = torch.from_numpy(draw.integers(0, 2, 64))
    rows, moved = torch.arange(64), {}
    for told in (True, False):
        adversary = Adversary(truth, truth, 2, 2, told=told, seed=1)
        scores = torch.from_numpy(draw.normal(size=(64, 2)).astype(np.float32))
        for _ in range(30):
            adversary.stepped(rows, truth, scores)
        scores.requires_grad_()
        cost = adversary.cost(rows, truth, scores)
        assert cost is not None
        moved[told] = float(slope(cost, scores).abs().max())
    assert moved[True] == 0 < moved[False]
