"""Whether explanations name what a model's answers rest on: taken away, the answer falls, more than by chance.

Comprehensiveness is the fall of the predicted label's probability when the words that an explanation names first are
taken away, on average over taking 10, 20, 30 and 50 % of them (the area over the perturbation curve). A model that
falls whatever is taken would look well explained; so the fall by as many words taken in a random order is subtracted.
What the model answers to the text as written is in both and cancels: what counts is how much less probable the label
is without the named words than without others.

J. DeYoung et al. (2020), ERASER: a benchmark to evaluate rationalized NLP models, ACL. The random order as what to
compare with: S. Hooker et al. (2019), A benchmark for interpretability methods in deep neural networks, NeurIPS.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import cast

import numpy as np
from numpy.typing import NDArray

from troth.data import Split
from troth.explain import Asked, Explanation, explain, spans_of, why_not, without
from troth.measures import mean_difference
from troth.models import Model
from troth.progress import Progress
from troth.standard import Evidence, NotMeasured

SHARES = (0.1, 0.2, 0.3, 0.5)
"""Of a text's words, how many are taken away, rounded up. DeYoung et al. take 1, 5, 10, 20 and 50 %, of documents."""

ROUNDING = 1e-9
"""What a share of a whole number may be too large by."""

ORDERS = 5
"""Random orders that each text's explanation is compared with."""

MOST, LEAST, WORDS = 500, 100, 10_000
"""Rows looked at: as many as hold so many words together, within these bounds. Every word is a question or more."""


class Faithfulness:
    """Explains one model's answers to a draw of one split's texts, by each method once."""

    def __init__(self, model: Model, split: Split, seed: int, progress: Progress) -> None:
        self._model, self._split, self._seed, self._progress = model, split, seed, progress
        self._found: dict[str, NDArray[np.float64]] = {}

    def evidence(self, method: str, *, gives_probabilities: bool, confidence: float) -> Evidence:
        """By how much more the answers rest on the words that a method names than on others, -1 to 1."""
        reason = why_not(self._model, method)
        if reason or not gives_probabilities:
            return NotMeasured(reason or "the model gives labels without probabilities")
        if method not in self._found:
            self._found[method] = self._differences(method)
        return mean_difference(self._found[method], confidence=confidence, most=MOST)

    def _differences(self, method: str) -> NDArray[np.float64]:
        """Of each row drawn: the label's probability without words at random, less that without the words named."""
        draw = np.random.default_rng([self._seed, *b"faithfulness"])  # the same rows and orders for every method
        texts = self._drawn(draw)
        found = explain(self._model, texts, method, seed=self._seed, progress=self._progress)
        asked = Asked(self._model, "taking words away", self._progress)
        named, *others = (
            left_without(asked, found, orders, self._model.labels)
            for orders in (
                [each.ranking for each in found],
                *([draw.permutation(len(each.spans)).tolist() for each in found] for _ in range(ORDERS)),
            )
        )
        return np.asarray(np.mean(others, axis=0) - named)

    def _drawn(self, draw: np.random.Generator) -> list[str]:
        texts = cast("list[str]", self._split.inputs())
        order = draw.permutation(len(texts))
        words = np.mean([len(spans_of(texts[place])) for place in order[:MOST]]) if texts else 1.0
        many = min(max(int(WORDS / max(words, 1.0)), LEAST), MOST)
        return [texts[place] for place in order[:many]]


def left_without(
    asked: Asked, found: Sequence[Explanation], orders: Sequence[Sequence[int]], labels: Sequence[str]
) -> NDArray[np.float64]:
    """The predicted label's probability without the first words of each order, the mean over SHARES, [texts]."""
    codes = {label: code for code, label in enumerate(labels)}
    texts = [
        without(each.text, each.spans, order[: ceil(share * len(order) - ROUNDING)])
        for each, order in zip(found, orders, strict=True)
        for share in SHARES
    ]
    asks = np.repeat([codes[each.label] for each in found], len(SHARES))
    left: NDArray[np.float64] = asked.of(texts, asks).reshape(len(found), len(SHARES)).mean(axis=1)
    return left
