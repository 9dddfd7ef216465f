"""Planted rows by which a finished training is audited: did they take part, and does the noise hide it?

A canary is a row of the data whose gradient is one number of its own, in a coordinate that no weight uses (the Dirac
canary of Nasr et al., IEEE S&P 2023, and of Steinke et al., NeurIPS 2023). It is drawn by the sampler, clipped, added
up and made noisy as every row, and costs the model no accuracy and the training no time. A coin, secret until the
end, says whether it is in the data at all; from the noisy sums we guess the coins as an adversary would who sees every
step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

CANARIES = 20_000
"""Guesses that are always right refute an epsilon of 5.2 at a delta of 1e-5; more of them hardly more, for the delta
lets each of them down alone."""
SURE = (0.02, 0.1)
"""Shares of the canaries, the likeliest, that are guessed to be in: that a canary took part now and then shows, that it
did not hardly does."""
LOUD = 1000.0  # norm of a canary's gradient, in expected batches: by a mistake in clipping it is heard
DEVIATIONS = 5.0  # by which what is heard may differ by chance: one training of a million

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the canaries said over a whole training.

    guessed: guesses made, and guesses right. noise: the standard deviation that was heard where none took part, over
    the bound; contribution: the mean where one did, over the bound. doubt: by how much each may be off by chance.
    """

    canaries: int
    guessed: tuple[tuple[int, int], ...]
    noise: float
    contribution: float
    doubt: tuple[float, float]


class Meter:
    """Listens to the canaries' coordinates of every noisy sum.

    The score of a canary is its likelihood ratio of being in: of steps under which it takes part with the chance `rate`
    and adds 1, under noise of `noise_multiplier` (Neyman and Pearson).
    """

    def __init__(self, included: Flags, rate: float, noise_multiplier: float) -> None:
        self.included = included
        self._rate, self._noise = rate, noise_multiplier
        self._scores = np.zeros(len(included))
        self._sums = np.zeros(4)  # quiet: how many, and the sum of squares; taking part: how many, and the sum

    def __len__(self) -> int:
        return len(self.included)

    def hear(self, numbers: Tensor, took: Tensor) -> None:
        """The noisy sum of one step over the bound, [canaries], and which of them took part."""
        heard, there = numbers.double().numpy(), took.numpy()
        odds = (2 * heard - 1) / (2 * self._noise**2)
        self._scores += np.logaddexp(np.log1p(-self._rate), np.log(self._rate) + odds)
        quiet = heard[~there]
        self._sums += (len(quiet), float(quiet @ quiet), int(there.sum()), float(heard[there].sum()))

    def end(self) -> Heard:
        """Guess the coins, and say what was heard."""
        order = np.argsort(-self._scores, kind="stable")
        made = [max(round(len(order) * share), 1) for share in SURE]
        guessed = tuple((count, int(self.included[order[:count]].sum())) for count in made)
        quiet, squares, taking, total = self._sums.tolist()
        noise, contribution = (squares / max(quiet, 1)) ** 0.5, total / max(taking, 1)
        doubt = self._noise / max(2 * quiet, 1) ** 0.5, self._noise / max(taking, 1) ** 0.5
        return Heard(len(self), guessed, noise, contribution, doubt)

    def arrays(self) -> dict[str, Tensor]:
        """Where it stands, for a checkpoint."""
        return {"canaries/scores": torch.from_numpy(self._scores), "canaries/sums": torch.from_numpy(self._sums)}

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Go on from what `arrays` gave."""
        self._scores = tensors["canaries/scores"].numpy().copy()
        self._sums = tensors["canaries/sums"].numpy().copy()
