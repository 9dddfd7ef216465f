"""A model asked about many texts that are alike: each different text once, in parts that fit in memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.models import Model
from troth.progress import Progress

Floats = NDArray[np.float64]

NOTHING = " "
"""A text without a word: of no character at all some tokenizers make no piece, and a network cannot read that."""

TEXTS = 4096
"""Different texts asked about at once."""


class Asked:
    """Asks one model for probabilities, and tells how far it is."""

    def __init__(self, model: Model, stage: str, progress: Progress) -> None:
        """stage: what is being done, for the progress."""
        self._model, self._stage, self._progress = model, stage, progress

    def probabilities(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], Floats]:
        """The labels' codes [texts], and the probabilities of all labels [texts, labels].

        A text that the model abstains on has its most probable label. Raises ModelError where it gives no
        probabilities.
        """
        answer = self._model.predict([text or NOTHING for text in texts])
        if answer.probabilities is None:
            raise ModelError(
                "the model gives labels without probabilities",
                where=self._model.describe().name,
                remedy="An explanation says what a probability is made of: have the model give them.",
            )
        likeliest = answer.probabilities.argmax(axis=1) if len(texts) else np.zeros(0)
        codes = np.where(answer.codes < 0, likeliest, answer.codes).astype(np.int32)
        return codes, answer.probabilities.astype(np.float64)

    def of(self, texts: Sequence[str], codes: Sequence[int] | NDArray[np.int32]) -> Floats:
        """The probability of a label each, [texts]."""
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        different = list(places)
        shares = []
        for start in range(0, len(different), TEXTS):
            shares.append(self.probabilities(different[start : start + TEXTS])[1])
            self._progress(self._stage, min(start + TEXTS, len(different)), len(different))
        if not shares:
            return np.zeros(0)
        rows = np.array([places[text] for text in texts])
        found: Floats = np.concatenate(shares)[rows, np.asarray(codes, np.int64)]
        return found
