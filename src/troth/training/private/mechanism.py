"""What is done to the rows of a step: each clipped to one norm, the sum divided by what the batch holds on average.

Dividing by what a batch does hold would tell how many rows took part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

Clip = Callable[[Tensor, float], Tensor]
"""From the norms of the rows' gradients, [rows], and the bound, to the factor on each, [rows]."""
Divide = Callable[[int, float], float]
"""From the rows that took part and those that do on average, to the divisor of the sum."""

BOUND = 1.0  # the norm a row is clipped to; AdamW takes any scale off again, so no other serves better
LOSS_SHARE = 0.1  # of the bound, for a row's loss: what the loss curve tells is under the same promise
GRADIENT_SHARE = (1 - LOSS_SHARE**2) ** 0.5  # of the bound, for its gradient: both together are one vector
MOST_LOSS = 2.0  # nats that a row's loss is cut to: what is answered at random among seven labels


def per_row(norms: Tensor, bound: float) -> Tensor:
    """Every row by its own norm."""
    return (bound / norms.clamp(min=1e-12)).clamp(max=1.0)


def by_average(_: int, expected: float) -> float:
    """Whatever the batch."""
    return expected


@dataclass(frozen=True, slots=True)
class Mechanism:
    """noise_multiplier: the noise's standard deviation, over the bound. expected: rows of a batch on average."""

    noise_multiplier: float
    expected: float
    bound: float = BOUND
    clip: Clip = per_row
    divide: Divide = by_average

    @property
    def noise(self) -> float:
        """The standard deviation of the noise on every number of the sum."""
        return self.noise_multiplier * self.bound if self.noise_multiplier else 0.0

    def factors(self, squares: Tensor) -> Tensor:
        """On each row's gradient, by its squared norm; the rest of the bound is for its loss."""
        return self.clip(squares.sqrt(), self.bound * GRADIENT_SHARE)

    def of_losses(self, losses: Tensor) -> float:
        """What the rows add to the coordinate of the loss."""
        return float(losses.clamp(0.0, MOST_LOSS).sum()) * self._unit

    def loss_of(self, coordinate: float) -> float:
        """The mean loss of a row, in nats, from that coordinate of the divided sum."""
        return coordinate / self._unit

    @property
    def _unit(self) -> float:
        """What a nat of loss counts for; without a bound as if it were 1."""
        bound = self.bound if self.bound < float("inf") else 1.0
        return LOSS_SHARE * bound / MOST_LOSS
