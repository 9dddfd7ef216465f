"""Teaching the classifier: a linear model whose say on a text is that of its worst window.

Which window of an attack is the attack is not known: the window that weighs most is taken for it, and learned from
(multiple-instance learning; Andrews et al., NeurIPS 2002), with steps that shrink as a row is used (AdaGrad; Duchi et
al., JMLR 2011).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from screener.sets import Given
from troth.screening.classifier import Classifier, read
from troth.screening.features import SMOOTH, TABLE, Features, Ints, features, row_of
from troth.screening.interface import Source
from troth.screening.matching import matcher
from troth.screening.rules import RULES

ROUNDS, RATE, SHRINK, TEMPER = 8, 0.35, 2e-5, 4.0
PRIOR = 4.0  # log odds that a rule adds before anything is learned, by its score


ATTACK = {"user": 0.0125, "document": 0.005}
UNSURE = 0.04
"""Shares of the texts laid aside that attack nobody and are told to be an attack, or at least unsure."""


def taught(given: Given, *, seed: int = 0, source: Source = "user") -> Classifier:
    """A classifier with its two thresholds, as it is after its weights were rounded to eight bits."""
    weights, bias = teach([seen(text) for text in given.texts], given.attacks, given.shares, seed=seed, source=source)
    made = read(Classifier(weights, bias, 0.0, 0.0).written())
    odds = sorted((made.worst(seen(text))[0] for texts in given.aside.values() for text in texts), reverse=True)
    return replace(made, attack=odds[int(len(odds) * ATTACK[source])], unsure=odds[int(len(odds) * UNSURE)])


@lru_cache(maxsize=60_000)
def seen(text: str) -> Features:
    """The features of a text with the rules that match it."""
    return features(text, matcher().hits(text))


def teach(
    given: Sequence[Features],
    attacks: Sequence[bool],
    shares: Sequence[float],
    *,
    rounds: int = ROUNDS,
    seed: int = 0,
    source: Source = "user",
) -> tuple[NDArray[np.float32], float]:
    """Weights and bias from texts, each with its share of the loss: their mean over the later half of the rounds."""
    draw = np.random.default_rng(seed)
    weights, used = np.zeros(TABLE, np.float32), np.full(TABLE, 1e-2, np.float32)
    for rule in RULES:  # what no text to learn from says is known all the same
        weights[row_of(rule)] = PRIOR * (rule.planted if source == "document" else rule.score)
    bias, bias_used = -1.0, 1e-2
    mean, mean_bias, counted = np.zeros(TABLE, np.float64), 0.0, 0
    for turn in range(rounds):
        for number in draw.permutation(len(given)):
            one, wanted = given[number], attacks[number]
            sums = one.sums(weights)
            # A text that attacks is learned from its worst window; one that does not, too, and from one by chance.
            picked = [int(sums.argmax())]
            if not wanted and len(sums) > 1:
                picked.append(int(draw.integers(len(sums))))
            elif wanted and turn == 0:
                picked = [int(draw.choice(len(sums), p=_soft(sums)))]
            for place in picked:
                gap = (1.0 if wanted else 0.0) - 1 / (1 + np.exp(-(sums[place] + bias)))
                if abs(gap) < 0.02:
                    continue
                first, last = one.windows[place]
                rows = np.unique(one.rows[(one.words >= first) & (one.words < last)])
                _step(weights, used, rows, gap * shares[number] / np.sqrt(max(last - first, SMOOTH)))
                _step(weights, used, one.whole, gap * shares[number] / 2)
                bias_used += (gap * shares[number]) ** 2
                bias += 0.1 * gap * shares[number] / np.sqrt(bias_used)
        if turn >= rounds // 2:
            mean += weights
            mean_bias += bias
            counted += 1
    return (mean / counted).astype(np.float32), mean_bias / counted


def _step(weights: NDArray[np.float32], used: NDArray[np.float32], rows: Ints, step: float) -> None:
    slope = step - SHRINK * weights[rows]
    used[rows] += slope * slope
    weights[rows] += RATE * slope / np.sqrt(used[rows])


def _soft(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances of windows: more for those that weigh more."""
    raised = np.exp((sums - sums.max()) / TEMPER * 4)
    return np.asarray(raised / raised.sum(), np.float64)
