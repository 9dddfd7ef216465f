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

from troth.audit.rewording import Rewording
from troth.data import ATTACKS, SYNONYMS, Split, altered, exchanged, with_terms
from troth.errors import ModelError
from troth.models import Checkable, Model, Prediction
from troth.progress import Progress
from troth.standard import TEXT, Evidence, NotMeasured

Copier = Callable[[NDArray[np.int64], np.random.Generator], list[str]]
"""From the numbers of rows to an altered copy of each."""

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
        self._rewording: Rewording | None = None

    def worst(self, attack: str, said: NDArray[np.int32], truth: NDArray[np.int32]) -> NDArray[np.int32] | NotMeasured:
        """Of each row the first answer that is not right, among that to the text as written and those to its copies.

        said, truth: codes [n] of the answers to the texts as written, and of the true labels.
        """
        texts = self._texts()
        if isinstance(texts, NotMeasured):
            return texts
        copies_of = self._copier(attack, texts)
        if isinstance(copies_of, NotMeasured):
            return copies_of
        draw = np.random.default_rng([self._seed, *attack.encode()])
        found = said.copy()
        for done in range(TRIES):
            self._progress(f"attacking by {attack}", done, TRIES)
            standing = np.flatnonzero(found == truth)  # what is broken already need not be asked again
            copies = copies_of(standing, draw)
            if len(standing):
                found[standing] = self._asked(copies)
        self._progress(f"attacking by {attack}", TRIES, TRIES)
        return found

    def told(self, attack: str, evidence: Evidence) -> Evidence:
        """The evidence, with what else is to be known of the attack."""
        return self._rewording.told(evidence) if attack == SYNONYMS and self._rewording else evidence

    def _copier(self, attack: str, texts: list[str]) -> Copier | NotMeasured:
        """What makes copies of the rows that stand."""
        if attack in ATTACKS:

            def copies(standing: NDArray[np.int64], draw: np.random.Generator) -> list[str]:
                every = altered(texts, attack, draw)
                return [every[row] for row in standing.tolist()]

            return copies
        if attack != SYNONYMS:
            return NotMeasured(f"there is no check for the attack {attack} yet")
        try:
            rewording = self._rewording = self._rewording or Rewording(texts)
        except ModelError as error:
            return NotMeasured(error.what)
        if not rewording.holding:
            return NotMeasured("no text holds a word with a synonym that Troth knows")
        return lambda standing, draw: rewording.copies(standing.tolist(), draw)

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
        if self._split.kind != TEXT:
            return NotMeasured("there are no altered copies yet but of whole texts")
        if isinstance(self._model, Checkable):
            return NotMeasured("stored answers cannot be asked about altered texts")
        return cast("list[str]", self._split.inputs())

    def _asked(self, texts: list[str]) -> NDArray[np.int32]:
        return self._translated(self._model.predict(texts))
