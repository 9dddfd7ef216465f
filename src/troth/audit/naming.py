"""Whether people are found by their names alike, wherever these come from.

Every name of a draw of documents is exchanged for names of each origin in turn, the same people in the same sentences,
and the model is asked again. The names are of the half of `troth.data.ORIGINS` that no training puts in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from troth.data import ORIGINS, Mention, People, Split
from troth.measures import Versions, counterfactual_recall_difference, entities_of
from troth.models import Checkable, Model, Prediction
from troth.progress import Progress
from troth.standard import Evidence, NotMeasured

MOST = 2000
"""Sentences that are asked about once for every origin, in whole documents: of newswire such as CoNLL-2003 some 130
documents, of which at least a hundred are needed for the interval."""


class Naming:
    """Asks one model about one split's sentences with other names in them, for each type of entity once."""

    def __init__(
        self,
        model: Model,
        split: Split,
        tagged: Callable[[Prediction], list[str]],
        seed: int,
        progress: Progress,
    ) -> None:
        """tagged: the tags by name that the model's answer stands for, one a word."""
        self._model, self._split, self._tagged = model, split, tagged
        self._seed, self._progress = seed, progress
        self._found: dict[str, Versions | NotMeasured] = {}

    def evidence(self, label: str, confidence: float) -> Evidence:
        """By how much recall of the entities of a type differs between two origins of names, 0 to 1."""
        if isinstance(self._model, Checkable):
            return NotMeasured("stored answers cannot be asked about other names")
        if label not in self._found:
            self._found[label] = self._versions(label)
        found = self._found[label]
        if isinstance(found, NotMeasured):
            return found
        return counterfactual_recall_difference(found, confidence=confidence, label=label)

    def _versions(self, label: str) -> Versions | NotMeasured:
        rows, mentions = self._drawn(label)
        if not mentions:
            return NotMeasured(f"the test split has no entity of type {label}", {"n": 0})
        every = cast("list[list[str]]", self._split.inputs())
        documents, lengths = self._documents[rows].tolist(), self._lengths[rows].tolist()
        people = People([every[row] for row in rows], mentions, documents)
        found = []
        for done, origin in enumerate(ORIGINS):
            self._progress("exchanging names", done, len(ORIGINS))
            copies = people.of_origin(origin, np.random.default_rng([self._seed, *b"names"]))
            tags = self._tagged(self._model.predict(copies, documents=documents))
            said = set(entities_of(tags, lengths, {label}))
            found.append([mention in said for mention in mentions])
        self._progress("exchanging names", len(ORIGINS), len(ORIGINS))
        of = np.array([documents[sentence] for sentence, _, _ in mentions], np.int64)
        unit = "sentences" if self._split.roles.document is None else "documents"
        return Versions(tuple(ORIGINS), np.array(found, bool).T, of, unit)

    def _drawn(self, label: str) -> tuple[list[int], list[Mention]]:
        """Rows of documents that name anybody, in their order, until there are MOST; and the names in them."""
        documents = self._documents
        mentions = entities_of(self._split.labels(), self._lengths.tolist(), {label})
        holding = np.unique(documents[[sentence for sentence, _, _ in mentions]]) if mentions else documents[:0]
        order = np.random.default_rng([self._seed, *b"names"]).permutation(holding)
        ends = np.cumsum(np.bincount(documents)[order])
        drawn = order[: max(int(np.searchsorted(ends, MOST, side="right")), 1)]
        rows = np.flatnonzero(np.isin(documents, drawn)).tolist()
        place = {row: number for number, row in enumerate(rows)}
        return rows, [(place[row], first, last) for row, first, last in mentions if row in place]

    @cached_property
    def _documents(self) -> NDArray[np.int64]:
        return _of_words(self._split.documents())

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        return _of_words(self._split.lengths())


def _of_words(found: NDArray[np.int64] | None) -> NDArray[np.int64]:
    if found is None:
        raise ValueError("only token tasks have sentences of words")
    return found
