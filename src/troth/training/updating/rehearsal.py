"""Old rows beside new ones: they are learned again, and the older release's answers to them imitated.

To see old rows again is what keeps them best, and to imitate the answers to them as well keeps more than their labels
alone (Buzzega et al., Dark experience for general continual learning, NeurIPS 2020; Li and Hoiem, Learning without
forgetting, TPAMI 2018). Where there are many times more old rows than new, every epoch sees another draw of them, in
which labels are as equal as they can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from troth.training.examples import Batch, Examples, Row
from troth.training.losses import Objective, unlike

TIMES, LEAST = 10, 2_000
"""Old rows of an epoch: at most so many times as many as there are new ones, but no fewer than `LEAST`."""

IMITATED = 0.5  # of an old row's loss, how much is what the older release says


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the older release said: scores [texts, labels] of the training split, and which of its rows are old ones
    whose label it knew, bool [texts].
    """

    scores: Tensor
    known: Tensor


class Rehearsal:
    """The training split with all of its new rows, and of its old ones as many as an epoch takes. An `Examples`."""

    def __init__(self, whole: Examples, codes: NDArray[np.int64], old: NDArray[np.bool_]) -> None:
        """codes: labels of all rows. old: which rows are."""
        self._whole, self.cut = whole, whole.cut
        self._new, self._old = np.flatnonzero(~old), np.flatnonzero(old)
        self._codes = codes[self._old]
        self._most = max(TIMES * len(self._new), LEAST)

    def note(self, epochs: int) -> str:
        """What a reader of the report should know of it."""
        old, taken = len(self._old), min(len(self._old), self._most)
        return (
            f"Trained on from an older release, in {epochs} epochs: each had all {len(self._new)} new rows and {taken} "
            f"of the {old} old ones."
        )

    def rows(self, draw: np.random.Generator) -> tuple[Sequence[Row], NDArray[np.int64]]:
        """See Examples."""
        rows, lengths = self._whole.rows(draw)
        if len(self._old) <= self._most:
            return rows, lengths
        taken = np.sort(np.concatenate([self._new, self._old[balanced(self._codes, self._most, draw)]]))
        return [rows[place] for place in taken.tolist()], lengths[taken]

    def batch(self, rows: Sequence[Row], draw: np.random.Generator, *, twice: bool = False) -> Batch:
        """See Examples."""
        return self._whole.batch(rows, draw, twice=twice)


def balanced(codes: NDArray[np.int64], most: int, draw: np.random.Generator) -> NDArray[np.int64]:
    """At most so many places, of every label the same number as far as it has them, drawn at random."""
    order = draw.permutation(len(codes))
    ranks = np.empty(len(codes), np.int64)
    by_label = order[np.argsort(codes[order], kind="stable")]
    counts = np.bincount(codes)
    starts = np.cumsum(counts) - counts
    ranks[by_label] = np.arange(len(codes)) - starts[codes[by_label]]
    taken = np.lexsort((order, ranks))[:most]  # the first of every label, then the second of each, and so on
    return np.sort(taken).astype(np.int64)


class Rehearsed(Objective):
    """The loss of an update: of old rows a part is how unlike the older release's answers the scores are."""

    def __init__(self, remembered: Remembered, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._remembered = remembered

    def _loss(self, batch: Batch, scores: Tensor) -> Tensor:
        whole = super()._loss(batch, scores)
        known = self._remembered.known[batch.places]
        if not bool(known.any()):
            return whole
        imitated = unlike(scores[known], self._remembered.scores[batch.places[known]])
        return whole + IMITATED * (imitated - self._right(scores[known], batch.truth[known]))


def remembered_of(scores: Tensor, codes: NDArray[np.int64], old: NDArray[np.bool_], known: Sequence[int]) -> Remembered:
    """scores: of the older release. known: the codes of the labels that it knows."""
    return Remembered(scores, torch.from_numpy(old & np.isin(codes, known)))
