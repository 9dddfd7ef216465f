"""How the updates of a round become one: their mean, or what none of a few clients that lie can move far.

Clients differ, most of all where labels are skewed, and a robust rule alone takes what is rare for a lie. So every
update is first put in the place of the mean of those next to it (nearest neighbour mixing: Allouah, Farhadkhani,
Guerraoui, Gupta, Pinot and Stephan, Fixing by mixing, AISTATS 2023), by which the rules keep their promise for clients
that differ. The median and the trimmed mean are those of each number (Yin, Chen, Ramchandran and Bartlett, ICML 2018);
Multi-Krum is the mean of the updates that lie nearest to others (Blanchard, El Mhamdi, Guerraoui and Stainer, NeurIPS
2017). Robust rules count every client once: how many rows one has, it says itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from troth.training.federated.update import Vector

Matrix = NDArray[np.float64]


def put_together(
    how: str, updates: Sequence[Vector], weights: NDArray[np.float64], tolerate: int = 0
) -> NDArray[np.float64]:
    """One update of many, [numbers]. weights: [updates], of the mean. tolerate: updates that may be anything.

    Where there are too few to outvote so many, a rule does with as many as it can.
    """
    stacked = np.stack(updates).astype(np.float64)
    if how == "mean":
        return mean(stacked, weights)
    count = min(tolerate, (len(stacked) - 1) // 2)
    return RULES[how](mixed(stacked, count), count)


def mean(updates: Matrix, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean by weights."""
    found: NDArray[np.float64] = weights @ updates / weights.sum()
    return found


def mixed(updates: Matrix, tolerate: int) -> Matrix:
    """Each update as the mean of all but the farthest from it; itself is the nearest."""
    kept = len(updates) - tolerate
    nearest = np.argsort(distances(updates), axis=1, kind="stable")[:, :kept]
    chosen = np.zeros((len(updates), len(updates)))
    np.put_along_axis(chosen, nearest, 1 / kept, axis=1)
    found: Matrix = chosen @ updates
    return found


def distances(updates: Matrix) -> Matrix:
    """Squared distances of all to all, [updates, updates]; 0 on the diagonal."""
    squares = (updates**2).sum(axis=1)
    found: Matrix = np.maximum(squares[:, None] + squares[None, :] - 2 * updates @ updates.T, 0.0)
    np.fill_diagonal(found, 0.0)
    return found


def median(updates: Matrix, tolerate: int) -> NDArray[np.float64]:
    """The middle of each number."""
    found: NDArray[np.float64] = np.median(updates, axis=0)
    return found


def trimmed_mean(updates: Matrix, tolerate: int) -> NDArray[np.float64]:
    """The mean of each number without the largest and the smallest few."""
    ordered = np.sort(updates, axis=0)[tolerate : len(updates) - tolerate]
    found: NDArray[np.float64] = ordered.mean(axis=0)
    return found


def krum(updates: Matrix, tolerate: int) -> NDArray[np.float64]:
    """The mean of the updates whose nearest neighbours are nearest, as many as may be told to be honest."""
    near = max(len(updates) - tolerate - 2, 1)
    scores = np.sort(distances(updates), axis=1)[:, 1 : 1 + near].sum(axis=1)
    chosen = np.argsort(scores, kind="stable")[: len(updates) - tolerate]
    found: NDArray[np.float64] = updates[chosen].mean(axis=0)
    return found


RULES: dict[str, Callable[[Matrix, int], NDArray[np.float64]]] = {
    "median": median,
    "trimmed_mean": trimmed_mean,
    "krum": krum,
}
