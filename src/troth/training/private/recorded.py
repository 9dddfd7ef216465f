"""Layers that keep what they saw and what they were told, from which each row's gradient is known without making it.

For a linear layer with inputs a [rows, positions, in] and gradients g [rows, positions, out] of its outputs, a row's
gradient is the sum over positions of g a'. Its norm comes from the products of positions with each other (ghost
clipping: Li et al., ICLR 2022), and the sum of the clipped gradients from the same a and g, without a second pass
backwards (book-keeping: Bu et al., ICML 2023). Norms and sums are made in float32 whatever the layers compute in:
bfloat16 would let a row count for more than it is clipped to.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from troth.training.weights import LowRank

_local = threading.local()
Use = tuple[Tensor, Tensor]
"""What a layer saw and the gradient of what it said; the first dimension of both is rows."""


class Tape:
    """As a context, what the recorded layers of this thread write to: their uses in one pass backwards."""

    def __init__(self) -> None:
        self.uses: dict[Kept, list[Use]] = {}

    def __enter__(self) -> Tape:
        _local.tape = self
        return self

    def __exit__(self, *_: object) -> None:
        _local.tape = None


@dataclass(frozen=True, eq=False, slots=True)
class Kept(ABC):
    """Weights whose gradients are made row by row."""

    weight: Tensor
    bias: Tensor | None

    def squares(self, uses: Sequence[Use]) -> Tensor:
        """The squared norm of each row's gradient, [rows], over all uses of the layer."""
        seen, told = _together(uses)
        found = self._of_weight(seen, told)
        return found if self.bias is None else found + told.sum(1).square().sum(1)

    def add(self, uses: Sequence[Use], factors: Tensor, sums: dict[Tensor, Tensor]) -> None:
        """Add every row's gradient times its factor, [rows], to the sums."""
        seen, told = _together(uses)
        told = told * factors[:, None, None]
        self._add_weight(seen, told, sums[self.weight])
        if self.bias is not None:
            sums[self.bias] += told.sum((0, 1))

    @abstractmethod
    def _of_weight(self, seen: Tensor, told: Tensor) -> Tensor:
        """The squared norm of each row's gradient of the weight, [rows], from one use."""

    @abstractmethod
    def _add_weight(self, seen: Tensor, told: Tensor, total: Tensor) -> None:
        """Add the gradient of the weight, over all rows, to the total."""


class Product(Kept):
    """Those of a linear layer."""

    __slots__ = ()

    def _of_weight(self, seen: Tensor, told: Tensor) -> Tensor:
        positions, inward, outward = seen.shape[1], seen.shape[2], told.shape[2]
        if positions * (inward + outward) > inward * outward:  # long texts: the gradients themselves are smaller
            return torch.bmm(told.mT, seen).square().sum((1, 2))
        found = (torch.bmm(seen, seen.mT) * torch.bmm(told, told.mT)).sum((1, 2))
        return found.clamp(min=0.0)

    def _add_weight(self, seen: Tensor, told: Tensor, total: Tensor) -> None:
        total.addmm_(told.flatten(0, 1).T, seen.flatten(0, 1))


class Scale(Kept):
    """Those of a layer norm, whose inputs were normalised before."""

    __slots__ = ()

    def _of_weight(self, seen: Tensor, told: Tensor) -> Tensor:
        return (seen * told).sum(1).square().sum(1)

    def _add_weight(self, seen: Tensor, told: Tensor, total: Tensor) -> None:
        total += (seen * told).sum((0, 1))


def _together(uses: Sequence[Use]) -> Use:
    """All uses as one, float32 [rows, positions, width]: a layer that is used twice has one gradient."""
    flat = [tuple(_positions(one).float() for one in use) for use in uses]
    return torch.cat([seen for seen, _ in flat], 1), torch.cat([told for _, told in flat], 1)


def _positions(numbers: Tensor) -> Tensor:
    return numbers[:, None] if numbers.ndim == 2 else numbers.flatten(1, -2)


class _Linear(torch.autograd.Function):
    """A linear layer whose pass backwards writes to the tape instead of making a gradient of its weights."""

    @staticmethod
    def forward(ctx: Any, numbers: Tensor, weight: Tensor, bias: Tensor | None, kept: Kept, tape: Tape) -> Tensor:
        half = torch.is_autocast_enabled("cpu")
        kind = torch.get_autocast_dtype("cpu") if half else numbers.dtype
        seen, moved = numbers.to(kind), weight.to(kind)
        ctx.save_for_backward(seen, moved)
        ctx.kept, ctx.tape, ctx.kind = kept, tape, numbers.dtype
        return nn.functional.linear(seen, moved, None if bias is None else bias.to(kind))

    @staticmethod
    def backward(ctx: Any, *told: Tensor) -> tuple[Tensor | None, None, None, None, None]:
        seen, moved = ctx.saved_tensors
        ctx.tape.uses.setdefault(ctx.kept, []).append((seen, told[0]))
        below = (told[0] @ moved).to(ctx.kind) if ctx.needs_input_grad[0] else None
        return below, None, None, None, None


