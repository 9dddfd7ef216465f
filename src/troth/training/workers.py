"""One step of training on all cores: every worker thread takes a part of the batch through the whole network.

The usual way splits every small operation over the cores and waits for the slowest thousands of times a step; with
another process on the machine that is several times slower. Here the workers meet three times a step. The parts and the
order in which gradients are added are fixed, so the outcome does not depend on which worker is first; it does depend on
their number.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch
from torch import Tensor, nn

from troth.training.dropout import seed_here
from troth.training.examples import Batch
from troth.training.settings import Settings
from troth.training.weights import BETAS, EPSILON, groups

MOST = 4  # workers: a quarter of a batch still fills the matrix units, a smaller part does not
STEEPEST = 1.0  # the norm that gradients are scaled down to
Loss = Callable[[Batch, int], Tensor]
Gradients = Sequence[Tensor | None]
Given = TypeVar("Given")
Made = TypeVar("Made")


def cores() -> int:
    """Cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shares() -> tuple[int, int]:
    """Workers, and threads of each, that the cores of this machine are shared out to."""
    count = min(cores(), MOST)
    return count, max(1, cores() // count)


class Workers:
    """Workers, each of so many threads of torch; as a context, it gives the threads back."""

    def __init__(self, count: int, threads: int) -> None:
        self.count = count
        self.threads = threads
        self._pool = ThreadPoolExecutor(count)
        self._before = torch.get_num_threads()

    def __enter__(self) -> Workers:
        torch.set_num_threads(self.threads)
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()
        torch.set_num_threads(self._before)

    def each(self, work: Callable[[Given], Made], given: Iterable[Given]) -> list[Made]:
        """`work` on everything given, at once; what it raises is raised here, after all have ended."""
        waiting = [self._pool.submit(work, one) for one in given]
        failed = [future.exception() for future in waiting]
        if first := next((error for error in failed if error), None):
            raise first
        return [future.result() for future in waiting]


class Steps:
    """The workers' gradients added up and taken by AdamW (Loshchilov and Hutter, ICLR 2019), each worker some of the
    weights.
    """

    def __init__(
        self,
        workers: Workers,
        named: Sequence[tuple[str, nn.Parameter]],
        layers: int,
        settings: Settings,
        *,
        half: bool,
    ) -> None:
        self._workers = workers
        self._half = half
        self.names = [name for name, _ in named]
        self.parameters = [parameter for _, parameter in named]
        self._shares = _even_shares(self.parameters, workers.count)
        self.optimisers = [
            torch.optim.AdamW(
                groups([named[place] for place in share], layers, settings), betas=BETAS, eps=EPSILON, fused=True
            )
            for share in self._shares
        ]

    def gradients(self, parts: Sequence[Batch], loss: Loss, seed: int) -> tuple[float, list[Gradients]]:
        """The summed loss of the parts, and each part's gradients in the order of the parameters."""
        count = sum(part.count for part in parts)

        def work(number: int) -> tuple[float, Gradients]:
            seed_here((seed * MOST + number) % 2**63)
            with torch.autocast("cpu", torch.bfloat16, enabled=self._half):
                lost = loss(parts[number], count)
            return lost.item(), torch.autograd.grad(lost, self.parameters, allow_unused=True)

        done = self._workers.each(work, range(len(parts)))
        return sum(lost for lost, _ in done), [gradients for _, gradients in done]

    def take(self, gradients: Sequence[Gradients], rate: float) -> float:
        """One step downwards, at `rate` times the highest rates; returns the norm of the gradients.

        Nothing moves when the norm is no finite number.
        """
        squares = self._workers.each(lambda share: self._add(share, gradients), self._shares)
        norm: float = float(sum(squares)) ** 0.5
        if not math.isfinite(norm):
            return norm
        scale = min(1.0, STEEPEST / norm) if norm > 0 else 1.0
        self._workers.each(lambda number: self._move(number, scale, rate), range(len(self._shares)))
        return norm

    def kept(self) -> dict[str, Tensor]:
        """What a checkpoint keeps beside the weights and what the optimiser knows."""
        return {}

    def take_up(self, tensors: Mapping[str, Tensor]) -> None:
        """Go on from what `kept` gave, which is among these."""

    def _add(self, share: Sequence[int], gradients: Sequence[Gradients]) -> float:
        square = 0.0
        for place in share:
            parts = [gradient for part in gradients if (gradient := part[place]) is not None]
            if parts:
                total = parts[0]
                for part in parts[1:]:
                    total += part
                self.parameters[place].grad = total
                square += float(torch.linalg.vector_norm(total)) ** 2
        return square

    def _move(self, number: int, scale: float, rate: float) -> None:
        moved = [gradient for place in self._shares[number] if (gradient := self.parameters[place].grad) is not None]
        if scale < 1 and moved:
            torch._foreach_mul_(moved, scale)
        for group in self.optimisers[number].param_groups:
            group["lr"] = group["highest"] * rate
        self.optimisers[number].step()
        self.optimisers[number].zero_grad(set_to_none=True)


def _even_shares(parameters: Sequence[nn.Parameter], count: int) -> list[list[int]]:
    """Places of parameters, each share about as many numbers, the largest given out first."""
    shares: list[list[int]] = [[] for _ in range(count)]
    sizes = [0] * count
    for place in sorted(range(len(parameters)), key=lambda place: -parameters[place].numel()):
        smallest = sizes.index(min(sizes))
        shares[smallest].append(place)
        sizes[smallest] += parameters[place].numel()
    return [share for share in shares if share]
