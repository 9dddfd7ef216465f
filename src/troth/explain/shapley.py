"""Shapley values of words: what each adds to the label's probability, on average over the orders they may come in.

Found as the weighted least squares that has them for its solution, over subsets of the words that are asked about: all
where they are few, else whole sizes from the smallest and largest on (which weigh most) and a draw of the rest, each
subset with its complement, which halves the variance. That the values add up to probability - base is a constraint.

S. Lundberg and S.-I. Lee (2017), A unified approach to interpreting model predictions, NeurIPS (KernelSHAP); I. Covert
and S.-I. Lee (2021), Improving KernelSHAP, AISTATS (paired sampling, the variance).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from troth.explain.asking import Asked, Floats
from troth.explain.words import Spans, without
from troth.progress import Progress

PAIRS = 32
"""Subsets with their complements that are asked about, and one more pair for each word."""
RIDGE = 1e-9
"""Added to the diagonal, so that words that no drawn subset tells apart share what is theirs."""
AT_ONCE = 64
"""Texts whose subsets are asked about together."""

Masks = NDArray[np.bool_]


def shapley(
    asked: Asked,
    texts: Sequence[str],
    spans: Sequence[Spans],
    codes: NDArray[np.int32],
    probabilities: Floats,
    seed: int,
    progress: Progress,
) -> tuple[list[Floats], Floats, Floats]:
    """Weights of the words of each text; the base [texts]; and the largest standard error of each text's weights.

    seed: of the subsets; a text's draw depends on its number among the texts besides.
    """
    base = asked.of(["" for _ in texts], codes)
    weights: list[Floats] = []
    errors: list[float] = []
    for start in range(0, len(texts), AT_ONCE):
        places = range(start, min(start + AT_ONCE, len(texts)))
        drawn = [pairs_of(len(spans[place]), np.random.default_rng([seed, place])) for place in places]
        values = _values(asked, texts, spans, codes, places, drawn)
        for place, (masks, shares, exact), said in zip(places, drawn, values, strict=True):
            found, error = solved(masks, shares, said, base[place], probabilities[place])
            weights.append(found)
            errors.append(0.0 if exact else error)
        progress("explaining", places[-1] + 1, len(texts))
    return weights, base, np.array(errors)


def _values(
    asked: Asked,
    texts: Sequence[str],
    spans: Sequence[Spans],
    codes: NDArray[np.int32],
    places: Sequence[int],
    drawn: Sequence[tuple[Masks, Floats, bool]],
) -> list[Floats]:
    """The label's probability of each subset, [2 pairs] a text."""
    copies = [
        without(texts[place], spans[place], np.flatnonzero(~mask).tolist())
        for place, (masks, _, _) in zip(places, drawn, strict=True)
        for mask in masks
    ]
    counts = [len(masks) for masks, _, _ in drawn]
    return np.split(asked.of(copies, np.repeat(codes[list(places)], counts)), np.cumsum(counts)[:-1])


def pairs_of(words: int, draw: np.random.Generator, pairs: int = PAIRS) -> tuple[Masks, Floats, bool]:
    """Subsets [2 pairs, words], every second the complement of that before it; their weights; whether these are all.

    Neither the empty nor the full set is among them: what they give is the constraint.
    """
    room = pairs + words
    kept: list[Masks] = []
    shares: list[Floats] = []
    for size in range(1, words // 2 + 1):
        many = comb(words, size) // (2 if 2 * size == words else 1)
        weighs = _weight(words, rest := np.arange(size, words // 2 + 1))
        if many > room * weighs[0] / weighs.sum():  # more than would be drawn of this size
            kept.append(_drawn(words, rest, room, draw))
            shares.append(np.full(room, weighs.sum() / room))
            break
        kept.append(_all(words, size, many))
        shares.append(np.full(many, weighs[0] / many))
        room -= many
    if not kept:
        return np.zeros((0, words), bool), np.zeros(0), True
    half, weights = np.concatenate(kept), np.concatenate(shares)
    masks = np.stack([half, ~half], axis=1).reshape(-1, words)
    return masks, np.repeat(weights, 2), len(half) == 2 ** (words - 1) - 1


def _weight(words: int, sizes: NDArray[np.int64]) -> Floats:
    """What all subsets of a size weigh together, by the kernel, with those of words - size."""
    found: Floats = (words - 1) / (sizes * (words - sizes)) * np.where(2 * sizes == words, 1, 2)
    return found


def _all(words: int, size: int, many: int) -> Masks:
    masks = np.zeros((many, words), bool)
    for row, chosen in zip(masks, combinations(range(words), size), strict=False):  # of a half, those with word 0
        row[list(chosen)] = True
    return masks


def _drawn(words: int, sizes: NDArray[np.int64], many: int, draw: np.random.Generator) -> Masks:
    shares = _weight(words, sizes)
    chosen = draw.choice(sizes, size=many, p=shares / shares.sum())
    ranks = draw.random((many, words)).argsort(axis=1).argsort(axis=1)
    drawn: Masks = ranks < chosen[:, None]
    return drawn


def solved(masks: Masks, shares: Floats, values: Floats, base: float, whole: float) -> tuple[Floats, float]:
    """The weights of the words, and the largest standard error, from the scatter of the pairs about the fit."""
    words = masks.shape[1]
    if words <= 1:
        return np.full(words, whole - base), 0.0
    design, inverse = _system(masks, shares)
    left = values - base - masks[:, -1] * (whole - base)
    first = inverse @ (design.T @ (shares * left))
    scatter = (design * (shares * (left - design @ first))[:, None]).reshape(-1, 2, words - 1).sum(1)
    spread = inverse @ (scatter.T @ scatter) @ inverse
    variances = np.append(np.diag(spread), spread.sum())  # the last word's weight is the rest less all the others
    return np.append(first, whole - base - first.sum()), float(np.sqrt(max(variances.max(), 0.0)))


def solved_each(masks: Masks, shares: Floats, values: Floats, bases: Floats, whole: float) -> Floats:
    """The weights [rows, words] beside each of several rows alone. values: [2 pairs, rows]. bases: [rows]."""
    words = masks.shape[1]
    if words <= 1:
        return np.repeat((whole - bases)[:, None], words, axis=1)
    design, inverse = _system(masks, shares)
    left = values - bases - masks[:, -1:] * (whole - bases)
    first = (inverse @ (design.T @ (shares[:, None] * left))).T
    return np.append(first, (whole - bases - first.sum(axis=1))[:, None], axis=1)


def _system(masks: Masks, shares: Floats) -> tuple[Floats, Floats]:
    """The last word's weight put in for by the constraint: the design of the others, and what solves it."""
    design = masks[:, :-1] - masks[:, -1:].astype(float)
    return design, np.linalg.inv(design.T @ (design * shares[:, None]) + RIDGE * np.eye(masks.shape[1] - 1))
