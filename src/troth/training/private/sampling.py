"""Which rows take part in a step: each by a coin of its own (Poisson sampling), which is what the accountants count on.

Batches of one size promise less: of 2,000 steps of 256 among 50,000 rows under noise of 1, an epsilon of 2.45 where
coins give 1.24. So what samples, and what is accounted for, are one value of `Plan`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from troth.training.examples import Batch, Examples, Row, batches
from troth.training.private.secret import Secret

Ints = NDArray[np.int64]


class Sampler(Protocol):
    """Draws the rows of each step."""

    def taken(self, step: int) -> Ints:
        """The numbers of the rows that take part in this step, from 0, ascending."""


@dataclass(frozen=True, slots=True)
class Poisson:
    """Each of `rows` rows takes part with the chance `rate`, whatever the others do."""

    secret: Secret
    rows: int
    rate: float

    def taken(self, step: int) -> Ints:
        """See Sampler."""
        return np.flatnonzero(self.secret.coins("rows", step, self.rows, self.rate))


@dataclass(frozen=True, slots=True)
class Batching:
    """The order of an epoch and the parts of a step, as a Course asks for them.

    steps: of an epoch. lengths: of every real row, in pieces; the numbers after them are canaries, of which only those
    `included` are in the data. pieces: padded pieces of a part.
    """

    sampler: Sampler
    steps: int
    lengths: Ints
    included: NDArray[np.bool_]
    pieces: int

    def order(self, epoch: int) -> list[list[Row]]:
        """The rows of each step; there may be none."""
        return [self._present(self.sampler.taken(epoch * self.steps + step)) for step in range(self.steps)]

    def _present(self, taken: Ints) -> list[Row]:
        real = len(self.lengths)
        there = taken < real
        there[~there] = self.included[taken[~there] - real]
        present: list[Row] = taken[there].tolist()
        return present

    def parts(self, rows: Sequence[Row]) -> list[list[Row]]:
        """Parts that fit in memory, of rows of like length, and the canaries as a part of their own."""
        real = [row for row in rows if row < len(self.lengths)]
        canaries = [row for row in rows if row >= len(self.lengths)]
        made = batches(real, self.lengths[real], self.pieces, np.random.default_rng(0)) if real else []
        return [*made, canaries] if canaries else made


class WithCanaries:
    """A training split of texts, and after its rows canaries, which are numbers and nothing else."""

    def __init__(self, examples: Examples, rows: int) -> None:
        self._examples, self._real = examples, rows
        self.cut = examples.cut

    def rows(self, draw: np.random.Generator) -> tuple[Sequence[Row], Ints]:
        """See Examples; of the texts."""
        return self._examples.rows(draw)

    def batch(self, rows: Sequence[Row], draw: np.random.Generator, *, twice: bool = False) -> Batch:
        """See Examples. Of canaries a batch without arrays, with their numbers, from 0, as places."""
        if rows[0] < self._real:
            return self._examples.batch(rows, draw, twice=twice)
        return canary_batch(np.asarray(rows, np.int64) - self._real)


def canary_batch(numbers: Ints) -> Batch:
    """Canaries as part of a step."""
    places = torch.from_numpy(numbers)
    return Batch({}, places[:0], places, None, len(numbers))
