"""Who teaches a network besides the labels: what others say of its training rows, and how much of the loss that is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from troth.data import Dataset
from troth.training.ensemble import Members, together
from troth.training.losses import GUIDED
from troth.training.pruning.smaller import Smaller
from troth.training.workers import Workers


@dataclass(frozen=True, slots=True, eq=False)
class Teachers:
    """Who there is; nobody by default.

    smaller: the smaller base that is taught, and what the whole network it was made of says. members: trained networks
    whose answers are imitated. unseen: what networks that did not learn from them say of the training rows, [rows,
    labels], where a clause on telling these is trained for. What such rows are answered with by a network that did
    learn from them is then nobody's to imitate.
    """

    smaller: Smaller | None = None
    members: Members | None = None
    unseen: NDArray[np.float32] | None = None

    @property
    def imitated(self) -> bool:
        """Whether answers of others are imitated beside the labels."""
        return self.unseen is None and (self.smaller is not None or self.members is not None)

    @property
    def own(self) -> float:
        """The share of a row's loss that is on its label."""
        return 1 - GUIDED if self.imitated else 1.0

    def guide(self, dataset: Dataset, workers: Workers, *, half: bool) -> Tensor | None:
        """Scores of the training rows that are to be imitated, [texts or words, labels]; None where none are."""
        if not self.imitated:
            return None
        answers = [self.smaller.scores] if self.smaller else []
        if self.members is None:
            return torch.from_numpy(answers[0])
        return together([*answers, *self.members.answers(dataset, workers, half=half)])

    def mark(self) -> list[str]:
        """Digests of all that they say."""
        return [
            *([self.smaller.digest] if self.smaller else []),
            *(self.members.digests if self.members else ()),
            *([hashlib.sha256(self.unseen.tobytes()).hexdigest()] if self.unseen is not None else []),
        ]

    def notes(self) -> tuple[str, ...]:
        """What a reader of the report should know of them."""
        return (self.members.note(),) if self.members else ()
