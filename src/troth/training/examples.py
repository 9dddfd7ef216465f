"""Training rows and how they become batches: the same whatever the task, so that the loop need not know it.

Batches hold rows of like length up to a budget of padded pieces. What is drawn (order, cuts, masked words) comes from a
generator that is seeded by epoch and step, never from a running state: a resumed training draws the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from troth.data import People, exchanged, with_terms
from troth.models import Reader, Unit
from troth.training.looks import Look
from troth.training.naming import RENAMED
from troth.training.rationales import Rationales, Taken

Row = Any
"""What an Examples knows a row by."""

EXCHANGED = 0.5  # of the texts with identity terms, how many are learned from with others in an epoch

NEAR = 0.15  # of the mean length: by so much lengths may differ in a batch, so that not the same rows always meet


@dataclass(frozen=True, slots=True)
class Batch:
    """Part of a step, for one worker.

    arrays: the network's inputs. truth: label codes, [texts]; or [sentences, words], -1 after the end, longest first.
    places: alike, the number of each text or word in the split. chosen: for words, which pieces of the flattened batch
    they are, [sentences, words]; None for texts. count: texts or words. again: a second look. taken: what is taken away
    from the texts for a look at what is left.
    """

    arrays: dict[str, Tensor]
    truth: Tensor
    places: Tensor
    chosen: Tensor | None
    count: int
    again: dict[str, Tensor] | None = None
    taken: Taken | None = None


class Examples(Protocol):
    """The training split of one kind of task; `cut`: how many rows are longer than the network reads."""

    cut: int

    def rows(self, draw: np.random.Generator) -> tuple[Sequence[Row], NDArray[np.int64]]:
        """The rows of one epoch, and their lengths in pieces."""

    def batch(self, rows: Sequence[Row], draw: np.random.Generator, *, twice: bool = False) -> Batch:
        """Rows as one padded batch; `twice` with a second look at them."""


class Texts:
    """Whole texts with a label each."""

    def __init__(
        self,
        reader: Reader,
        texts: Sequence[str],
        codes: NDArray[np.int64],
        looks: Sequence[Look] = (),
        *,
        exchange: bool = False,
        rationales: bool = False,
    ) -> None:
        """looks: which make copies of texts for a second look, one drawn for each text and epoch. exchange: whether a
        text's identity terms are exchanged for others, in every other epoch on average. rationales: whether words are
        taken away for another look.
        """
        self._reader = reader
        self._texts, self._looks = list(texts), looks
        self._shown = self._texts
        self._rationales = Rationales(reader) if rationales else None
        self._written = reader.texts(texts)
        self._units = self._written
        self._holding = np.array(with_terms(texts) if exchange else [], dtype=np.int64)
        self._altered: list[Unit] | None = None
        self.cut = sum(unit.cut for unit in self._units)
        self._codes = codes

    def rows(self, draw: np.random.Generator) -> tuple[Sequence[Row], NDArray[np.int64]]:
        """Every text, by its number; with looks, as long as its longer look."""
        texts = self._shown = self._exchanged(draw) if len(self._holding) else self._texts
        lengths = np.array([unit.length for unit in self._units])
        if not self._looks:
            return range(len(self._units)), lengths
        which = draw.integers(len(self._looks), size=len(texts))
        copies = list(texts)
        for number, look in enumerate(self._looks):
            places = np.flatnonzero(which == number).tolist()
            for place, text in zip(places, look([texts[place] for place in places], draw), strict=True):
                copies[place] = text
        self._altered = self._reader.texts(copies)
        return range(len(self._units)), np.maximum(lengths, [unit.length for unit in self._altered])

    def _exchanged(self, draw: np.random.Generator) -> list[str]:
        """The texts of this epoch, half of those that hold identity terms with others in their place."""
        places = self._holding[draw.random(len(self._holding)) < EXCHANGED].tolist()
        copies = exchanged([self._texts[place] for place in places], draw)
        texts, units = list(self._texts), list(self._written)
        for place, text, unit in zip(places, copies, self._reader.texts(copies), strict=True):
            texts[place], units[place] = text, unit
        self._units = units
        return texts

    def batch(self, rows: Sequence[Row], draw: np.random.Generator, *, twice: bool = False) -> Batch:
        """See Examples."""
        arrays = tensors(self._reader, [self._units[row] for row in rows])
        again = arrays if twice else None
        if self._altered is not None:
            again = tensors(self._reader, [self._altered[row] for row in rows])
        places = np.array(rows, np.int64)
        truth = torch.from_numpy(self._codes[places])
        return Batch(arrays, truth, torch.from_numpy(places), None, len(rows), again, self._taken(rows, draw))

    def _taken(self, rows: Sequence[Row], draw: np.random.Generator) -> Taken | None:
        if self._rationales is None:
            return None
        return self._rationales.draw([self._shown[row] for row in rows], [self._units[row] for row in rows], draw)


@dataclass(frozen=True, slots=True)
class Noise:
    """What training hides: shares of words (masked, unspelled) and of sentences (upper, lower). mask.

    The piece put for a word.
    """

    masked: float
    unspelled: float
    upper: float
    lower: float
    mask: int


class Words:
    """Sentences with a tag for every word, in windows whose cuts fall elsewhere in every epoch."""

    def __init__(
        self,
        reader: Reader,
        sentences: Sequence[Sequence[str]],
        documents: Sequence[int] | None,
        codes: NDArray[np.int64],
        noise: Noise,
        people: People | None = None,
    ) -> None:
        """people: who is named in the sentences, where some of them are to bear other names in every epoch."""
        self._reader = reader
        self._documents, self._people = documents, people
        self._corpus = reader.corpus(sentences, documents, casings=True)
        self.cut = 0  # a long sentence is read in parts
        self._codes = codes
        self._noise = noise

    def rows(self, draw: np.random.Generator) -> tuple[Sequence[Row], NDArray[np.int64]]:
        """Windows, as ranges of sentences. The first window of a document is of random length, so every cut is."""
        if self._people:
            self._corpus = self._reader.corpus(self._people.mixed(RENAMED, draw), self._documents, casings=True)
        longest = self._reader.longest
        cut = self._corpus.windows(longest, lambda: int(draw.integers(longest // 4, longest)))
        windows = [(low, high) for low, high in cut if self._corpus.bounds[low] < self._corpus.bounds[high]]
        ends = np.concatenate([[0], np.cumsum(self._corpus.sizes)])
        lengths = [int(ends[high] - ends[low]) + len(self._corpus.begin) for low, high in windows]
        return windows, np.array(lengths, np.int64)

    def batch(self, rows: Sequence[Row], draw: np.random.Generator, *, twice: bool = False) -> Batch:
        """See Examples."""
        units = self._units(rows, draw)
        arrays = tensors(self._reader, units)
        again = tensors(self._reader, self._units(rows, draw)) if twice else None
        length = arrays["input_ids"].shape[1]
        positions = np.concatenate([unit.words + row * length for row, unit in enumerate(units)])
        sentences = np.concatenate([unit.sentences + row * len(self._corpus.bounds) for row, unit in enumerate(units)])
        places = np.concatenate([unit.places for unit in units])
        grid = in_rows(sentences)
        chosen = torch.from_numpy(np.where(grid >= 0, positions[grid], 0))
        truth = torch.from_numpy(np.where(grid >= 0, self._codes[places[grid]], -1))
        return Batch(arrays, truth, torch.from_numpy(np.where(grid >= 0, places[grid], -1)), chosen, len(places), again)

    def _units(self, rows: Sequence[Row], draw: np.random.Generator) -> list[Unit]:
        noise = self._noise
        shares = [1 - noise.upper - noise.lower, noise.upper, noise.lower]
        units = [self._corpus.unit(low, high, draw.choice(3, size=high - low, p=shares)) for low, high in rows]
        for unit in units:
            hide(unit, noise, draw)
        return units


def hide(unit: Unit, noise: Noise, draw: np.random.Generator) -> None:
    """Mask the pieces of some words and forget the spelling of others, in place.

    Both must be learned from what is around them.
    """
    assert unit.owners is not None
    assert unit.characters is not None
    masked = np.append(
        draw.random(len(unit.words)) < noise.masked, False
    )  # the last stands for special pieces, owner -1
    unit.pieces[masked[unit.owners]] = noise.mask
    unit.characters[draw.random(len(unit.words)) < noise.unspelled] = 0


def in_rows(sentences: NDArray[np.int64]) -> NDArray[np.int64]:
    """Word numbers laid out [sentences, words], -1 after the end of a sentence, longest sentence first."""
    _, starts, sizes = np.unique(sentences, return_index=True, return_counts=True)
    order = np.argsort(-sizes, kind="stable")
    steps = np.arange(sizes.max())
    grid: NDArray[np.int64] = np.where(steps < sizes[order, None], starts[order, None] + steps, -1)
    return grid


def tensors(reader: Reader, units: Sequence[Unit]) -> dict[str, Tensor]:
    """A padded batch as tensors; without a mask where nothing is padded, which is faster."""
    arrays = reader.arrays(units)
    if arrays["attention_mask"].all():
        del arrays["attention_mask"]
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def batches(rows: Sequence[Row], lengths: NDArray[np.int64], pieces: int, draw: np.random.Generator) -> list[list[Row]]:
    """Rows of like length together, at most `pieces` padded pieces in a batch (a longer row alone), in random order."""
    order = np.argsort(lengths + draw.random(len(lengths)) * NEAR * lengths.mean(), kind="stable")
    made: list[list[Row]] = []
    current: list[Row] = []
    widest = 0
    for place in order.tolist():
        widest = max(widest, int(lengths[place]))
        if current and widest * (len(current) + 1) > pieces:
            made.append(current)
            current, widest = [], int(lengths[place])
        current.append(rows[place])
    if current:
        made.append(current)
    return [made[place] for place in draw.permutation(len(made))]
