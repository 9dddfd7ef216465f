"""Dropout that is cheap on a processor and repeats exactly on several threads.

`nn.Dropout` draws a float for every number, which takes longer than the matrix product before it; here a byte is drawn
for each, eight at a time. Every worker thread draws from its own generator, seeded by step and worker, so that the
outcome depends neither on which thread is first nor on where a training was interrupted.
"""

from __future__ import annotations

import threading

import torch
from torch import Tensor, nn

_local = threading.local()
LEVELS = 256  # a byte: the share dropped is rounded to a multiple of 1/256


def seed_here(seed: int) -> None:
    """Seed what this thread draws from; to be called before every step."""
    _local.generator = torch.Generator().manual_seed(seed)


class ByteDropout(nn.Module):
    """Zeroes a share of the numbers in training and scales the others up; share in multiples of 1/256."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.dropped = round(share * LEVELS)

    def forward(self, numbers: Tensor) -> Tensor:
        """The same shape; in evaluation the same numbers."""
        if not self.training or not self.dropped:
            return numbers
        count = numbers.numel()
        drawn = torch.randint(-(2**63), 2**63 - 1, ((count + 7) // 8,), generator=_local.generator)
        kept = drawn.view(torch.uint8)[:count].view(numbers.shape) >= self.dropped
        return numbers * (kept.to(numbers.dtype) * (LEVELS / (LEVELS - self.dropped)))


def replace_dropout(module: nn.Module, share: float) -> None:
    """Put ByteDropout in the place of every dropout of a network.

    Attention keeps none: the fast kernel of the processor has none, and dropping it costs no accuracy that we could
    measure.
    """
    for name, child in module.named_children():
        if not isinstance(child, nn.Dropout):
            replace_dropout(child, share)
        elif "Attention" in type(module).__name__ and not hasattr(module, "LayerNorm"):
            child.p = 0.0
        else:
            setattr(module, name, ByteDropout(share))
