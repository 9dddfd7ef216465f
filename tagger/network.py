"""The network of a tagger: signs to words, words to their neighbours, and to all others of the window."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from troth.personal.tagging.decoding import TAGS
from troth.personal.tagging.units import CODES, HASHES, TABLE

SIGN, SIGNS, HASH, WIDTH, HEADS = 24, 64, 48, 128, 4


class Near(nn.Module):
    """What a word has from those beside it: a gated convolution over three (Dauphin et al., 2017)."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.mixed = nn.Linear(3 * WIDTH, WIDTH)

    def forward(self, words: Tensor, mask: Tensor | None) -> Tensor:
        """What is added to words [batch, units, width]; mask: bool [batch, units], what is there."""
        normed = self.norm(words)
        if mask is not None:
            normed = normed * mask[:, :, None]
        return functional.silu(self.mixed(_with_neighbours(normed)))


class All(nn.Module):
    """What a word has from all of its window: attention."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.asked = nn.Linear(WIDTH, 3 * WIDTH)
        self.answered = nn.Linear(WIDTH, WIDTH)

    def forward(self, words: Tensor, mask: Tensor | None) -> Tensor:
        """See Near."""
        asked = self.asked(self.norm(words)).unflatten(2, (3 * HEADS, WIDTH // HEADS)).transpose(1, 2)
        query, key, value = asked.chunk(3, 1)
        weights = query @ key.transpose(2, 3) / (WIDTH // HEADS) ** 0.5
        if mask is not None:
            weights = weights.masked_fill(~mask[:, None, None, :], float("-inf"))
        heard = (weights.softmax(3) @ value).transpose(1, 2).flatten(2)
        answered: Tensor = self.answered(heard)
        return answered


STAGES: tuple[type[Near | All], ...] = (Near, Near, All, Near)


class Network(nn.Module):
    """Signs by a convolution and its greatest values (Santos and Zadrozny, 2014), words by hashed embeddings, and what
    they have from each other, stage by stage.
    """

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.sign = nn.Embedding(CODES, SIGN, padding_idx=0)
        self.spelled = nn.Linear(3 * SIGN, SIGNS)
        self.hash = nn.Embedding(TABLE, HASH)
        self.word = nn.Linear(SIGNS + HASHES * HASH, WIDTH)
        self.stages = nn.ModuleList(stage() for stage in STAGES)
        self.tags = nn.Linear(WIDTH, len(TAGS))
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.hash.weight, std=0.1)

    def forward(self, signs: Tensor, hashes: Tensor, mask: Tensor | None = None) -> Tensor:
        """Scores [batch, units, tags] of signs [batch, units, 16] and hashes [batch, units, 3]; mask: what is there."""
        letters = _with_neighbours(self.sign(signs))
        spelled = torch.relu(self.spelled(letters)).amax(2)
        hashed = self.hash(hashes).flatten(2)
        words = self.dropout(torch.relu(self.word(torch.cat([spelled, hashed], 2))))
        for stage in self.stages:
            words = words + self.dropout(stage(words, mask))
        scores: Tensor = self.tags(words)
        return scores


def _with_neighbours(numbers: Tensor) -> Tensor:
    """Each place with the one before and the one after, along the last dimension but one."""
    padded = functional.pad(numbers, (0, 0, 1, 1))
    return torch.cat([padded[..., :-2, :], numbers, padded[..., 2:, :]], -1)


def masked(lengths: Sequence[int]) -> Tensor:
    """What is there of windows of so many units, bool [windows, longest]."""
    return torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None]