class _Scaled(torch.autograd.Function):
    """What a layer norm does after normalising, in the same way."""

    @staticmethod
    def forward(ctx: Any, numbers: Tensor, weight: Tensor, bias: Tensor | None, kept: Kept, tape: Tape) -> Tensor:
        ctx.save_for_backward(numbers, weight)
        ctx.kept, ctx.tape = kept, tape
        return numbers * weight if bias is None else torch.addcmul(bias, numbers, weight)

    @staticmethod
    def backward(ctx: Any, *told: Tensor) -> tuple[Tensor | None, None, None, None, None]:
        numbers, weight = ctx.saved_tensors
        ctx.tape.uses.setdefault(ctx.kept, []).append((numbers, told[0]))
        return told[0] * weight if ctx.needs_input_grad[0] else None, None, None, None, None


def _tape() -> Tape | None:
    return getattr(_local, "tape", None) if torch.is_grad_enabled() else None


class RecordedLinear(nn.Linear):
    """A linear layer over the weights of another."""

    def __init__(self, like: nn.Linear) -> None:
        nn.Module.__init__(self)
        self.in_features, self.out_features = like.in_features, like.out_features
        self.weight, self.bias = like.weight, like.bias
        self.kept = Product(like.weight, like.bias)

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002  (the parent's name)
        """As a linear layer."""
        tape = _tape()
        if tape is None:
            return super().forward(input)
        found: Tensor = _Linear.apply(input, self.weight, self.bias, self.kept, tape)  # type: ignore[no-untyped-call]
        return found


class RecordedNorm(nn.LayerNorm):
    """A layer norm over the weights of another."""

    def __init__(self, like: nn.LayerNorm) -> None:
        nn.Module.__init__(self)
        self.normalized_shape, self.eps, self.elementwise_affine = like.normalized_shape, like.eps, True
        self.weight, self.bias = like.weight, like.bias
        self.kept = Scale(like.weight, like.bias)

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002  (the parent's name)
        """As a layer norm."""
        tape = _tape()
        if tape is None:
            return super().forward(input)
        even = nn.functional.layer_norm(input, self.normalized_shape, eps=self.eps)
        found: Tensor = _Scaled.apply(even, self.weight, self.bias, self.kept, tape)  # type: ignore[no-untyped-call]
        return found


class RecordedLowRank(LowRank):
    """A low-rank step over the weights of another."""

    def __init__(self, like: LowRank) -> None:
        nn.Module.__init__(self)
        self.linear, self.low_rank_in, self.low_rank_out = like.linear, like.low_rank_in, like.low_rank_out
        self.kept = Product(self.low_rank_in, None), Product(self.low_rank_out, None)

    def forward(self, numbers: Tensor) -> Tensor:
        """As a linear layer."""
        tape = _tape()
        if tape is None:
            return super().forward(numbers)
        inward, outward = self.kept
        thin = _Linear.apply(numbers, self.low_rank_in, None, inward, tape)  # type: ignore[no-untyped-call]
        step = _Linear.apply(thin, self.low_rank_out, None, outward, tape)  # type: ignore[no-untyped-call]
        whole: Tensor = self.linear(numbers) + step
        return whole


RECORDED: dict[type[nn.Module], type[Any]] = {
    nn.Linear: RecordedLinear,
    nn.LayerNorm: RecordedNorm,
    LowRank: RecordedLowRank,
}


def record(module: nn.Module) -> None:
    """Put a recorded layer in the place of every layer below `module` whose own weights may move."""
    for name, child in module.named_children():
        recorded = RECORDED.get(type(child))
        if recorded is not None and any(one.requires_grad for one in child.parameters(recurse=False)):
            setattr(module, name, recorded(child))
        else:
            record(child)


def still(module: nn.Module) -> int:
    """Stop the gradients of all weights that no recorded layer holds; returns how many numbers that stops."""
    held = {id(one) for part in module.modules() for kept in _kept(part) for one in (kept.weight, kept.bias)}
    others = [one for one in module.parameters() if one.requires_grad and id(one) not in held]
    for one in others:
        one.requires_grad = False
    return sum(one.numel() for one in others)


def _kept(part: nn.Module) -> tuple[Kept, ...]:
    if isinstance(part, RecordedLowRank):
        return part.kept
    return (part.kept,) if isinstance(part, (RecordedLinear, RecordedNorm)) else ()
