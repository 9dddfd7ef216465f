"""Rows whose answer no few edits of their words can change: certified by votes of copies with words deleted by chance.

What is certified is not the model as it answers alone but the smoothed classifier made of it, which gives the label
that most such copies get (see `measures.edit_certificate`). As the true label is known, it alone is counted: where it
is shown to have more than half of the votes whatever few words are edited, the smoothed classifier is right there and
certified; else the row counts as not certified, whether the smoothed classifier is wrong there or only not sure enough.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
from numpy.typing import NDArray

from troth.data import Split, sequence_of, thinned
from troth.measures import certified_share, votes_needed
from troth.models import Checkable, Model, Prediction
from troth.progress import Progress
from troth.standard import TEXT, Evidence, NotMeasured

ROWS, COPIES, ROUND = 500, 200, 50
"""Rows looked at at most, copies of each, and copies asked about before rows that cannot be certified are left."""


class Certification:
    """Asks one model about copies of one split's texts with words deleted."""

    def __init__(
        self,
        model: Model,
        split: Split,
        truth: NDArray[np.int32],
        translated: Callable[[Prediction], NDArray[np.int32]],
        seed: int,
        progress: Progress,
    ) -> None:
        """truth: codes of the true labels. translated: from the model's answer to such codes."""
        self._model, self._split, self._truth, self._translated = model, split, truth, translated
        self._seed, self._progress = seed, progress
        self._found: dict[tuple[int, float], tuple[int, int]] = {}

    def evidence(self, edits: int, rate: float, confidence: float) -> Evidence:
        """The share of rows that are right and certified. rate: the chance at which a word is deleted."""
        if self._split.kind != TEXT:
            return NotMeasured("only answers to whole texts can be certified so far")
        if isinstance(self._model, Checkable):
            return NotMeasured("stored answers cannot be asked about altered texts")
        needed = votes_needed(COPIES, rate, edits)
        if needed is None:
            return NotMeasured(f"not even {COPIES} of {COPIES} votes certify where so few words are deleted")
        if (edits, rate) not in self._found:
            self._found[edits, rate] = self._certified(rate, needed)
        return certified_share(*self._found[edits, rate], COPIES, confidence)

    def _certified(self, rate: float, needed: int) -> tuple[int, int]:
        """How many rows have as many votes for their true label, and of how many."""
        draw = np.random.default_rng([self._seed, *b"deleted words"])
        texts = cast("list[str]", self._split.inputs())
        rows = np.sort(draw.permutation(len(texts))[:ROWS])
        sequences, votes, standing = (
            [sequence_of(texts[row]) for row in rows],
            np.zeros(len(rows), int),
            np.arange(len(rows)),
        )
        for done in range(0, COPIES, ROUND):
            self._progress("deleting words", done, COPIES)
            copies = [thinned(sequences[place], rate, draw) for place in standing for _ in range(ROUND)]
            right = self._asked(copies).reshape(-1, ROUND) == self._truth[rows[standing], None]
            votes[standing] += right.sum(axis=1)
            standing = standing[votes[standing] + (COPIES - done - ROUND) >= needed]
        self._progress("deleting words", COPIES, COPIES)
        return int((votes >= needed).sum()), len(rows)

    def _asked(self, copies: list[str]) -> NDArray[np.int32]:
        """The answer to each copy, each content asked about once; -1, which is nobody's label, to one without words."""
        contents = sorted(set(copies) - {""})
        answers = self._translated(self._model.predict(contents)).tolist() if contents else []
        said = {"": -1} | dict(zip(contents, answers, strict=True))
        return np.array([said[copy] for copy in copies], dtype=np.int32)
