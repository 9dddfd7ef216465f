"""Gradients row by row, as the recorded layers have them, against those that torch makes of each row alone."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from troth.training.private.recorded import Tape, record, still
from troth.training.weights import LowRank


class Twice(nn.Module):
    """One layer used twice, a norm, and a head on one position."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(6, 6)
        self.norm = nn.LayerNorm(6)
        self.head = nn.Linear(6, 3, bias=False)

    def forward(self, numbers: Tensor) -> Tensor:
        once = torch.tanh(self.inner(numbers))
        found: Tensor = self.head(self.norm(self.inner(once)).mean(1))
        return found


def rows_of(module: nn.Module, seen: Tensor) -> tuple[Tensor, dict[Tensor, Tensor], Tensor]:
    """Norms of the rows, the sum of half of each gradient, and the same sum as torch makes it."""
    torch.manual_seed(1)
    record(module)
    moving = [one for one in module.parameters() if one.requires_grad]
    with Tape() as tape:
        torch.autograd.grad(module(seen).square().sum(), moving, allow_unused=True)
    sums: dict[Tensor, Tensor] = {one: torch.zeros_like(one) for one in moving}
    squares = torch.stack([kept.squares(uses) for kept, uses in tape.uses.items()]).sum(0)
    for kept, uses in tape.uses.items():
        kept.add(uses, torch.full((len(seen),), 0.5), sums)
    alone = torch.stack([flat(torch.autograd.grad(module(row[None]).square().sum(), moving)) for row in seen])
    torch.testing.assert_close(flat(list(sums.values())), alone.sum(0) / 2, rtol=1e-4, atol=1e-5)
    return squares.sqrt(), sums, alone.norm(dim=1)


def flat(tensors: Any) -> Tensor:
    return torch.cat([one.flatten() for one in tensors])


@pytest.mark.parametrize("positions", [2, 40])  # few: by products of positions; many: by the gradients themselves
def test_norms_and_sums_are_those_of_each_row_alone(positions: int) -> None:
    torch.manual_seed(0)
    norms, _, alone = rows_of(Twice(), torch.randn(5, positions, 6))
    torch.testing.assert_close(norms, alone, rtol=1e-4, atol=1e-5)


def test_a_low_rank_step_too() -> None:
    torch.manual_seed(0)
    layer = LowRank(nn.Linear(6, 4), 2)
    nn.init.normal_(layer.low_rank_out)
    layer.linear.requires_grad_(False)
    norms, sums, alone = rows_of(nn.Sequential(layer, nn.Tanh()), torch.randn(5, 3, 6))
    torch.testing.assert_close(norms, alone, rtol=1e-4, atol=1e-5)
    assert len(sums) == 2


def test_answers_and_names_stay_and_what_is_not_recorded_stands_still() -> None:
    module = nn.Sequential(nn.Embedding(5, 6), nn.Linear(6, 6), nn.LayerNorm(6))
    seen, names = torch.tensor([[1, 2]]), list(module.state_dict())
    before = module(seen)
    record(module)
    assert still(module) == 30
    assert list(module.state_dict()) == names
    torch.testing.assert_close(module(seen), before)
    with Tape():
        torch.testing.assert_close(module(seen), before)


def test_norms_are_those_of_the_gradients_that_bfloat16_layers_add() -> None:
    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 2))
    record(module)
    moving = list(module.parameters())
    for row in torch.randn(4, 1, 7, 32):
        with Tape() as tape:
            with torch.autocast("cpu", torch.bfloat16):
                lost = module(row).float().square().sum()
            torch.autograd.grad(lost, moving, allow_unused=True)
        sums: dict[Tensor, Tensor] = {one: torch.zeros_like(one) for one in moving}
        squares = torch.stack([kept.squares(uses) for kept, uses in tape.uses.items()]).sum(0)
        for kept, uses in tape.uses.items():
            kept.add(uses, 1 / squares.sqrt(), sums)
        assert float(flat(sums.values()).detach().norm()) <= 1 + 1e-4
