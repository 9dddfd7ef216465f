"""Which rows stay, and which are there once more: drawn so that cells are as large as asked.

`resample` draws each row as often as its weight says (Kamiran and Calders 2012, uniform sampling); `over` brings every
cell to the largest one's rows, `under` to the smallest one's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from troth.data.balancing.weights import Codes, Floats

Way = Literal["reweigh", "resample", "over", "under"]

WAYS: tuple[Way, ...] = get_args(Way)
"""Of making cells even: by weights, by rows drawn as weights say, by more of the small ones, by fewer of the large."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """kept: rows that stay, ascending. again: rows that are there once more for each time they are named, ascending."""

    kept: Codes
    again: Codes


def drawn(way: Way, codes: Codes, weights: Floats, seed: int) -> Drawn:
    """The rows of a balanced table; those in no cell (-1) stay as they are.

    codes: [n], the cell of each row. weights: [n], which `resample` draws by. The same seed draws the same rows.
    """
    draw = np.random.default_rng([seed, *way.encode()])
    everyone = np.arange(len(codes))
    if way == "reweigh" or not (codes >= 0).any():
        return Drawn(everyone, everyone[:0])
    if way == "resample":
        times = np.where(codes >= 0, np.floor(weights + draw.random(len(codes))), 1).astype(np.int64)
        return Drawn(everyone[times > 0], np.repeat(everyone, np.maximum(times - 1, 0)))
    cells = [np.flatnonzero(codes == code) for code in np.unique(codes[codes >= 0])]
    sizes = [len(cell) for cell in cells]
    if way == "over":
        again = [_more(cell, max(sizes) - len(cell), draw) for cell in cells]
        return Drawn(everyone, np.sort(np.concatenate(again)))
    kept = [draw.permutation(cell)[: min(sizes)] for cell in cells]
    return Drawn(np.sort(np.concatenate([*kept, np.flatnonzero(codes < 0)])), everyone[:0])


def _more(cell: Codes, count: int, draw: np.random.Generator) -> Codes:
    """So many of a cell's rows, none more than once oftener than another."""
    rounds = [draw.permutation(cell) for _ in range(-(-count // len(cell)))]
    return np.concatenate([*rounds, cell[:0]])[:count]
