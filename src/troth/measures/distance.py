"""How unlike a vector is those that a model was judged on, as a probability that holds whatever the vectors look like.

Vectors are taken to length one and whitened by what they vary within their classes; the distance is that to the nearest
class (Müller and Hein, "Mahalanobis++", ICML 2025, after Lee et al., NeurIPS 2018). A distance becomes a p-value by its
place among those of rows that nothing was fitted to (conformal; Vovk, Gammerman and Shafer, 2005; Bates et al., Annals
of Statistics 51, 2023): of inputs like these rows no more than a share `a` has one of `a` or less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

Floats = NDArray[np.float64]

CELLS = 16
RIDGE = 1e-3
"""Of the mean variance, added to every direction: some have none in few rows."""
LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Distance:
    """A reference of vectors. whitening: [width, width]. means: [classes, width], whitened. held: [rows] the distances
    of rows that nothing was fitted to, from the least. centres: [cells, width], whitened, of all that was fitted to.
    shares: [cells] of the held rows.
    """

    whitening: Floats
    means: Floats
    held: Floats
    centres: Floats
    shares: Floats

    def place(self, vectors: NDArray[Any]) -> tuple[Floats, NDArray[np.int64]]:
        """Of each vector, [n, width], its p-value, above 0 and up to 1; and the number of the nearest centre."""
        white = self._whitened(vectors)
        further = len(self.held) - np.searchsorted(self.held, _nearest(white, self.means)[0], side="left")
        return (1 + further) / (1 + len(self.held)), _nearest(white, self.centres)[1]

    def _whitened(self, vectors: NDArray[Any]) -> Floats:
        return _unit(vectors) @ self.whitening

    def least_share(self) -> float:
        """The least p-value there is: that of a vector further away than every held one."""
        return 1 / (1 + len(self.held))

    def document(self) -> dict[str, Any]:
        """As plain numbers, nested lists."""
        return {
            "whitening": self.whitening.tolist(),
            "means": self.means.tolist(),
            "held": self.held.tolist(),
            "centres": self.centres.tolist(),
            "cells": self.shares.tolist(),
        }

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Distance:
        """What `document` gave. Raises ValueError where it is none."""
        try:
            parts = [np.asarray(document[name], dtype=np.float64) for name in _PARTS]
        except (KeyError, TypeError, ValueError):
            raise ValueError(f"a distance has {', '.join(_PARTS)}, all of them numbers") from None
        whitening, means, held, centres, shares = parts
        width = whitening.shape[0] if whitening.ndim == 2 else 0
        tables = all(one.ndim == 2 and len(one) and one.shape[1] == width for one in (whitening, means, centres))
        if not (tables and width == len(whitening) and held.ndim == 1 and shares.shape == (len(centres),)):
            raise ValueError("the parts of a distance do not fit each other")
        if not all(np.isfinite(one).all() for one in parts) or not len(held) or (np.diff(held) < 0).any():
            raise ValueError("the numbers of a distance are finite, and what was held is in order")
        return cls(*parts)


_PARTS = ("whitening", "means", "held", "centres", "cells")


def distance_of(vectors: NDArray[Any], codes: NDArray[np.integer], held: NDArray[Any], *, seed: int = 0) -> Distance:
    """The reference of vectors [n, width] of classes `codes` [n], and of `held` ones, [rows, width].

    seed: of the clustering. Raises ValueError without two rows of some class, or a held row.
    """
    if not len(held):
        raise ValueError("no row was held back to measure distances by")
    unit = _unit(vectors)
    _, places, counts = np.unique(codes, return_inverse=True, return_counts=True)
    if not len(counts) or counts.max() < 2:
        raise ValueError("no class has two rows")
    middles = np.zeros((len(counts), unit.shape[1]))
    np.add.at(middles, places, unit)
    middles /= counts[:, None]
    apart = unit - middles[places]
    variances = apart.T @ apart / max(1, len(unit) - len(counts))
    variances += (RIDGE * np.trace(variances) / len(variances) + LEAST) * np.eye(len(variances))
    # With W W' the inverse of the variances, the distance after W is Mahalanobis'.
    whitening = np.linalg.cholesky(np.linalg.inv(variances))
    means, white = middles @ whitening, unit @ whitening
    cells = min(CELLS, len(white))
    centres, _ = kmeans2(white, cells, minit="++", seed=seed, missing="warn")
    held_white = _unit(held) @ whitening
    shares = np.bincount(_nearest(held_white, centres)[1], minlength=cells) / len(held_white)
    return Distance(whitening, means, np.sort(_nearest(held_white, means)[0]), centres, shares)


def _unit(vectors: NDArray[Any]) -> Floats:
    """Each at length one."""
    rows = np.asarray(vectors, dtype=np.float64)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), LEAST), dtype=np.float64)


def _nearest(rows: Floats, points: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """The square of each row's distance to the nearest point, and which that is."""
    squares = (rows**2).sum(axis=1)[:, None] - 2 * rows @ points.T + (points**2).sum(axis=1)
    which = squares.argmin(axis=1)
    return np.maximum(squares[np.arange(len(rows)), which], 0.0), which
