"""Stated probabilities beside the truth: what ranking and calibration are measured on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from troth.measures.proportion import Floats
from troth.measures.table import Groups, Integers


@dataclass(frozen=True, slots=True)
class Scores:
    """The probability of every label for every row, and the true label.

    labels: K names. truth: [n] codes into labels. probabilities: [n, K]. groups: of the same rows, or None. missing:
    rows left out because their truth or a probability was missing. areas, parts: what was worked out of them (see
    `ranking`) and the groups' own scores, kept so that another confidence costs nothing.
    """

    labels: tuple[str, ...]
    truth: Integers
    probabilities: Floats
    groups: Groups | None = None
    missing: int = 0
    areas: dict[str | None, tuple[float, float, float]] = field(default_factory=dict, repr=False, compare=False)
    parts: dict[int, Scores] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        truth: npt.ArrayLike,
        probabilities: npt.ArrayLike,
        labels: Sequence[str],
        groups: Groups | None = None,
    ) -> Scores:
        """Put them together, leaving out rows with a negative code or a NaN; ValueError where the shapes differ."""
        t, p = np.asarray(truth, dtype=np.int64), np.asarray(probabilities, dtype=float)
        if p.shape != (len(t), len(labels)) or (groups is not None and groups.total != len(t)):
            raise ValueError("truth, probabilities, labels and groups must describe the same rows")
        whole = (t >= 0) & np.isfinite(p).all(1)
        gone = int(len(t) - np.count_nonzero(whole))
        if gone:
            kept = np.flatnonzero(whole)
            t, p, groups = t[kept], p[kept], groups.take(kept) if groups is not None else None
        return cls(tuple(labels), t, p, groups, gone)

    def group(self, index: int) -> Scores:
        """The rows of one group alone."""
        if self.groups is None:
            raise ValueError("these scores are not grouped")
        if index not in self.parts:
            rows = self.groups.members(index)
            self.parts[index] = Scores(self.labels, self.truth[rows], self.probabilities[rows])
        return self.parts[index]
