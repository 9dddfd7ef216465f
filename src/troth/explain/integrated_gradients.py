"""Integrated gradients: the slope of the label's probability along the straight way from nothing said to the text.

M. Sundararajan, A. Taly and Q. Yan (2017), Axiomatic attribution for deep networks, ICML. What nothing said is: every
piece of the text hidden, as `Differentiable` has it. The integral is taken by Gauss and Legendre's rule, which needs
fewer points than equal steps; a text whose weights miss their sum is followed in finer ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from troth.explain.asking import NOTHING, Floats
from troth.explain.words import Spans, owners_of
from troth.models import Differentiable, Pieces
from troth.progress import Progress

POINTS = (8, 24, 72)
"""Points on the way, the next number for texts that the one before leaves with an error above ERROR."""
ERROR = 0.01
"""In probability."""


def integrated_gradients(
    model: Differentiable,
    texts: Sequence[str],
    spans: Sequence[Spans],
    codes: NDArray[np.int32],
    progress: Progress,
) -> tuple[list[Floats], Floats, Floats]:
    """Weights of the words of each text; the base [texts]; and the completeness errors [texts]."""
    pieces = model.pieces([text or NOTHING for text in texts])
    base, whole = (model.slopes(pieces, codes, share)[0] for share in (0.0, 1.0))
    weights: list[Floats] = [np.zeros(0)] * len(texts)
    errors = np.full(len(texts), np.inf)
    for points in POINTS:
        coarse = np.flatnonzero(errors > ERROR)
        if len(coarse):
            way = _along(model, [pieces[place] for place in coarse], codes[coarse], points, progress)
            for place, products in zip(coarse.tolist(), way, strict=True):
                owners = owners_of(pieces[place].ends, spans[place])
                weights[place] = by_word(products, owners, len(spans[place]))
                errors[place] = abs(products.sum() - (whole[place] - base[place]))
    return weights, base, errors


def _along(
    model: Differentiable, pieces: Sequence[Pieces], codes: NDArray[np.int32], points: int, progress: Progress
) -> list[Floats]:
    """The integral of the slopes, [pieces] a text."""
    places, shares = np.polynomial.legendre.leggauss(points)
    total: list[Floats] = [np.zeros(len(each.ends)) for each in pieces]
    for done, (place, share) in enumerate(zip((places + 1) / 2, shares / 2, strict=True)):
        for sums, products in zip(total, model.slopes(pieces, codes, float(place))[1], strict=True):
            sums += share * products
        progress("explaining", done + 1, points)
    return total


def by_word(products: Floats, owners: NDArray[np.int64], words: int) -> Floats:
    """What the pieces of each word have together, [words]; what is no word's, -1 among the owners, has nothing."""
    return np.bincount(owners + 1, products, minlength=words + 1)[1:].astype(np.float64)
