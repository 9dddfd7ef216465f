"""The weights a training moves: which, how fast each, their running mean, and low-rank steps beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from troth.training.settings import Settings

BETAS = (0.9, 0.98)  # a shorter memory of squares than the usual 0.999: a fine-tuning has a few thousand steps
EPSILON = 1e-6
AVERAGE_EVERY = (
    4  # steps between two updates of the running mean: it moves slowly, and every update reads all the weights
)

_NUMBER = re.compile(r"\.(\d+)\.")


def layers_of(network: nn.Module) -> int:
    """Number of layers of the encoder, by the names of its weights."""
    return max((layer_of(name) for name, _ in network.named_parameters()), default=0)


def layer_of(name: str) -> int:
    """Which layer of the encoder a weight belongs to.

    1 is the lowest, 0 the embeddings, -1 what is not the encoder's.
    """
    if not name.startswith("encoder."):
        return -1
    found = _NUMBER.search(name)
    return 1 + int(found.group(1)) if found else 0


def freeze(network: nn.Module, words: nn.Parameter, settings: Settings) -> None:
    """Stop the gradients of what the settings leave as it is; `words` is the encoder's table of words."""
    low_rank = settings.lora_rank is not None
    for name, parameter in network.named_parameters():
        layer = layer_of(name)
        frozen = bool(settings.freeze_layers) and 0 <= layer <= (settings.freeze_layers or 0)
        if (
            frozen
            or (settings.freeze_words and parameter is words)
            or (low_rank and layer >= 0 and "low_rank" not in name)
        ):
            parameter.requires_grad = False


def groups(named: Iterable[tuple[str, nn.Parameter]], layers: int, settings: Settings) -> list[dict[str, object]]:
    """Parameter groups of AdamW with their highest rate under `highest`; biases and norms do not decay."""
    found: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in named:
        layer = layer_of(name)
        factor = settings.head_factor if layer < 0 else settings.layer_decay ** (layers - layer)
        decay = settings.weight_decay if parameter.ndim > 1 else 0.0
        found.setdefault((settings.learning_rate * factor, decay), []).append(parameter)
    return [
        {"params": group, "lr": rate, "highest": rate, "weight_decay": decay} for (rate, decay), group in found.items()
    ]


class Mean:
    """The running mean of the weights (Polyak and Juditsky, 1992): what a training ends with is less of an accident."""

    def __init__(self, parameters: list[nn.Parameter], decay: float) -> None:
        self.values = [parameter.detach().clone() for parameter in parameters]
        self._parameters = parameters
        self._decay = decay

    def follow(self, step: int) -> None:
        """Take in the weights after `step` (from 1); it follows faster at the beginning."""
        if step % AVERAGE_EVERY == 0:
            decay = min(self._decay**AVERAGE_EVERY, (1 + step) / (10 + step))
            torch._foreach_lerp_(self.values, [parameter.detach() for parameter in self._parameters], 1 - decay)

    def exchange(self) -> None:
        """Put the mean in the network's place, and back when called again."""
        for value, parameter in zip(self.values, self._parameters, strict=True):
            kept = parameter.detach().clone()
            parameter.data.copy_(value)
            value.copy_(kept)


class LowRank(nn.Module):
    """A linear layer that stays as it is, and a product of two thin matrices beside it that learns (Hu et al., LoRA,
    ICLR 2022).
    """

    def __init__(self, linear: nn.Linear, rank: int) -> None:
        super().__init__()
        self.linear = linear
        self.low_rank_in = nn.Parameter(torch.randn(rank, linear.in_features) / linear.in_features**0.5)
        self.low_rank_out = nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, numbers: Tensor) -> Tensor:
        """As a linear layer."""
        step = nn.functional.linear(nn.functional.linear(numbers, self.low_rank_in), self.low_rank_out)
        whole: Tensor = self.linear(numbers) + step
        return whole

    def merged(self) -> nn.Linear:
        """One linear layer that answers the same."""
        with torch.no_grad():
            self.linear.weight += self.low_rank_out @ self.low_rank_in
        return self.linear


def add_low_rank(module: nn.Module, rank: int) -> None:
    """Put a LowRank in the place of every linear layer below `module`."""
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, LowRank(child, rank))
        else:
            add_low_rank(child, rank)


def merge_low_rank(module: nn.Module) -> None:
    """Undo `add_low_rank`, keeping what was learned."""
    for name, child in module.named_children():
        if isinstance(child, LowRank):
            setattr(module, name, child.merged())
        else:
            merge_low_rank(child)
