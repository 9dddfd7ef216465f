from __future__ import annotations

import pytest

pytest.importorskip("torch")

import torch
from tests.models.tiny import TAGS, bert_config
from transformers import BertModel

from troth.models.network import Network, without_pooler
from troth.standard import TOKENS

SETTINGS = {"hidden": 8, "dropout": 0.0, "longest": 24, "padding": 0}


def network(**more: int) -> Network:
    torch.manual_seed(3)
    encoder = without_pooler(BertModel(bert_config(TAGS)))
    return Network(encoder, TOKENS, len(TAGS), SETTINGS | more).eval()


def batch() -> dict[str, torch.Tensor]:
    draw = torch.Generator().manual_seed(4)
    return {
        "input_ids": torch.randint(1, 9, (2, 6), generator=draw),
        "attention_mask": torch.tensor([[1] * 6, [1] * 4 + [0] * 2]),
        "shapes": torch.randint(0, 9, (2, 6), generator=draw),
        "characters": torch.randint(0, 90, (2, 6, 16), generator=draw),
    }


def test_the_head_sees_a_mean_of_the_upper_layers() -> None:
    last, both = network(), network(layers=2)
    both.load_state_dict(last.state_dict(), strict=False)
    assert last.layers is None
    assert both.layers is not None
    with torch.no_grad():
        assert not torch.allclose(last(**batch()), both(**batch()))
        both.layers.copy_(torch.tensor([-50.0, 50.0]))  # all the weight on the uppermost
        torch.testing.assert_close(last(**batch()), both(**batch()))


def test_the_layers_weights_are_learned() -> None:
    both = network(layers=2)
    both(**batch()).square().sum().backward()
    assert both.layers is not None
    assert both.layers.grad is not None
    assert both.layers.grad.abs().sum() > 0
