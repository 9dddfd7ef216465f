"""Fairness of a network by other methods than prices: what each adds to the loss of a batch.

Reweighing: F. Kamiran and T. Calders (2012), Knowledge and Information Systems 33:1–33. Group DRO: S. Sagawa et al.
(2020), Distributionally robust neural networks for group shifts, ICLR. Adversary: B. H. Zhang, B. Lemoine and M.
Mitchell (2018), Mitigating unwanted biases with adversarial learning, AIES; the reversal of gradients is that of
Y. Ganin et al. (2016), Domain-adversarial training of neural networks, JMLR 17:59.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, one_hot

from troth.data.balancing import balancing_weights
from troth.training.fairness.choice import OF_TRUTH, Codes, Fairness

DRO_STEP = 0.02  # of the exponentiated gradient of the groups' weights; Sagawa et al. take 0.01, for longer trainings
REVERSED = 2.0  # of the adversary's gradient, how much goes back to the network once warm
WARM = 100  # steps in which that rises from nothing: an adversary that knows nothing says nothing
HIDDEN, ADVERSARY_RATE = 16, 0.02  # width of the adversary; of its gradient steps


class Method(Protocol):
    """What a course asks of a method; `arrays` is all of its state."""

    def cost(self, rows: Tensor, truth: Tensor, scores: Tensor) -> Tensor | None:
        """What is added to the loss of some rows, in nats summed; called by several workers at once."""

    def stepped(self, rows: Tensor, truth: Tensor, scores: Tensor) -> None:
        """A step was taken on these rows; scores are those before it."""

    def arrays(self) -> dict[str, Tensor]:
        """Where it stands."""

    def restore(self, arrays: dict[str, Tensor]) -> None:
        """Go on from there."""


@dataclass(frozen=True, slots=True)
class OwnLoss:
    """The task's own loss on rows: what is added to it must be of the same shape, or a small weight pushes the answer
    away from the truth.

    smoothing: of the labels. shares: [n], how much of each training row's loss is on its label, where the rest is on
    what another network says of it.
    """

    smoothing: float
    shares: Tensor

    def of(self, truth: Tensor, scores: Tensor) -> Tensor:
        """On the labels of some rows, in nats each."""
        return cross_entropy(scores.float(), truth, reduction="none", label_smoothing=self.smoothing)

    def besides(self, weights: Tensor, rows: Tensor, truth: Tensor, scores: Tensor) -> Tensor:
        """What makes each row count by its weight when it is added to the task's loss, in nats summed."""
        return ((weights - 1) * self.shares[rows] * self.of(truth, scores)).sum()


class Weights:
    """A fixed weight for each row; all 1 where the rows themselves were drawn anew."""

    def __init__(self, weights: Tensor, own: OwnLoss) -> None:
        self._weights, self._own = weights, own

    def cost(self, rows: Tensor, truth: Tensor, scores: Tensor) -> Tensor | None:
        """The loss once more, times what a row's weight exceeds 1 by."""
        return self._own.besides(self._weights[rows], rows, truth, scores)

    def stepped(self, rows: Tensor, truth: Tensor, scores: Tensor) -> None:
        """Nothing changes."""

    def arrays(self) -> dict[str, Tensor]:
        """There is no state."""
        return {}

    def restore(self, arrays: dict[str, Tensor]) -> None:
        """There is no state."""


class WorstGroups:
    """Group DRO: each group of rows (by group and label) weighs more the worse it has been answered."""

    def __init__(self, groups: Tensor, count: int, own: OwnLoss) -> None:
        """groups: [n], `count` for rows in none, which keep the weight 1."""
        self._groups, self._count, self._own = groups, count, own
        sizes = torch.bincount(groups, minlength=count + 1)[:count].float()
        self._shares = sizes / sizes.sum()
        self._weights = (sizes > 0).float() / (sizes > 0).sum()

    def cost(self, rows: Tensor, truth: Tensor, scores: Tensor) -> Tensor | None:
        """The loss once more, times what a row's weight exceeds 1 by."""
        ratios = torch.where(self._shares > 0, self._weights / self._shares.clamp(min=1e-12), torch.ones(()))
        weights = torch.cat([ratios, torch.ones(1)])[self._groups[rows]]
        return self._own.besides(weights, rows, truth, scores)

    def stepped(self, rows: Tensor, truth: Tensor, scores: Tensor) -> None:
        """The weights follow the groups' mean losses, by exponentiated gradient."""
        codes, losses = self._groups[rows], self._own.of(truth, scores)
        sums = torch.zeros(self._count + 1).index_add(0, codes, losses)[: self._count]
        counts = torch.bincount(codes, minlength=self._count + 1)[: self._count]
        raised = self._weights * (DRO_STEP * sums / counts.clamp(min=1)).exp()
        self._weights = raised / raised.sum()

    def arrays(self) -> dict[str, Tensor]:
        """The groups' weights."""
        return {"weights": self._weights.clone()}

    def restore(self, arrays: dict[str, Tensor]) -> None:
        """Go on from there."""
        self._weights = arrays["weights"]


