"""Attacks on a model's answers: texts altered again and again, and the worst answer to each counted.

Alike it is tried whether an answer hangs on which people a text is about: identity terms exchanged for others.

Whoever attacks needs to be right once, so the answer that counts is the worst of several; more tries find more. What is
measured is therefore an upper bound of the accuracy against a cleverer search with the same means.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
from numpy.typing import NDArray

from troth.data import ATTACKS, Split, altered, exchanged, with_terms
from troth.models import Checkable, Model, Prediction
from troth.progress import Progress
from troth.standard import NotMeasured

TRIES = 10
"""Altered copies of each text."""


class Attacks:
    """Asks one model about altered copies of one split's texts."""

    def __init__(
        self,
        model: Model,
        split: Split,
        translated: Callable[[Prediction], NDArray[np.int32]],
        seed: int,
        progress: Progress,
    ) -> None:
        """translated: from the model's answer to codes as the view has them."""
        self._model, self._split, self._translated = model, split, translated
        self._seed, self._progress = seed, progress

    def worst(self, attack: str, said: NDArray[np.int32], truth: NDArray[np.int32]) -> NDArray[np.int32] | NotMeasured:
        """Of each row the first answer that is not right, among that to the text as written and those to its copies.

        said, truth: codes [n] of the answers to the texts as written, and of the true labels.
        """
        if attack not in ATTACKS:
            return NotMeasured(f"there is no check for the attack {attack} yet")
        texts = self._texts()
        if isinstance(texts, NotMeasured):
            return texts
        draw = np.random.default_rng([self._seed, *attack.encode()])
        found = said.copy()
        for done in range(TRIES):
            self._progress(f"attacking by {attack}", done, TRIES)
            standing = np.flatnonzero(found == truth)  # what is broken already need not be asked again
            copies = altered(texts, attack, draw)
            if len(standing):
                found[standing] = self._asked([copies[row] for row in standing.tolist()])
        self._progress(f"attacking by {attack}", TRIES, TRIES)
        return found

    def steady(self, said: NDArray[np.int32]) -> tuple[int, int] | NotMeasured:
        """Of the texts that hold an identity term, how many are answered alike with others in its place; and of how
        many.

        said: codes [n] of the answers to the texts as written.
        """
        texts = self._texts()
        if isinstance(texts, NotMeasured):
            return texts
        draw = np.random.default_rng([self._seed, *b"identity terms"])
        holding = with_terms(texts)
        standing = np.array(holding, dtype=np.int64)
        for done in range(TRIES):
            self._progress("exchanging identity terms", done, TRIES)
            copies = exchanged([texts[row] for row in standing.tolist()], draw)
            if copies:
                standing = standing[self._asked(copies) == said[standing]]
        self._progress("exchanging identity terms", TRIES, TRIES)
        return len(standing), len(holding)

    def _texts(self) -> list[str] | NotMeasured:
        if self._split.kind != "text-classification":
            return NotMeasured("there are no altered copies yet but of whole texts")
        if isinstance(self._model, Checkable):
            return NotMeasured("stored answers cannot be asked about altered texts")
        return cast("list[str]", self._split.inputs())

    def _asked(self, texts: list[str]) -> NDArray[np.int32]:
        return self._translated(self._model.predict(texts))
