"""The network of a tagger: signs to words, words to their neighbours, and to all others of the window."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from troth.personal.tagging.decoding import TAGS
from troth.personal.tagging.units import CODES, HASHES, TABLE

SIGN, SIGNS, HASH, WIDTH, HEADS, ROUNDS = 24, 64, 48, 160, 4, 2


class Network(nn.Module):
    """Signs by a convolution and its greatest values (Santos and Zadrozny, 2014), words by hashed embeddings, their
    neighbours by gated convolutions (Dauphin et al., 2017), the window by attention.
    """

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.sign = nn.Embedding(CODES, SIGN, padding_idx=0)
        self.spelled = nn.Linear(3 * SIGN, SIGNS)
        self.hash = nn.Embedding(TABLE, HASH)
        self.word = nn.Linear(SIGNS + HASHES * HASH, WIDTH)
        self.near = nn.ModuleList(nn.Linear(3 * WIDTH, 2 * WIDTH) for _ in range(ROUNDS + 1))
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(2 * ROUNDS + 1))
        self.asked = nn.ModuleList(nn.Linear(WIDTH, 3 * WIDTH) for _ in range(ROUNDS))
        self.answered = nn.ModuleList(nn.Linear(WIDTH, WIDTH) for _ in range(ROUNDS))
        self.tags = nn.Linear(WIDTH, len(TAGS))
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.hash.weight, std=0.1)

    def forward(self, signs: Tensor, hashes: Tensor, mask: Tensor | None = None) -> Tensor:
        """Scores [batch, units, tags] of signs [batch, units, 16] and hashes [batch, units, 3]; mask: what is there."""
        letters = _with_neighbours(self.sign(signs))
        spelled = torch.relu(self.spelled(letters)).amax(2)
        hashed = self.hash(hashes).flatten(2)
        words = self.dropout(torch.relu(self.word(torch.cat([spelled, hashed], 2))))
        if mask is not None:
            words = words * mask[:, :, None]
        words = self._near(words, 0, mask)
        for place in range(ROUNDS):
            words = self._all(words, place, mask)
            words = self._near(words, place + 1, mask)
        scores: Tensor = self.tags(words)
        return scores

    def _near(self, words: Tensor, place: int, mask: Tensor | None) -> Tensor:
        mixed = self.near[place](_with_neighbours(self.norms[place](words) * (1 if mask is None else mask[:, :, None])))
        return words + self.dropout(functional.glu(mixed, 2))

    def _all(self, words: Tensor, place: int, mask: Tensor | None) -> Tensor:
        normed = self.norms[ROUNDS + 1 + place](words)
        asked = self.asked[place](normed).unflatten(2, (3 * HEADS, WIDTH // HEADS)).transpose(1, 2)
        query, key, value = asked.chunk(3, 1)
        weights = query @ key.transpose(2, 3) / (WIDTH // HEADS) ** 0.5
        if mask is not None:
            weights = weights.masked_fill(~mask[:, None, None, :], float("-inf"))
        heard = (weights.softmax(3) @ value).transpose(1, 2).flatten(2)
        return words + self.dropout(self.answered[place](heard))


def _with_neighbours(numbers: Tensor) -> Tensor:
    """Each place with the one before and the one after, along the last dimension but one."""
    padded = functional.pad(numbers, (0, 0, 1, 1))
    return torch.cat([padded[..., :-2, :], numbers, padded[..., 2:, :]], -1)


def masked(lengths: Sequence[int]) -> Tensor:
    """What is there of windows of so many units, bool [windows, longest]."""
    return torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None]
