"""The loss of each row by itself, as a row's gradient is clipped by itself."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.functional import cross_entropy, log_softmax

from troth.training.examples import Batch
from troth.training.settings import Settings


class RowLosses:
    """Cross entropy of every text, in nats, [texts].

    An altered copy that is learned from beside a text is the same row: their losses, and the divergence of the two
    answers, are one.
    """

    def __init__(self, network: nn.Module, settings: Settings) -> None:
        self._network, self._settings = network, settings

    def __call__(self, batch: Batch, count: int = 1) -> Tensor:
        """count: what a sum would be divided by, which is not for the rows to know."""
        scores = self._network(**batch.arrays)
        right = self._right(scores, batch.truth)
        if batch.again is None:
            return right
        again = self._network(**batch.again)
        one, other = log_softmax(scores, -1), log_softmax(again, -1)
        apart = ((one.exp() - other.exp()) * (one - other)).sum(-1) / 2
        return (right + self._right(again, batch.truth)) / 2 + self._settings.agreement * apart

    def _right(self, scores: Tensor, truth: Tensor) -> Tensor:
        return cross_entropy(scores, truth, reduction="none", label_smoothing=self._settings.label_smoothing)
