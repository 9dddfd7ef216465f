"""Texts without some of their words, by which a network learns to rest its answers on words that can be named.

Of some of the texts of a batch the words are taken away that the network's own slopes name as speaking for the label:
what is left is to say nothing, each label alike. Of the others as many words are taken away at random: what is left is
still to say the label. So an explanation names what the answer rests on, and texts with words left out, by which that
is measured, are no surprise to the network.

The first is the comprehensiveness criterion of A. Chan et al. (2022), UNIREX, BigScience at ACL, asked of the network's
own slopes in the place of a learned extractor; the second the masked fine-tuning of A. Madsen, S. Reddy and S. Chandar
(2024), Faithfulness measurable masked language models, ICML, with words left out, as the audit leaves them out, in the
place of masks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from troth.explain import owners_of, spans_of
from troth.models import Reader, Unit, ends_of, mask_piece, padding_piece
from troth.models.network import Network
from troth.standard import TOKENS, Charter
from troth.training.constraints.clauses import left_out
from troth.training.governing.secrecy import MEASURE as SECRET
from troth.training.private.plan import budgets_of

MEASURE = "explanation_faithfulness"
WEIGHT = 1.0  # of what is left of the texts beside the loss of the texts as they are
NAMED = 0.5  # of the texts of a batch, from how many the words are taken that are named
MOST = 0.5  # of a text's words, how many are taken at most, as in the audit
FEW = 2.0
"""Power of a uniform draw that the share of words named is, and its inverse that of words at random: few of those and
many of these, as a network that learns by how many are gone does not learn by which."""
PART_WAY = 0.3  # of the way from nothing said to the text: the one point that stands for the slopes all along


def explaining(charter: Charter) -> tuple[float, tuple[str, ...]]:
    """The weight of what is learned from texts without some of their words, 0 for nothing; and sentences on why not."""
    clauses = [clause for clause in charter.clauses if clause.measure.name == MEASURE]
    if not clauses or not charter.training.constrained:
        return 0.0, ()
    if charter.task.kind == TOKENS:
        return 0.0, tuple(left_out(clause, "training cannot aim at its measure") for clause in clauses)
    if budgets_of(charter):
        why = "a training under a clause on epsilon has no term for it"
        return 0.0, tuple(left_out(clause, why) for clause in clauses)
    if any(clause.measure.name == SECRET for clause in charter.clauses):
        why = "what it teaches of the labels of training rows is what a clause on membership inference keeps from them"
        return 0.0, tuple(left_out(clause, why) for clause in clauses)
    return WEIGHT, ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken away from the texts of a batch.

    owners: [texts, length] the word each piece belongs to, -1 for special pieces and padding. shares: [texts] of the
    words, how many. named: [texts] whether those that are named. chance: [texts, words] an order of the words at
    random. nothing: the piece that says nothing.
    """

    owners: Tensor
    shares: Tensor
    named: Tensor
    chance: Tensor
    nothing: int


class Rationales:
    """Draws what is taken away from the texts of a batch."""

    def __init__(self, reader: Reader) -> None:
        self._tokenizer = reader.tokenizer
        mask = mask_piece(reader.tokenizer)
        self._nothing = padding_piece(reader.tokenizer) if mask is None else mask

    def draw(self, texts: Sequence[str], units: Sequence[Unit], draw: np.random.Generator) -> Taken:
        """For these texts, padded to the longest. units: as what they were read."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=True)
        owners = np.full((len(texts), max(unit.length for unit in units)), -1)
        for row, (text, unit, encoding) in enumerate(zip(texts, units, encodings, strict=True)):
            owners[row, : unit.length] = owners_of(ends_of(encoding, unit.length), spans_of(text))
        named = draw.random(len(texts)) < NAMED
        shares = MOST * draw.random(len(texts)) ** np.where(named, FEW, 1 / FEW)
        chance = draw.random((len(texts), int(owners.max(initial=0)) + 1))
        drawn = [torch.from_numpy(numbers.astype(np.float32)) for numbers in (shares, chance)]
        return Taken(torch.from_numpy(owners), drawn[0], torch.from_numpy(named), drawn[1], self._nothing)


def slopes(network: Network, arrays: dict[str, Tensor], truth: Tensor, taken: Taken) -> Tensor:
    """How much each word of the texts to be named speaks for the label, [texts, words], 0 for the other texts.

    By the slope of the label's share part of the way from nothing said to the text: at the text itself, where the
    network is sure, slopes name words no better than chance does.
    """
    found = torch.zeros(len(truth), taken.chance.shape[1] + 1)
    rows = taken.named.nonzero()[:, 0]
    if not len(rows):
        return found[:, 1:]
    ids, owners, mask = arrays["input_ids"][rows], taken.owners[rows], arrays.get("attention_mask")
    words = network.get_input_embeddings()
    with torch.no_grad():
        away = words(ids.masked_fill(owners >= 0, taken.nothing))
        whole = words(ids) - away
    point = (away + PART_WAY * whole).requires_grad_()
    said = network.read(point, None if mask is None else mask[rows]).log_softmax(-1)
    (slope,) = torch.autograd.grad(said.gather(1, truth[rows, None]).sum(), point)
    product = (slope * whole).sum(-1).float()
    found[rows] = found[rows].scatter_add(1, owners + 1, product)
    return found[:, 1:]


def unsaid(network: Network, arrays: dict[str, Tensor], truth: Tensor, taken: Taken, smoothing: float) -> Tensor:
    """What it costs to say more or less than what is left says: cross entropy in nats, summed over texts."""
    said = slopes(network, arrays, truth, taken)
    scores = network(**left(arrays, taken, torch.where(taken.named[:, None], said, taken.chance)))
    named, others = taken.named, ~taken.named
    still = cross_entropy(scores[others], truth[others], label_smoothing=smoothing, reduction="sum")
    nothing = cross_entropy(scores[named], truth[named], label_smoothing=1.0, reduction="sum")  # each label alike
    return still + nothing


def left(arrays: dict[str, Tensor], taken: Taken, order: Tensor) -> dict[str, Tensor]:
    """The texts without their first words by `order`, [texts, words]; the others moved together.

    At least one word goes, but never the last one of a text that is still to say its label.
    """
    count = taken.owners.amax(1) + 1
    there = torch.arange(order.shape[1]) < count[:, None]
    ranks = order.masked_fill(~there, -torch.inf).argsort(1, descending=True).argsort(1)
    most = torch.where(taken.named, count, count - 1)
    many = torch.minimum((taken.shares * count).ceil().clamp(min=1), most)
    gone = torch.cat([torch.zeros(len(count), 1, dtype=torch.bool), ranks < many[:, None]], dim=1)
    mask = arrays.get("attention_mask", torch.ones_like(taken.owners))
    kept = (mask > 0) & ~gone.gather(1, taken.owners + 1)
    places = (~kept).int().argsort(dim=1, stable=True)
    lengths = kept.sum(1).clamp(min=1)  # where a base puts nothing around a text, one of a single word keeps it
    ids = arrays["input_ids"].gather(1, places)[:, : int(lengths.max())]
    return {"input_ids": ids, "attention_mask": (torch.arange(ids.shape[1]) < lengths[:, None]).long()}
