"""Steps of a training that no one row has more than a bounded part in: clip each row, add noise, and move the weights.

DP-SGD (Abadi et al., CCS 2016) with AdamW, which sees the noisy sum alone. A step's vector holds the gradients, a
number for every canary, and the rows' losses; all of it is clipped and made noisy as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn

from troth.training.dropout import seed_here
from troth.training.examples import Batch
from troth.training.private.canaries import LOUD, Meter
from troth.training.private.mechanism import Mechanism
from troth.training.private.recorded import Tape
from troth.training.private.secret import Secret
from troth.training.settings import Settings
from troth.training.workers import MOST, Gradients, Loss, Steps, Workers


@dataclass(frozen=True, slots=True)
class Sum:
    """Of some rows: gradients in the order of the parameters, canaries [m], the coordinate of the losses, and rows."""

    gradients: list[Tensor]
    canaries: Tensor
    loss: float
    rows: int


class PrivateSteps(Steps):
    """Steps by a mechanism; the parts of a step may be more than the workers."""

    def __init__(
        self,
        workers: Workers,
        named: Sequence[tuple[str, nn.Parameter]],
        layers: int,
        settings: Settings,
        *,
        half: bool,
        mechanism: Mechanism,
        secret: Secret,
        meter: Meter,
    ) -> None:
        super().__init__(workers, named, layers, settings, half=half)
        self.mechanism, self._secret, self.meter = mechanism, secret, meter
        self._heard: tuple[Tensor, Tensor] | None = None

    def gradients(self, parts: Sequence[Batch], loss: Loss, seed: int) -> tuple[float, list[Gradients]]:
        """The mean loss of a row and the gradients, both noisy. seed: another for every step."""
        clipped = self.clipped(parts, loss, seed)
        divisor = self.mechanism.divide(clipped.rows, self.mechanism.expected)
        noisy = self._workers.each(
            lambda place: self.noisy(clipped.gradients[place], seed, place).div_(divisor), range(len(self.parameters))
        )
        last = torch.cat([clipped.canaries, torch.tensor([clipped.loss])])
        heard = self.noisy(last, seed, len(self.parameters)).div_(divisor)
        self._heard = heard[:-1] * (self.mechanism.expected / self.mechanism.bound), clipped.canaries > 0
        return self.mechanism.loss_of(float(heard[-1])), [noisy]

    def take(self, gradients: Sequence[Gradients], rate: float) -> float:
        """As Steps, and the canaries are listened to."""
        norm = super().take(gradients, rate)
        if self._heard is not None:
            self.meter.hear(*self._heard)
            self._heard = None
        return norm

    def kept(self) -> dict[str, Tensor]:
        """What the canaries said so far, for a checkpoint."""
        return self.meter.arrays()

    def take_up(self, tensors: Mapping[str, Tensor]) -> None:
        """Go on from what `kept` gave."""
        self.meter.restore(tensors)

    def under(self, *, half: bool, **changes: float) -> PrivateSteps:
        """The same steps by a mechanism with other numbers."""
        other = copy(self)
        other._half = half
        other.mechanism = replace(self.mechanism, **changes)  # type: ignore[arg-type]
        return other

    def clipped(self, parts: Sequence[Batch], loss: Loss, seed: int) -> Sum:
        """The sum of what the rows add, each clipped, without noise; the same whichever worker is first."""
        shares = self._workers.each(lambda number: self._share(parts, loss, seed, number), range(self._workers.count))
        first = shares[0]
        for other in shares[1:]:
            torch._foreach_add_(first.gradients, other.gradients)
        canaries = torch.stack([share.canaries for share in shares]).sum(0)
        return Sum(first.gradients, canaries, sum(share.loss for share in shares), sum(share.rows for share in shares))

    def _share(self, parts: Sequence[Batch], loss: Loss, seed: int, number: int) -> Sum:
        """Of every so many'th part."""
        sums: dict[Tensor, Tensor] = {one: torch.zeros_like(one, dtype=torch.float32) for one in self.parameters}
        canaries = torch.zeros(len(self.meter))
        losses, rows = 0.0, 0
        for place in range(number, len(parts), self._workers.count):
            part = parts[place]
            rows += part.count
            if not part.arrays:
                canaries[part.places] = self._loud(part.count)
                continue
            seed_here((seed * (MOST + 1) + place * 2**20) % 2**63)
            losses += self._add_rows(part, loss, sums)
        return Sum(list(sums.values()), canaries, losses, rows)

    def _loud(self, count: int) -> Tensor:
        """A canary's gradient is nothing but a number of its own, far beyond the bound before it is clipped."""
        norms = torch.full((count,), LOUD * self.mechanism.expected)
        return norms * self.mechanism.factors(norms.square())

    def _add_rows(self, part: Batch, loss: Loss, sums: dict[Tensor, Tensor]) -> float:
        with Tape() as tape:
            with torch.autocast("cpu", torch.bfloat16, enabled=self._half):
                lost = loss(part, 1)
            torch.autograd.grad(lost.sum(), self.parameters, allow_unused=True)
        with torch.no_grad():
            squares = torch.stack([kept.squares(uses) for kept, uses in tape.uses.items()]).sum(0)
            factors = self.mechanism.factors(squares)
            for kept, uses in tape.uses.items():
                kept.add(uses, factors, sums)
            tape.uses.clear()  # the graph holds the tape, which holds the graph: neither would go until it is collected
            return self.mechanism.of_losses(lost)

    def noisy(self, numbers: Tensor, seed: int, place: int) -> Tensor:
        """The numbers, in place, with the noise of a step (its seed) and a part of its vector."""
        if not self.mechanism.noise:
            return numbers
        drawn = self._secret.normals("noise", seed, place, numbers.numel())
        return numbers.add_(torch.from_numpy(drawn * np.float32(self.mechanism.noise)).view(numbers.shape))
