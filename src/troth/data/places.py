"""Where rows came from, so that every fault and finding can be looked up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Places:
    """Where each row of a table came from.

    files: the first row that each file gave, and the file's name, in row order. lines: int64 [rows], 1-based line in
    file (of Parquet: 1-based row).
    """

    files: tuple[tuple[int, str], ...]
    lines: NDArray[np.int64]

    def of(self, row: int) -> str:
        """`file:line` of one row."""
        name = next(name for start, name in reversed(self.files) if start <= row)
        return f"{name}:{self.lines[row]}"

    def take(self, rows: NDArray[np.int64]) -> Places:
        """The places of some rows; a new run starts wherever the file changes."""
        starts = np.array([start for start, _ in self.files])
        files = np.searchsorted(starts, rows, side="right") - 1
        runs = np.flatnonzero(np.diff(files, prepend=-1))
        named = tuple((int(run), self.files[int(files[run])][1]) for run in runs)
        return Places(named or self.files[:1], self.lines[rows])
