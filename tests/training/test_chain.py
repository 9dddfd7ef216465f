"""The chain's loss is the negative log of the true sequence's share of all sequences, counted out one by one."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import torch

from troth.models import best_sequences, grammar
from troth.training.chain import Chain

TAGS = ("O", "B-PER", "I-PER")


def some_chain() -> Chain:
    torch.manual_seed(1)
    chain = Chain(len(TAGS))
    for parameter in chain.parameters():
        torch.nn.init.normal_(parameter)
    return chain


def score(chain: Chain, scores: torch.Tensor, path: tuple[int, ...]) -> float:
    total = chain.first[path[0]] + chain.last[path[-1]] + sum(scores[word, tag] for word, tag in enumerate(path))
    return float((total + sum(chain.between[one, other] for one, other in pairwise(path))).item())


def test_loss_is_that_of_every_path_counted() -> None:
    chain = some_chain()
    scores = torch.randn(3, 4, len(TAGS))
    truth = torch.tensor([[0, 1, 2, 0], [1, 2, -1, -1], [2, -1, -1, -1]])
    expected = 0.0
    for row, length in enumerate((4, 2, 1)):
        paths = {path: score(chain, scores[row], path) for path in product(range(len(TAGS)), repeat=length)}
        total = float(torch.logsumexp(torch.tensor(list(paths.values())), 0))
        expected += total - paths[tuple(truth[row, :length].tolist())]
    assert abs(chain.loss(scores, truth).item() - expected) < 1e-4


def test_decoding_finds_the_best_path_that_the_tags_allow() -> None:
    chain, lengths = some_chain(), [4, 1, 3, 0, 2]
    scores = torch.randn(sum(lengths), len(TAGS))
    found = best_sequences(scores.numpy(), np.array(lengths), chain.written(grammar(TAGS)))
    start = 0
    for length in lengths:
        paths = [path for path in product(range(len(TAGS)), repeat=length) if length and allowed(path)]
        if length:
            best = max(paths, key=lambda path: score(chain, scores[start : start + length], path))
            assert tuple(found[start : start + length].tolist()) == best
        start += length


def allowed(path: tuple[int, ...]) -> bool:
    return all(tag != 2 or (place > 0 and path[place - 1] in (1, 2)) for place, tag in enumerate(path))