class Adversary:
    """A small network that tells the group from the answer, and whose gradient goes back to the answer reversed.

    Beside clauses on rates given the truth, it is told the truth too: then the answer may depend on the group through
    it. What goes back ends where the adversary knows no more than chance, which is what the truth alone tells of the
    group where it is told that.
    """

    def __init__(self, groups: Tensor, truth: Tensor, count: int, labels: int, *, told: bool, seed: int) -> None:
        """groups: [n], `count` for rows in none. truth: [n]. told: whether it is told the truth."""
        self._groups, self._count, self._labels, self._told = groups, count, labels, told
        draw = torch.Generator().manual_seed(seed % 2**63)
        width = labels * (1 + told)
        self._first = torch.randn(width + 1, HIDDEN, generator=draw) * 0.5
        self._second = torch.randn(HIDDEN + 1, count, generator=draw) * 0.5
        self._chance = entropy_of(groups, truth if told else torch.zeros_like(truth), count)
        self._steps = torch.zeros(())

    def cost(self, rows: Tensor, truth: Tensor, scores: Tensor) -> Tensor | None:
        """Less than nothing for an adversary that is wrong."""
        inside = self._groups[rows] < self._count
        if not inside.any() or not self._steps:
            return None
        lost = self._lost(rows[inside], truth[inside], scores[inside], self._first, self._second)
        share = REVERSED * min(float(self._steps) / WARM, 1.0)
        return -share * lost.clamp(max=self._chance) * int(inside.sum())

    def stepped(self, rows: Tensor, truth: Tensor, scores: Tensor) -> None:
        """The adversary learns from the answers as they were."""
        inside = self._groups[rows] < self._count
        self._steps = self._steps + 1
        for _ in range(5 if inside.any() else 0):
            weights = [self._first.requires_grad_(), self._second.requires_grad_()]
            lost = self._lost(rows[inside], truth[inside], scores[inside], *weights)
            slopes = torch.autograd.grad(lost, weights)
            moved = [one.detach() - ADVERSARY_RATE * 10 * slope for one, slope in zip(weights, slopes, strict=True)]
            self._first, self._second = moved

    def arrays(self) -> dict[str, Tensor]:
        """The adversary's weights."""
        return {"first": self._first.clone(), "second": self._second.clone(), "steps": self._steps.clone()}

    def restore(self, arrays: dict[str, Tensor]) -> None:
        """Go on from there."""
        self._first, self._second, self._steps = arrays["first"], arrays["second"], arrays["steps"]

    def _lost(self, rows: Tensor, truth: Tensor, scores: Tensor, first: Tensor, second: Tensor) -> Tensor:
        """The adversary's mean cross entropy, in nats."""
        seen = scores.float().softmax(dim=-1)
        if self._told:
            seen = torch.cat([seen, one_hot(truth, self._labels).float()], dim=1)
        inner = torch.tanh(_with_one(seen) @ first)
        return cross_entropy(_with_one(inner) @ second, self._groups[rows])


def method_of(fairness: Fairness, groups: Codes, truth: Codes, labels: int, seed: int, own: OwnLoss) -> Method:
    """The method a charter names, over the groups and true labels of the training rows."""
    count = int(groups.max(initial=-1)) + 1
    codes = torch.from_numpy(np.where(groups < 0, count, groups))
    if fairness.method == "reweighing":
        return Weights(torch.from_numpy(balancing_weights(groups, truth).astype(np.float32)), own)
    if fairness.method == "group_dro":
        cells = np.where(groups < 0, count * labels, groups * labels + truth)
        return WorstGroups(torch.from_numpy(cells), count * labels, own)
    if fairness.method == "adversarial":
        told = any(one.measure.name in OF_TRUTH for one in fairness.clauses)
        return Adversary(codes, torch.from_numpy(truth), count, labels, told=told, seed=seed)
    return Weights(torch.ones(len(groups)), own)


def entropy_of(groups: Tensor, known: Tensor, count: int) -> float:
    """How uncertain the group of a row is once another code of it is known, H(group | known), in nats.

    groups: [n], `count` for rows in none, which are left out. known: [n] codes.
    """
    inside = groups < count
    cells = torch.zeros(int(known.max()) + 1, count)
    cells.index_put_((known[inside], groups[inside]), torch.ones(()), accumulate=True)
    within = cells / cells.sum(dim=1, keepdim=True).clamp(min=1)
    return float(-(cells / cells.sum() * within.clamp(min=1e-12).log()).sum())


def _with_one(rows: Tensor) -> Tensor:
    return torch.cat([rows, torch.ones(len(rows), 1)], dim=1)
