"""Both sides of a training's clauses as one: those on rates of decisions, and the one on telling training rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from torch import Tensor

from troth.training.examples import Batch
from troth.training.governing.governor import Governor
from troth.training.governing.membership import Codes
from troth.training.governing.privacy import Privacy

JSON = Any


class Governors:
    """What a course asks of the clauses' side. rates, privacy: at most one of them is None."""

    def __init__(self, rates: Governor | None, privacy: Privacy | None) -> None:
        self.rates, self.privacy = rates, privacy

    def cost(self, batch: Batch, scores: Tensor) -> Tensor | None:
        """What the answers to a batch cost, in nats summed over its rows; None while nothing costs anything."""
        costs = [side.cost(batch, scores) for side in self._sides]
        asked = [cost for cost in costs if cost is not None]
        return sum(asked[1:], asked[0]) if asked else None

    def stepped(self, parts: Sequence[Batch]) -> None:
        """A step was taken on these batches."""
        for side in self._sides:
            side.stepped(parts)

    def look(self, draw: np.random.Generator) -> None:
        """See whether the clauses hold, and move their prices; what the one draws does not move what the other does."""
        for side, own in zip(self._sides, (draw, *draw.spawn(1)), strict=False):
            side.look(own)

    def examine(self, said: Codes, values: Mapping[str, float]) -> float:
        """After an epoch; see the sides. Returns the worst excess of any clause."""
        excesses = [self.rates.examine(said, values)] if self.rates else []
        excesses += [self.privacy.examine(values)] if self.privacy else []
        return max(excesses)

    def written(self) -> dict[str, JSON]:
        """Where they stand, but for the arrays, as plain JSON."""
        rates = self.rates.written() if self.rates else {}
        return rates | ({"privacy": self.privacy.written()} if self.privacy else {})

    def arrays(self) -> dict[str, Tensor]:
        """Where they stand: the arrays."""
        return self.rates.arrays() if self.rates else {}

    def restore(self, written: Mapping[str, JSON], arrays: Mapping[str, Tensor]) -> None:
        """Go on from there."""
        if self.rates:
            self.rates.restore(written, arrays)
        if self.privacy:
            self.privacy.restore(written["privacy"])

    @property
    def _sides(self) -> tuple[Governor | Privacy, ...]:
        return tuple(side for side in (self.rates, self.privacy) if side is not None)
