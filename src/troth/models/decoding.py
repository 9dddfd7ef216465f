"""From scores of tags to the best sequence of tags: the Viterbi algorithm over many sentences at once.

Transitions are those of a linear-chain conditional random field (Lafferty, McCallum and Pereira, ICML 2001); a tag that
may not follow another has the score FORBIDDEN, so that a sequence is always well formed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORBIDDEN = -1e4  # low enough that no sum of scores makes up for it, finite so that arithmetic stays arithmetic


@dataclass(frozen=True, slots=True)
class Transitions:
    """between: [tags, tags] score of column after row; first, last.

    [tags] score of a tag at either end of a sentence.
    """

    between: NDArray[np.float32]
    first: NDArray[np.float32]
    last: NDArray[np.float32]

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> Transitions:
        """From the lists that `written` makes."""
        between, first, last = (np.array(settings[name], np.float32) for name in ("between", "first", "last"))
        return cls(between, first, last)

    def written(self) -> dict[str, Any]:
        """Lists of numbers, for a JSON file."""
        return {"between": self.between.tolist(), "first": self.first.tolist(), "last": self.last.tolist()}


def grammar(labels: Sequence[str]) -> Transitions:
    """What IOB2 forbids: `I-x` at the start of a sentence, or after anything but `B-x` and `I-x`. Other tag sets.

    Nothing.
    """
    count = len(labels)
    rules = Transitions(*(np.zeros(shape, np.float32) for shape in ((count, count), (count,), (count,))))
    if not is_iob2(labels):
        return rules
    for column, label in enumerate(labels):
        if label.startswith("I-"):
            rules.first[column] = FORBIDDEN
            rules.between[[row for row, before in enumerate(labels) if before[1:] != label[1:]], column] = FORBIDDEN
    return rules


def is_iob2(labels: Sequence[str]) -> bool:
    """Whether the labels are O, B-x and I-x, and every I-x has its B-x."""
    known = set(labels)
    return "O" in known and all(
        label == "O" or label.startswith("B-") or (label.startswith("I-") and "B" + label[1:] in known)
        for label in known
    )


def best_sequences(
    scores: NDArray[np.float32], lengths: Sequence[int] | NDArray[np.int64], transitions: Transitions
) -> NDArray[np.int32]:
    """The best tag of every word.

    scores: [words, tags], sentence after sentence. lengths: words of each sentence. Returns codes [words].
    """
    counts: NDArray[np.int64] = np.asarray(lengths, np.int64)
    starts: NDArray[np.int64] = np.cumsum(counts) - counts
    codes = np.zeros(len(scores), np.int32)
    order = np.argsort(counts, kind="stable")
    for block in np.array_split(order, max(1, len(order) // 256)):  # like lengths together: little is spent on padding
        block = block[counts[block] > 0]
        if len(block):
            _best_of_block(scores, starts[block], counts[block], transitions, codes)
    return codes


def _best_of_block(
    scores: NDArray[np.float32],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    transitions: Transitions,
    codes: NDArray[np.int32],
) -> None:
    steps = np.arange(sizes.max())
    rows = np.minimum(starts[:, None] + steps, len(scores) - 1)
    emitted = scores[rows]
    best = transitions.first + emitted[:, 0]
    final = np.where((sizes == 1)[:, None], best, 0)
    back = np.zeros((len(steps), *best.shape), np.int32)
    for step in steps[1:]:
        paths = best[:, :, None] + transitions.between
        back[step] = paths.argmax(axis=1)
        best = paths.max(axis=1) + emitted[:, step]
        final = np.where((sizes == step + 1)[:, None], best, final)
    tag = (final + transitions.last).argmax(axis=1)
    every = np.arange(len(sizes))
    for step in steps[::-1]:
        inside = step < sizes
        codes[rows[inside, step]] = tag[inside]
        tag = np.where(inside & (step > 0), back[step, every, tag], tag)
