"""Membership inference: whether the model's answers tell the rows it learned from, and how surely.

The members are rows of the training split, the others rows of the test split, as many of both and none whose content
stands in both splits. Where neither sentences nor documents hold rows together there are as many of each label, too:
some labels are harder than others, and where the splits have other shares of these, answers tell the rows of one split
from those of the other by a model that never saw either. The model is asked for its answers to the members; each row is
then scored by the log-probability of its true label (of a sentence: the mean over its words), which a threshold judges
(see `measures.membership`). A model without probabilities is attacked by which answers are right: the gap attack of
Yeom et al. (2018). Whether the model did learn from the charter's training rows is for the charter to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from troth.data import Split
from troth.measures import Suspects, log_likelihood, membership_inference_advantage
from troth.models import Checkable, Model, Prediction
from troth.progress import Progress
from troth.standard import Estimate, Evidence, Growth, NotMeasured

MOST = 5_000
"""Rows of each kind: as many leave an interval of two hundredths to each side."""

BY_LOSS = "members are rows of the training split, scored by the log-probability of the true label"
BY_RIGHT = "members are rows of the training split, scored by whether the answer is right, without probabilities"
ALIKE = "as many of each label as of the test split"

Codes = NDArray[np.int32]
Places = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answers:
    """A model's answers to some rows or words, as the view has them.

    truth, said: codes [n] of the labels, -1 where the model abstained. probabilities: [n, labels], or None.
    """

    truth: Codes
    said: Codes
    probabilities: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """Rows of one split that are looked at, with all of their documents.

    rows: [n], ascending. scored: bool [n], those that stand in this split alone. half: bool [n], drawn.
    """

    rows: Places
    scored: NDArray[np.bool_]
    half: NDArray[np.bool_]


class Membership:
    """The attack on one model by the rows of two splits, which are asked about once, whatever the confidence."""

    def __init__(
        self,
        model: Model,
        train: Split | None,
        test: Split,
        read: Callable[[Prediction, Split], Answers],
        seed: int,
        progress: Progress,
    ) -> None:
        """read: the model's answers to rows of a split."""
        self._model, self._train, self._test = model, train, test
        self._read, self._seed, self._progress = read, seed, progress
        self._found: tuple[Suspects, Suspects, str, int] | NotMeasured | None = None

    def evidence(self, tested: Answers, confidence: float) -> Evidence:
        """The advantage of the attack. tested: the answers to all of the test split."""
        if self._found is None:
            self._found = self._attacked(tested)
        if isinstance(self._found, NotMeasured):
            return self._found
        members, others, by, available = self._found
        found = membership_inference_advantage(members, others, confidence=confidence)
        if not isinstance(found, Estimate):
            return found
        unit = "test rows" if self._test.lengths() is None else "test sentences"
        growth = found.growth and _of_test_rows(found.growth, len(members), len(others), available)
        return replace(found, method=f"{by}; {found.method}", unit=unit, growth=growth)

    def _attacked(self, tested: Answers) -> tuple[Suspects, Suspects, str, int] | NotMeasured:
        """Members and others, what they are scored by, and how many rows there are that may be members."""
        if isinstance(self._model, Checkable):
            return NotMeasured("stored answers cannot be asked about training rows")
        if self._train is None:
            return NotMeasured("there are no training rows to ask the model about")
        draw = np.random.default_rng([self._seed, *b"membership"])
        learned, new = only_in(self._train, self._test), only_in(self._test, self._train)
        alike = self._test.lengths() is None and not self._test.roles.document
        if alike:
            judged, asked = drawn_alike(self._test, self._train, new, learned, draw)
        else:
            judged = drawn(self._test, new, MOST, draw)
            asked = drawn(self._train, learned, int(judged.scored.sum()), draw)
        part = replace(self._train, frame=self._train.frame[asked.rows.tolist()], _made={})
        answers = self._answers(part)
        by = BY_RIGHT if answers.probabilities is None or tested.probabilities is None else BY_LOSS
        members = _suspects(part, scores_of(part, answers, by), replace(asked, rows=np.arange(len(part))))
        others = _suspects(self._test, scores_of(self._test, tested, by), judged)
        return members, others, f"{by}; {ALIKE}" if alike else by, int(learned.sum())

    def _answers(self, part: Split) -> Answers:
        def tell(stage: str, done: int, total: int | None = None, note: str = "") -> None:
            self._progress("asking about members", done, total, note)

        documents = part.documents()
        numbers = None if documents is None else documents.tolist()
        return self._read(self._model.predict(part.inputs(), documents=numbers, progress=tell), part)


