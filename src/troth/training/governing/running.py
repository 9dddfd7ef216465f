"""The table of what a network says of its training rows, while it changes: recent answers count, old ones fade."""

from __future__ import annotations

import numpy as np

from troth.training.constraints.components import Floats

ROWS_A_CELL = 30  # recent rows that the rarest truth of a group is remembered by: a rate of thirty errs by a tenth
ROWS_OF_DOUBT = 5.0  # that a group's answers are taken together with, spread as all groups' for that truth are


class RunningTable:
    """Exponentially weighted counts of predictions, spread over the known counts of groups and truths.

    How many training rows a group and a truth have is known, so that only the split over predictions is estimated: a
    slope, which divides by those counts, does not tremble where they are small.
    """

    def __init__(self, known: Floats) -> None:
        """known: [groups, labels], the training rows of each group and truth."""
        self._known = known
        rows = known.sum()
        rarest = known[known > 0].min(initial=rows) / max(rows, 1)
        self._memory = min(ROWS_A_CELL / rarest, rows) if rows else 1.0
        self.sums = np.zeros((*known.shape, known.shape[1]))

    def add(self, counts: Floats) -> None:
        """Take in the table of a step's rows."""
        self.sums *= np.exp(-counts.sum() / self._memory)
        self.sums += counts

    def table(self) -> Floats:
        """[groups, labels, labels], in training rows."""
        labels = self.sums.shape[1]
        pooled = self.sums.sum(axis=0) + np.eye(labels)  # where nothing was said yet, the truth
        doubt = ROWS_OF_DOUBT * pooled / pooled.sum(axis=1, keepdims=True)
        seen = self.sums + doubt
        found: Floats = self._known[:, :, None] * seen / seen.sum(axis=2, keepdims=True)
        return found
