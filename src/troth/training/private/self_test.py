"""What must hold before the first step, tried on made-up texts: a promise by a broken mechanism looks like any other.

Without noise and without a bound a step is the plain gradient over the expected batch; no row adds more than the bound;
rows of one batch add what each adds alone, clipped by its own norm; the sampler's coins fall as often as they should,
each by itself; and the noise is normal and never the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from troth.errors import TrainingError
from troth.training.examples import Batch
from troth.training.private.losses import RowLosses
from troth.training.private.mechanism import GRADIENT_SHARE, Mechanism
from troth.training.private.sampling import Ints, Sampler
from troth.training.private.steps import PrivateSteps

CLOSE = 2e-3  # relative; float32 sums of some thousand numbers in another order agree to a tenth of this
DEVIATIONS = 6.0  # of a statistic that is right: a false alarm of a thousand million
DRAWS = 400  # steps the sampler is asked for
NUMBERS = 1 << 16


def check_steps(
    steps: PrivateSteps, network: nn.Module, loss: RowLosses, alone: Sequence[Batch], together: Batch
) -> None:
    """Try the steps on some rows, each alone and all in one batch. Raises TrainingError with what is wrong."""
    before = network.training
    network.eval()  # dropout draws otherwise for a row alone than among others
    try:
        _refuse(_of_steps(steps, loss, alone, together))
    finally:
        network.train(before)


def _of_steps(steps: PrivateSteps, loss: RowLosses, alone: Sequence[Batch], together: Batch) -> Iterator[str]:
    plain = [_plain(steps, loss, row) for row in alone]
    norms = [_norm(one) for one in plain]
    expected = steps.mechanism.expected
    free = steps.under(half=False, bound=float("inf"), noise_multiplier=0.0)
    if not _alike(free.gradients([together], loss, 0)[1][0], _sum(plain, [1 / expected] * len(plain))):
        yield "a step without noise and bound is not the plain gradient over the expected batch"
    bound = float(np.median(norms))  # by which some rows are clipped, others are not
    tight = steps.under(half=False, bound=bound, noise_multiplier=0.0)
    if any(_norm(tight.clipped([row], loss, 0).gradients) > bound * (1 + CLOSE) for row in alone):
        yield f"a row adds more than the bound of {bound:.3g}"
    factors = [min(1.0, bound * GRADIENT_SHARE / norm) for norm in norms]
    if not _alike(tight.clipped([together], loss, 0).gradients, _sum(plain, factors)):
        yield "rows are not clipped each by its own norm"


def _plain(steps: PrivateSteps, loss: RowLosses, row: Batch) -> list[Tensor]:
    """The gradient of one row, as torch makes it."""
    found = torch.autograd.grad(loss(row).sum(), steps.parameters, allow_unused=True)
    return [torch.zeros_like(one) if g is None else g for one, g in zip(steps.parameters, found, strict=True)]


def check_sampler(sampler: Sampler, rows: int, rate: float, *, epoch: int) -> None:
    """Ask for steps, and compare their sizes, and how often a row comes in an epoch, with those of coins.

    epoch: steps of one. Raises TrainingError with what is wrong.
    """
    draws = max(DRAWS // epoch, 2) * epoch
    taken = [sampler.taken(2**40 + step) for step in range(draws)]  # steps that no training comes to
    _refuse(_of_sampler(taken, rows, rate, epoch))


def _of_sampler(taken: Sequence[Ints], rows: int, rate: float, epoch: int) -> Iterator[str]:
    draws, sizes = len(taken), np.array([len(one) for one in taken], float)
    if any(len(np.unique(one)) != len(one) for one in taken):
        yield "the sampler takes a row twice in one step"
    spread = rows * rate * (1 - rate)
    if abs(sizes.mean() - rows * rate) > DEVIATIONS * (spread / draws) ** 0.5:
        yield f"the sampler takes {sizes.mean():.1f} rows a step where {rows * rate:.1f} are accounted for"
    if rate < 1 and not _like(sizes.var(ddof=1), spread, draws - 1):
        yield "the sampler's batches do not vary in size as those of coins"
    epochs = draws // epoch
    counts = np.stack(
        [np.bincount(np.concatenate(taken[at * epoch : (at + 1) * epoch]), minlength=rows) for at in range(epochs)]
    )
    if rate < 1 and not _like(counts.var(), epoch * rate * (1 - rate), rows * epochs):
        yield "the sampler does not take rows again as coins do: it may shuffle them"


def _like(variance: float, wanted: float, numbers: int) -> bool:
    """Whether a variance is one of so many numbers, which have a kurtosis of near 3, or of rare events."""
    doubt = wanted * ((2 + 1 / max(wanted, 1e-9)) / numbers) ** 0.5
    return bool(abs(variance - wanted) <= DEVIATIONS * doubt)


def check_noise(steps: PrivateSteps) -> None:
    """Draw the noise of two steps. Raises TrainingError with what is wrong."""
    _refuse(_of_noise(steps, steps.mechanism))


def _of_noise(steps: PrivateSteps, mechanism: Mechanism) -> Iterator[str]:
    one, other = (steps.noisy(torch.zeros(NUMBERS), 2**60 + step, 0).double() for step in (1, 2))
    doubt = DEVIATIONS / (2 * NUMBERS) ** 0.5
    if abs(float(one.std()) / mechanism.noise - 1) > doubt:
        yield f"the noise has a standard deviation of {float(one.std()):.4g}, not of {mechanism.noise:.4g}"
    if abs(float((one * other).mean())) > DEVIATIONS * mechanism.noise**2 / NUMBERS**0.5:
        yield "the noise of two steps is not independent"


def _alike(found: Sequence[Tensor | None], wanted: Sequence[Tensor]) -> bool:
    apart = [one - other for one, other in zip(found, wanted, strict=True) if one is not None]
    return len(apart) == len(wanted) and _norm(apart) <= CLOSE * max(_norm(wanted), 1e-9)


def _sum(rows: Sequence[Sequence[Tensor]], factors: Sequence[float]) -> list[Tensor]:
    scaled = [[one * factor for one in row] for row, factor in zip(rows, factors, strict=True)]
    return [torch.stack(parts).sum(0) for parts in zip(*scaled, strict=True)]


def _norm(tensors: Sequence[Tensor]) -> float:
    return math.sqrt(float(torch.stack([one.detach().double().square().sum() for one in tensors]).sum()))


def _refuse(faults: Iterator[str]) -> None:
    if fault := next(faults, None):
        raise TrainingError(
            f"differential privacy does not work with this base: {fault}",
            remedy="Train another base; without the clause on epsilon, this one can be trained without a promise.",
        )
