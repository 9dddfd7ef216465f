"""What a training makes small: cross entropy of labels, and for tags the likelihood of whole sentences."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn.functional import cross_entropy, log_softmax

from troth.models.network import Network
from troth.training.chain import Chain
from troth.training.examples import Batch
from troth.training.moved_words import unmoved
from troth.training.rationales import unsaid
from troth.training.settings import Settings

Cost = Callable[[Batch, Tensor], Tensor | None]
"""What the scores of a batch cost besides being wrong, in nats summed over its texts or words; None for nothing."""


GUIDED = 0.7  # of the loss, how much is what another network says, where one guides
SOFT = 2.0  # temperature at which it is imitated


class Objective:
    """The loss of part of a batch: a sum over its texts or words, divided by those of the whole batch."""

    def __init__(
        self,
        network: Network,
        chain: Chain | None,
        settings: Settings,
        cost: Cost | None = None,
        guide: Tensor | None = None,
    ) -> None:
        """guide: scores by another network, [texts or words of the split, labels], to be imitated beside the truth."""
        self._network = network
        self._chain = chain
        self._settings = settings
        self._cost = cost
        self._guide = guide

    def __call__(self, batch: Batch, count: int) -> Tensor:
        """In nats a text or word. count: texts or words of all parts of the step."""
        lost = self._of_looks(batch)
        if batch.taken is None:
            return lost / count
        with unmoved():
            left = unsaid(self._network, batch.arrays, batch.truth, batch.taken, self._settings.label_smoothing)
        return (lost + self._settings.rationales * left) / count

    def _of_looks(self, batch: Batch) -> Tensor:
        scores = self._scores(batch, batch.arrays)
        if batch.again is None:
            return self._loss(batch, scores)
        again = self._scores(batch, batch.again)  # R-Drop (Liang et al., NeurIPS 2021)
        inside = batch.truth >= 0
        right = (self._loss(batch, scores) + self._loss(batch, again)) / 2
        return right + self._settings.agreement * apart(scores[inside], again[inside])

    def _scores(self, batch: Batch, arrays: dict[str, Tensor]) -> Tensor:
        scores: Tensor
        if batch.chosen is None:
            scores = self._network(**arrays)
            return scores
        scores = self._network(**arrays, chosen=batch.chosen.flatten())
        return scores.view(*batch.chosen.shape, -1)

    def _loss(self, batch: Batch, scores: Tensor) -> Tensor:
        right = self._right(scores, batch.truth)
        if self._guide is not None:
            inside = batch.places >= 0
            imitated = unlike(scores[inside], self._guide[batch.places[inside]])
            right = (1 - GUIDED) * right + GUIDED * imitated
        cost = self._cost(batch, scores) if self._cost else None
        return right if cost is None else right + cost

    def _right(self, scores: Tensor, truth: Tensor) -> Tensor:
        single = cross_entropy(
            scores.flatten(0, -2),
            truth.flatten(),
            ignore_index=-1,
            label_smoothing=self._settings.label_smoothing,
            reduction="sum",
        )
        if self._chain is None:
            return single
        return self._settings.single * single + self._settings.chain * self._chain.loss(scores, truth)


def unlike(scores: Tensor, guide: Tensor) -> Tensor:
    """The Kullback-Leibler divergence of scores from those to be imitated, in nats, summed over rows; both softened,
    and the sum scaled up by as much as that flattens its gradients (Hinton, Vinyals and Dean, arXiv 1503.02531).
    """
    soft, other = log_softmax(guide / SOFT, -1), log_softmax(scores / SOFT, -1)
    return SOFT**2 * (soft.exp() * (soft - other)).sum()


def apart(first: Tensor, second: Tensor) -> Tensor:
    """Half the symmetric Kullback-Leibler divergence of two sets of scores, in nats, summed over rows, as in R-Drop."""
    one, other = log_softmax(first, -1), log_softmax(second, -1)
    return ((one.exp() - other.exp()) * (one - other)).sum() / 2
