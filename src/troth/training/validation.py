"""What a network says of the validation split after each epoch, and how good that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from troth.data import Split
from troth.measures import Spans, Table, label_f1
from troth.models import Reader, Transitions, Unit, best_sequences, is_iob2
from troth.training.examples import batches, tensors
from troth.training.workers import Workers

PIECES = 2000  # padded pieces of a batch without gradients: larger ones leave the cache
SMALLEST_TEMPERATURE, LARGEST_TEMPERATURE, TEMPERATURES = 0.5, 4.0, 71


@dataclass(frozen=True, slots=True)
class Checked:
    """The validation split, ready to be asked about.

    codes: true labels of texts or words. lengths: words of each sentence, None for texts.
    """

    units: list[Unit]
    codes: NDArray[np.int64]
    lengths: NDArray[np.int64] | None
    labels: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many texts or sentences there are: what errs together counts once."""
        return len(self.codes) if self.lengths is None else len(self.lengths)

    @property
    def leading(self) -> str:
        """The measure that decides which epoch is kept."""
        if self.lengths is None:
            return "macro_f1"
        return "entity_f1" if is_iob2(self.labels) else "token_macro_f1"

    def some(self, pieces: int, draw: np.random.Generator) -> tuple[Checked, NDArray[np.int64]]:
        """So many pieces of it, drawn without regard to anything, and the numbers of its texts or words in the whole.

        All of it, in its own order, where it has no more.
        """
        sizes = np.array([unit.length for unit in self.units])
        if sizes.sum() <= pieces:
            return self, np.arange(len(self.codes))
        order = draw.permutation(len(sizes))
        chosen = np.sort(order[: max(int(np.searchsorted(np.cumsum(sizes[order]), pieces)), 1)])
        places = np.concatenate([self.units[number].places for number in chosen])
        units = _renumbered([self.units[number] for number in chosen])
        lengths = None if self.lengths is None else np.bincount(np.concatenate([unit.sentences for unit in units]))
        return replace(self, units=units, codes=self.codes[places], lengths=lengths), places


def _renumbered(units: Sequence[Unit]) -> list[Unit]:
    """The same as if they were the whole: texts, words and sentences counted from 0."""
    made, words, sentences = [], 0, 0
    for unit in units:
        places = words + np.arange(len(unit.places))
        inside = unit.sentences - unit.sentences[0] + sentences if len(unit.sentences) else unit.sentences
        made.append(replace(unit, places=places, sentences=inside))
        words, sentences = words + len(places), int(inside[-1]) + 1 if len(inside) else sentences
    return made


def units_of(reader: Reader, split: Split) -> list[Unit]:
    """A split as a network reads it."""
    inputs: Any = split.inputs()  # texts, or sentences as word lists: which, the kind of task has settled
    documents = split.documents()
    return reader.units(inputs, None if documents is None else documents.tolist())


def checked_of(reader: Reader, split: Split, labels: tuple[str, ...]) -> Checked | None:
    """A split, ready to be asked about; None without rows."""
    if not len(split):
        return None
    codes = split.label_codes(labels).astype(np.int64)
    return Checked(units_of(reader, split), codes, split.lengths(), labels)


def scores_of(
    network: nn.Module, reader: Reader, units: Sequence[Unit], workers: Workers, *, half: bool
) -> NDArray[np.float32]:
    """Scores of every text or word, [texts or words, labels], in input order; the network is left in training mode."""
    lengths = np.array([unit.length for unit in units])
    found: list[NDArray[np.float32]] = [np.zeros(0, np.float32)] * len(units)

    def answer(places: list[int]) -> None:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half):
            scores = network(**tensors(reader, [units[place] for place in places])).numpy()
        for place, score in zip(places, scores, strict=True):
            found[place] = score if score.ndim == 1 else score[: units[place].length]

    network.eval()
    workers.each(answer, batches(range(len(units)), lengths, PIECES, np.random.default_rng(0)))
    network.train()
    return reader.flat(units, found)


def decided(checked: Checked, scores: NDArray[np.float32], transitions: Transitions | None) -> NDArray[np.int64]:
    """The code that is said of every text or word."""
    if checked.lengths is None or transitions is None:
        likeliest: NDArray[np.int64] = scores.argmax(axis=1)
        return likeliest
    parts = np.bincount(np.concatenate([unit.sentences for unit in checked.units]))
    return best_sequences(scores, parts, transitions).astype(np.int64)


def measured(checked: Checked, scores: NDArray[np.float32], transitions: Transitions | None) -> dict[str, float]:
    """Plain values, by the names a charter uses."""
    codes = decided(checked, scores, transitions)
    if checked.lengths is None:
        table = Table.count(checked.codes, codes, checked.labels)
        return {"accuracy": _right(checked.codes, codes), "macro_f1": _macro(table)}
    values = {
        "token_accuracy": _right(checked.codes, codes),
        "token_macro_f1": _macro(Table.count(checked.codes, codes, checked.labels)),
    }
    return values | {"entity_f1": _entities(checked, codes)} if is_iob2(checked.labels) else values


def _right(truth: NDArray[np.int64], codes: NDArray[np.int64]) -> float:
    return float((truth == codes).mean())


def _macro(table: Table) -> float:
    """Over the labels that occur in truth or prediction, as scikit-learn has it."""
    occurs = (table.overall.sum(axis=0) + table.overall.sum(axis=1)) > 0
    return float(label_f1(table.overall)[occurs].mean())


def _entities(checked: Checked, codes: NDArray[np.int64]) -> float:
    names = np.array(checked.labels)
    spans = Spans.count(
        names[checked.codes].tolist(), names[codes].tolist(), checked.lengths if checked.lengths is not None else ()
    )
    right, wrong = 2 * int(spans.right.sum()), int(spans.extra.sum() + spans.missed.sum())
    return right / max(right + wrong, 1)


def temperature_of(scores: NDArray[np.float32], codes: NDArray[np.int64]) -> float:
    """The temperature whose probabilities make the truth likeliest (Guo et al., ICML 2017); 1 without data."""
    if not len(codes):
        return 1.0
    rows = np.arange(len(codes))

    def surprise(temperature: float) -> float:
        scaled = scores.astype(np.float64) / temperature
        top = scaled.max(axis=1)
        return float((top + np.log(np.exp(scaled - top[:, None]).sum(axis=1)) - scaled[rows, codes]).mean())

    tried: list[float] = np.geomspace(SMALLEST_TEMPERATURE, LARGEST_TEMPERATURE, TEMPERATURES).tolist()
    best: float = min(tried, key=surprise)
    return round(best, 4)
