"""What of a network is kept to make it as small as a clause asks: how many layers, and how many pieces.

Layers cost time and memory, pieces of the vocabulary only memory. Both are cut by about the same share, layers first:
each layer left out makes every answer faster, and what room is left goes to pieces.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from troth.errors import TrainingError
from troth.standard import Charter

MEASURE = "parameters"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many weights a network has, by what they belong to.

    layers: how many there are. layer: weights of one. pieces: of the vocabulary. piece: weights of one. rest: all
    others. fewest: pieces that must stay; as many as `pieces` where its tokenizer cannot be cut.
    """

    layers: int
    layer: int
    pieces: int
    piece: int
    rest: int
    fewest: int

    def total(self, layers: int, pieces: int) -> int:
        """Weights of a network with so many of both."""
        return self.rest + layers * self.layer + pieces * self.piece


@dataclass(frozen=True, slots=True)
class Plan:
    """layers: numbers of those that are kept, from the bottom. pieces: how many are kept."""

    layers: tuple[int, ...]
    pieces: int


def limit_of(charter: Charter) -> int | None:
    """The most weights that any clause allows; None where none is on size, or training obeys none."""
    limits = [clause.limit for clause in charter.clauses if clause.measure.name == MEASURE]
    return int(min(limits)) if limits and charter.training.constrained else None


def plan(sizes: Sizes, limit: int) -> Plan | None:
    """What to keep of a network of these sizes; None where it is as small already.

    Raises TrainingError where one layer and the fewest pieces are still too many.
    """
    if sizes.total(sizes.layers, sizes.pieces) <= limit:
        return None
    share = (limit - sizes.rest) / (sizes.total(sizes.layers, sizes.pieces) - sizes.rest)
    layers = max(round(share * sizes.layers), 1)
    while layers > 1 and sizes.total(layers, sizes.fewest) > limit:
        layers -= 1
    pieces = min((limit - sizes.rest - layers * sizes.layer) // sizes.piece, sizes.pieces)
    if pieces < sizes.fewest:
        raise TrainingError(
            f"the base cannot be made as small as {limit:,} weights",
            remedy=f"{sizes.total(1, sizes.fewest):,} is the least: one layer, {sizes.fewest:,} pieces. "
            "Allow as many, or name a smaller base.",
        )
    return Plan(spread(layers, sizes.layers), pieces)


def spread(kept: int, of: int) -> tuple[int, ...]:
    """So many of the layers, evenly from the lowest to the uppermost; of one, the lowest."""
    return tuple(int(place) for place in np.linspace(0, of - 1, kept).round())
