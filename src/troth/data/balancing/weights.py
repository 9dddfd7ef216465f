"""Weights that make groups and labels look independent, or labels alike in number.

A row of group g and label y weighs P(g) P(y) / P(g, y). F. Kamiran and T. Calders (2012), Data preprocessing techniques
for classification without discrimination, Knowledge and Information Systems 33:1–33.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]


def balancing_weights(groups: Codes, labels: Codes) -> Floats:
    """The weight of each row, [n], 1 on average over the rows that are in a group; 1 for a row in none.

    groups: [n], -1 for none. labels: [n].
    """
    weights = np.ones(len(groups))
    known = groups >= 0
    if not known.any():
        return weights
    table = np.zeros((int(groups.max()) + 1, int(labels.max()) + 1))
    np.add.at(table, (groups[known], labels[known]), 1)
    independent = np.outer(table.sum(1), table.sum(0)) / table.sum()
    weights[known] = (independent / np.maximum(table, 1))[groups[known], labels[known]]
    return weights


def even_weights(codes: Codes) -> Floats:
    """The weight of each row, [n], that gives every code the same mass; 1 on average, and 1 for a row of none (-1)."""
    weights = np.ones(len(codes))
    known = codes >= 0
    if known.any():
        counts = np.bincount(codes[known])
        weights[known] = (known.sum() / (counts > 0).sum() / np.maximum(counts, 1))[codes[known]]
    return weights
