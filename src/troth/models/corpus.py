"""Sentences cut into pieces once, kept as flat arrays, and packed into windows of neighbouring sentences.

A window is as many consecutive sentences of one document as fit: every sentence gets its context for free, and little
is spent on padding. Document context for tagging: Luoma and Pyysalo, Exploring Cross-sentence Contexts for Named Entity
Recognition with BERT (COLING 2020).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from troth.models.words import looks

LONGEST_WORD = 16  # pieces kept of one word: an address of a hundred pieces says no more than its first sixteen

Ints = NDArray[np.int64]


class Pieces(Protocol):
    """The part of `tokenizers.Tokenizer` that is used."""

    def encode_batch(self, input: Any, *, add_special_tokens: bool = ...) -> Any:  # noqa: A002  (the library's name)
        """The pieces of every text."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of a batch: a text, or a window of sentences.

    pieces: [length] with the special ones. words: [words] where each word's first piece is; places: [words] the number
    of each word in the whole input; sentences: [words] the number of its sentence. owners: [length] which word of the
    window a piece belongs to, -1 for a special piece. shapes: [length] as `words.SHAPE_CODES`; characters: [words,
    CHARACTERS]. A text has one place, its own number, and no shapes or characters; cut: it was longer than the network
    reads.
    """

    pieces: NDArray[np.int32]
    places: Ints
    words: Ints
    sentences: Ints
    owners: Ints | None = None
    shapes: NDArray[np.uint8] | None = None
    characters: NDArray[np.uint8] | None = None
    cut: bool = False

    @property
    def length(self) -> int:
        """Pieces, special ones included."""
        return len(self.pieces)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sentences as arrays.

    pieces: all pieces of all words; offsets: [words + 1] where each word's begin. bounds: [sentences + 1] in words.
    documents: [sentences]. looks: by casing ("as written", "upper", "lower") shapes [words] and characters [words,
    CHARACTERS]. begin, end: the special pieces of the base.
    """

    pieces: NDArray[np.int32]
    offsets: Ints
    bounds: Ints
    documents: Ints
    looks: tuple[tuple[NDArray[np.uint8], NDArray[np.uint8]], ...]
    begin: NDArray[np.int32]
    end: NDArray[np.int32]

    @property
    def sizes(self) -> Ints:
        """Pieces of each sentence, the end piece included."""
        sizes: Ints = self.offsets[self.bounds[1:]] - self.offsets[self.bounds[:-1]] + len(self.end)
        return sizes

    def windows(self, longest: int, first: Callable[[], int] | None = None) -> list[tuple[int, int]]:
        """Ranges of consecutive sentences of one document, greedily packed into at most `longest` pieces.

        first: called for each document, gives the limit of its first window, so that the cuts fall elsewhere every
        time. A sentence longer than a window is a window of its own.
        """
        ranges, sizes, room = [], self.sizes.tolist(), longest - len(self.begin)
        changes = np.flatnonzero(np.diff(self.documents)) + 1
        edges = [0, *changes.tolist(), len(sizes)] if sizes else [0]
        for low, high in pairwise(edges):
            limit, used, start = (first() if first else room), 0, low
            for sentence in range(low, high):
                if used and used + sizes[sentence] > limit:
                    ranges.append((start, sentence))
                    start, used, limit = sentence, 0, room
                used += sizes[sentence]
            ranges.append((start, high))
        return ranges

    def unit(self, low: int, high: int, casings: Sequence[int] | None = None) -> Unit:
        """Sentences `low` to `high` (not included) as one window; `casings` picks the looks of each of them."""
        words = np.arange(self.bounds[low], self.bounds[high])
        counts = np.diff(self.offsets[self.bounds[low] : self.bounds[high] + 1])
        ends = len(self.end)
        sentences = np.repeat(np.arange(low, high), np.diff(self.bounds[low : high + 1]))
        firsts = len(self.begin) + np.cumsum(counts) - counts + (sentences - low) * ends
        length = len(self.begin) + int(counts.sum()) + (high - low) * ends
        owners = np.full(length, -1)
        inside = np.repeat(firsts - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
        owners[inside] = np.repeat(np.arange(len(words)), counts)
        pieces = np.resize(self.end, length) if ends else np.zeros(length, np.int32)
        pieces[: len(self.begin)] = self.begin
        pieces[inside] = self.pieces[self.offsets[self.bounds[low]] : self.offsets[self.bounds[high]]]
        chosen = np.zeros(len(words), int) if casings is None else np.asarray(casings)[sentences - low]
        shape, characters = self._looks(words, chosen)
        later = np.ones(length, np.uint8)
        later[firsts] = 0
        shapes = np.zeros(length, np.uint8)
        shapes[inside] = 1 + 2 * shape[owners[inside]] + later[inside]
        return Unit(pieces, words, firsts, sentences, owners, shapes, characters)

    def _looks(self, words: Ints, casing: NDArray[Any]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        shape, characters = (array[words] for array in self.looks[0])
        for number in range(1, len(self.looks)):
            changed = casing == number
            shape[changed], characters[changed] = (array[words[changed]] for array in self.looks[number])
        return shape, characters


def read_sentences(
    tokenizer: Pieces,
    sentences: Sequence[Sequence[str]],
    documents: Sequence[int] | NDArray[Any] | None,
    *,
    unknown: int,
    longest: int,
    casings: bool = False,
) -> Corpus:
    """Cut sentences into pieces, each different word once. `longest`: pieces of a window; a longer sentence is cut in
    parts. Without `documents` every sentence stands alone: what is not known to belong together must not colour one
    another.

    unknown: the piece of a word that the tokenizer drops altogether. casings: also keep the looks in upper and in lower
    case.
    """
    words = [word for sentence in sentences for word in sentence]
    different = {word: number for number, word in enumerate(dict.fromkeys(words))}
    spelled = [
        " " + word for word in different
    ]  # a blank before it, as in a text, for tokenizers that mark the start of a word
    cut = [
        encoding.ids[:LONGEST_WORD] or [unknown]
        for encoding in tokenizer.encode_batch(spelled, add_special_tokens=False)
    ]
    number = np.array([different[word] for word in words], np.int64)
    counts = np.array([len(ids) for ids in cut], np.int64)[number] if words else np.zeros(0, np.int64)
    pieces = np.array([piece for index in number for piece in cut[index]], np.int32)
    spellings = [list(different)]
    if casings:
        spellings += [[word.upper() for word in different], [word.lower() for word in different]]
    seen = (
        tuple((shape[number], characters[number]) for shape, characters in map(looks, spellings))
        if words
        else (looks([]),)
    )
    begin, end = special_pieces(tokenizer)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    bounds, owners = _bounds(sentences, offsets, longest - len(begin) - len(end))
    groups = np.arange(len(sentences)) if documents is None else np.asarray(documents, np.int64)
    return Corpus(pieces, offsets, bounds, groups[owners] if len(groups) else groups, seen, begin, end)


def special_pieces(tokenizer: Pieces) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """What the base puts before and after a text."""
    ids = tokenizer.encode_batch([""], add_special_tokens=True)[0].ids
    half = len(ids) // 2
    return np.array(ids[:half], np.int32), np.array(ids[half:], np.int32)


def _bounds(sentences: Sequence[Sequence[str]], offsets: Ints, room: int) -> tuple[Ints, Ints]:
    """Bounds of sentences in words, a sentence of more than `room` pieces cut.

    And which sentence each part comes from.
    """
    bounds, owners, word = [0], [], 0
    for number, sentence in enumerate(sentences):
        for _ in sentence:
            if offsets[word + 1] - offsets[bounds[-1]] > room and word > bounds[-1]:
                bounds.append(word)
                owners.append(number)
            word += 1
        bounds.append(word)
        owners.append(number)
    return np.array(bounds, np.int64), np.array(owners, np.int64)
