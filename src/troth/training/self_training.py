"""Learning from texts that nobody has labelled: a first model labels them, those it is sure of teach the next.

Pseudo-labels (Lee, ICML 2013 workshop), in rounds that each begin at the base again: the student learns under dropout,
label smoothing and whatever looks the charter names, and so has more to learn from its teacher's answers than these
answers (Xie et al., Self-training with noisy student, CVPR 2020). How sure a teacher is, is its calibrated probability.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.data import Dataset, with_labels
from troth.training.trainer import Trainer

ROUND = "round-"
"""In the work folder, before the number of a round: where its teacher is trained."""

TOLD = 5
"""Labels that a note counts by name."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round took. of: unlabelled texts. taken: how many joined the training rows, by the label they got."""

    of: int
    taken: Mapping[str, int]

    def note(self, number: int, sure: float) -> str:
        """What a reader of the report should know of it; number: from 1."""
        count = sum(self.taken.values())
        if not count:
            return f"Self-training, round {number}: of none of {self.of} unlabelled texts was the model {sure} sure."
        most = sorted(self.taken.items(), key=lambda each: (-each[1], each[0]))
        named = ", ".join(f"{label} {count}" for label, count in most[:TOLD])
        named += f", … ({len(most)})" if len(most) > TOLD else ""
        return (
            f"Self-training, round {number}: {count} of {self.of} unlabelled texts taught the next model, under the "
            f"labels that the model before gave them at {sure} or surer: {named}."
        )


@dataclass(frozen=True, slots=True)
class SelfTaught:
    """What the last training learns from. dataset: with the rows that joined. work: where that training is done."""

    dataset: Dataset
    work: Path
    sure: float = 0.0
    rounds: tuple[Round, ...] = ()

    def notes(self) -> tuple[str, ...]:
        """A sentence for each round, and one of the released model, which learned from what the last of them took."""
        told = tuple(each.note(number, self.sure) for number, each in enumerate(self.rounds, 1))
        if not told:
            return ()
        if self.rounds[-1].taken:
            return (*told, f"The released model learned from the unlabelled texts of round {len(told)}.")
        return (*told, "The released model is that of the first training: it learned from no unlabelled text.")

    def settings(self) -> dict[str, Any]:
        """What a record keeps of it; nothing where there were no rounds."""
        told = {"sure": self.sure, "rounds": [asdict(each) for each in self.rounds]}
        return {"self_training": told} if self.rounds else {}


def self_taught(trainer: Trainer, dataset: Dataset, work: Path) -> SelfTaught:
    """Train the teachers that a charter asks for, and have their answers join the training rows.

    Interrupted, it goes on from the checkpoint of the round it was in.
    """
    wanted, texts = trainer.charter.training.self_training, dataset.unlabelled
    if wanted is None or texts is None:
        return SelfTaught(dataset, work)
    joined, rounds = dataset, list[Round]()
    for number in range(wanted.rounds):
        taught = trainer.teach_beside(trainer.prepare(joined), joined, work / f"{ROUND}{number}", work)
        _, scores = taught.ask(texts)
        rows, codes = sure_of(scores, taught.temperature, wanted.sure)
        labels = [dataset.labels[code] for code in codes]
        rounds.append(Round(len(texts), _counted(labels, dataset.labels)))
        if not len(rows):  # the next training would be the first one again
            return SelfTaught(dataset, work / f"{ROUND}0", wanted.sure, tuple(rounds))
        joined = with_labels(dataset, rows, labels)
    return SelfTaught(joined, work, wanted.sure, tuple(rounds))


def sure_of(
    scores: NDArray[np.float32], temperature: float, sure: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows whose likeliest label has this calibrated probability at least, and the codes of those labels.

    scores: [rows, labels], before the temperature.
    """
    scaled = scores.astype(np.float64) / temperature
    likeliest = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    rows = np.flatnonzero(1 / likeliest.sum(axis=1) >= sure)
    return rows, scaled.argmax(axis=1)[rows]


def _counted(given: Sequence[str], labels: Sequence[str]) -> dict[str, int]:
    counts = Counter(given)
    return {label: counts[label] for label in labels if counts[label]}
