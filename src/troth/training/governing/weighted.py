"""A training that follows a method of fairness without prices: the clauses only have a say in which epoch is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from troth.standard import Charter
from troth.training.examples import Batch
from troth.training.fairness.methods import Method
from troth.training.governing.demands import Demands
from troth.training.governing.governor import Ask, Governor
from troth.training.governing.membership import Codes

OWN = "method/"  # before the names of the method's arrays


class Weighted(Governor):
    """The clauses' side of such a training; its standings have no prices."""

    def __init__(self, demands: Demands, charter: Charter, ask: Ask, method: Method, *, audited: float) -> None:
        super().__init__(demands, charter, ask, audited=audited)
        self._method = method
        self._answered: dict[int, tuple[Tensor, Tensor, Tensor]] = {}

    def cost(self, batch: Batch, scores: Tensor) -> Tensor | None:
        """What the method adds to the loss of a batch."""
        inside = batch.truth >= 0
        rows, truth, scores = batch.places[inside], batch.truth[inside], scores[inside]
        self._answered.setdefault(id(batch), (rows, truth, scores.detach()))  # of several looks the first counts
        return self._method.cost(rows, truth, scores)

    def stepped(self, parts: Sequence[Batch]) -> None:
        """The method follows the answers that the step was taken on."""
        answered = [self._answered.pop(id(part)) for part in parts]
        rows, truth, scores = (torch.cat(each) for each in zip(*answered, strict=True))
        self._method.stepped(rows, truth, scores)
        self._steps += 1

    def look(self, draw: np.random.Generator) -> None:
        """Nothing is led by the constraint split."""

    def examine(self, said: Codes, values: Mapping[str, float]) -> float:
        """After an epoch: see on all of the constraint split whether the clauses hold."""
        excess = super().examine(said, values)
        self.standings[-1] = replace(self.standings[-1], prices=(None,) * len(self.standings[-1].prices))
        return excess

    def arrays(self) -> dict[str, Tensor]:
        """Where it stands: the arrays."""
        return super().arrays() | {OWN + name: array for name, array in self._method.arrays().items()}

    def restore(self, written: Mapping[str, object], arrays: Mapping[str, Tensor]) -> None:
        """Go on from there."""
        super().restore(written, arrays)
        self._method.restore({name.removeprefix(OWN): one for name, one in arrays.items() if name.startswith(OWN)})
