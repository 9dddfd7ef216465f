"""One answer, and what each word of its text said for it."""

from __future__ import annotations

from dataclasses import dataclass

from troth.explain.words import Spans


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a text was given its label.

    label, probability: the model's answer as it stands. base: the label's probability where nothing is said: every word
    taken away, or hidden (integrated gradients). spans: where each word stands in the text. weights: a number for each
    word, in probability: above 0 it speaks for the label, below 0 against it. error: how far the weights may lie from
    what the method defines, in probability: for integrated gradients by how much their sum misses probability - base
    (completeness; Sundararajan, Taly and Yan 2017); for Shapley values the largest standard error of a word's, 0 where
    every subset of the words was asked about; 0 for occlusion, which is what it is.
    """

    text: str
    label: str
    probability: float
    base: float
    method: str
    spans: Spans
    weights: tuple[float, ...]
    error: float

    @property
    def words(self) -> tuple[str, ...]:
        """The words as they stand in the text."""
        return tuple(self.text[start:end] for start, end in self.spans)

    @property
    def ranking(self) -> tuple[int, ...]:
        """The words' numbers, the one that speaks most for the label first; the earlier one on a tie."""
        return tuple(sorted(range(len(self.weights)), key=lambda place: (-self.weights[place], place)))
