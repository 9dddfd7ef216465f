"""Which groups each row of a split is in, over all group columns that clauses name, as one array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from troth.data import Split
from troth.training.constraints.clauses import Columns
from troth.training.constraints.components import Floats

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Membership:
    """Groups of rows (of token tasks: words), the groups of one tuple of columns after those of another.

    codes: [n, most groups a row is in], filled up with `groups`, which stands for none. groups: how many there are.
    """

    codes: NDArray[np.int32]
    groups: int

    @classmethod
    def of(cls, split: Split, blocks: Sequence[Columns], rows: int) -> Membership:
        """Of a split of so many rows (words), for each of the tuples of columns."""
        first, parts = 0, []
        for columns in blocks:
            part, count = _block(split, columns, rows)
            parts.append(np.where(part < 0, -1, part + first))
            first += count
        codes = np.concatenate(parts, axis=1)
        return cls(np.where(codes < 0, first, codes).astype(np.int32), first)

    def count(self, rows: Codes, truth: Codes, said: Codes, labels: int) -> Floats:
        """The table [groups, labels, labels] of some rows, their true labels and what was predicted."""
        size = labels * labels
        cells = self.codes[rows].astype(np.int64) * size + (truth * labels + said)[:, None]
        return (
            np.bincount(cells.ravel(), minlength=(self.groups + 1) * size)[: self.groups * size]
            .reshape(self.groups, labels, labels)
            .astype(np.float64)
        )


def _block(split: Split, columns: Columns, rows: int) -> tuple[NDArray[np.int64], int]:
    """[rows, most groups of a row], -1 for none; and how many groups the columns have."""
    if not columns:
        return np.zeros((rows, 1), np.int64), 1
    found = split.groups(*columns)
    starts = np.searchsorted(found.rows, found.rows, side="left")
    which = np.arange(len(found.rows)) - starts  # rows ascend: the first, second … group of its row
    codes = np.full((rows, int(which.max(initial=0)) + 1), -1, np.int64)
    codes[found.rows, which] = found.codes
    return codes, len(found.names)