def only_in(split: Split, other: Split) -> NDArray[np.bool_]:
    """Which rows have a content that does not stand in the other split: of what stands in both, nobody is a member."""
    known = set(other.contents())
    return np.array([content not in known for content in split.contents()], bool)


def drawn_alike(
    test: Split, train: Split, new: NDArray[np.bool_], learned: NDArray[np.bool_], draw: np.random.Generator
) -> tuple[Drawn, Drawn]:
    """New and learned rows, at most MOST of either, as many of each label, every label's in two halves."""
    labels = sorted({*test.labels(), *train.labels()})
    sides = [
        [draw.permutation(np.flatnonzero(chosen & (split.label_codes(labels) == code))) for code in range(len(labels))]
        for split, chosen in ((test, new), (train, learned))
    ]
    counts = np.array([min(len(mine), len(theirs)) for mine, theirs in zip(*sides, strict=True)])
    counts = counts * min(MOST, counts.sum()) // max(counts.sum(), 1)
    made = []
    for side in sides:
        rows = np.concatenate([found[:count] for found, count in zip(side, counts, strict=True)])
        order = np.argsort(rows)
        made.append(Drawn(rows[order], np.ones(len(rows), bool), (np.arange(len(rows)) % 2 == 0)[order]))
    return made[0], made[1]


def drawn(split: Split, allowed: NDArray[np.bool_], most: int, draw: np.random.Generator) -> Drawn:
    """At most so many allowed rows, drawn by whole documents where the split names them, each in one of two halves."""
    units = _units(split)
    order = draw.permutation(int(units.max(initial=-1)) + 1)
    size = np.bincount(units, allowed, len(order))[order]
    order = order[size > 0]
    kept = order[np.cumsum(size[size > 0]) <= most]
    half = np.full(len(size), -1)
    half[kept] = np.arange(len(kept)) % 2
    rows = np.flatnonzero(half[units] >= 0)
    return Drawn(rows, allowed[rows], half[units][rows] == 1)


def scores_of(split: Split, answers: Answers, by: str) -> Floats:
    """The score of each row of a split, of a sentence the mean over its words; the higher, the likelier a member."""
    if by == BY_LOSS and answers.probabilities is not None:
        scores = log_likelihood(answers.probabilities, answers.truth)
    else:
        scores = (answers.said == answers.truth).astype(np.float64)
    lengths = split.lengths()
    if lengths is None:
        return scores
    sums = np.bincount(np.repeat(np.arange(len(lengths)), lengths), scores, len(lengths))
    return np.asarray(sums / np.maximum(lengths, 1))


def _units(split: Split) -> Places:
    """What each row is drawn with: its document, or itself."""
    documents = split.documents() if split.roles.document else None
    return np.arange(len(split)) if documents is None else documents


def _suspects(split: Split, scores: Floats, chosen: Drawn) -> Suspects:
    rows, half = chosen.rows[chosen.scored], chosen.half[chosen.scored]
    named = split.documents() if split.roles.document else None
    return Suspects(scores[rows], half, None if named is None else named[rows])


def _of_test_rows(growth: Growth, members: int, others: int, available: int) -> Growth:
    """What more test rows make of the interval: as many more members are asked about, while there are any."""

    def interval(times: Sequence[float]) -> tuple[float, float]:
        rows = min(times[0] * others, MOST)
        return growth.interval((max(min(rows, available) / members, 1.0), max(rows / others, 1.0)))

    return Growth((), (others,), interval)
