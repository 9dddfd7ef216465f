"""What a client sends for a round: one vector of numbers, looked at before anything is done with it.

Whoever sends it may be broken or mean harm. Its shape, type, finiteness and norm are checked; the number of rows it
claims to have learned from counts for no more than twice what the clients claim in the middle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Arrays = Mapping[str, NDArray[np.float32]]

LARGEST_SHARE = 2.0  # of the median of what all clients claim, that a claim counts for at most
LARGEST_NORM = 1e4  # of an update: what nobody learned in a round, and float32 still squares


class Unfit(ValueError):
    """Why an update is not taken, in a few words."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Names and shapes of arrays, in the order in which they make up one vector."""

    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, arrays: Arrays) -> Layout:
        """That of arrays, by their names."""
        names = tuple(sorted(arrays))
        return cls(names, tuple(arrays[name].shape for name in names))

    @property
    def size(self) -> int:
        """Numbers in a vector."""
        return sum(int(np.prod(shape)) for shape in self.shapes)

    def flat(self, arrays: Arrays) -> Vector:
        """One vector of all arrays."""
        return np.concatenate([np.asarray(arrays[name], np.float32).ravel() for name in self.names])

    def arrays(self, vector: Vector) -> dict[str, NDArray[np.float32]]:
        """The arrays of a vector."""
        edges = np.cumsum([int(np.prod(shape)) for shape in self.shapes])[:-1]
        parts = np.split(np.asarray(vector, np.float32), edges)
        return {name: part.reshape(shape) for name, shape, part in zip(self.names, self.shapes, parts, strict=True)}


def checked(sent: object, size: int, *, largest: float = LARGEST_NORM) -> Vector:
    """The vector that was sent. Raises Unfit."""
    if not isinstance(sent, np.ndarray) or sent.dtype != np.float32:
        raise Unfit(f"it is no vector of float32 but {getattr(sent, 'dtype', type(sent).__name__)}")
    if sent.shape != (size,):
        raise Unfit(f"its shape is {list(sent.shape)}, and {[size]} was asked for")
    if not np.isfinite(sent).all():
        raise Unfit("it holds numbers that are not finite")
    norm = norm_of(sent)
    if norm > largest:
        raise Unfit(f"its norm is {norm:.3g}, beyond {largest:.3g}")
    return sent


def norm_of(vector: Vector) -> float:
    """The Euclidean norm, summed in float64."""
    return float(np.linalg.norm(vector.astype(np.float64)))


def clipped(vector: Vector, bound: float | None) -> Vector:
    """The vector, made shorter where it is longer than the bound; itself without one."""
    norm = norm_of(vector)
    if bound is None or norm <= bound:
        return vector
    return (vector * np.float32(bound / norm * (1 - 1e-6))).astype(np.float32)  # what rounding adds stays inside


def weights_of(claims: Sequence[object]) -> NDArray[np.float64]:
    """What each client counts for, by the rows that it claims, at most 1.

    A claim that is no number of rows counts as one row. One that lies gains twice the median at most, as LARGEST_SHARE
    has it.
    """
    rows = np.array([_rows(claim) for claim in claims], np.float64)
    bound = LARGEST_SHARE * np.median(rows)
    found: NDArray[np.float64] = np.minimum(rows, bound) / bound
    return found


def _rows(claim: object) -> float:
    if isinstance(claim, bool) or not isinstance(claim, (int, float)) or not 1 <= claim < 2**53:
        return 1.0
    return float(claim)
