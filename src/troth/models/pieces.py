"""Reading as the usual transformer is read: texts cut at the model's longest input, words by their first piece.

For plain Hugging Face folders and ONNX exports of them. A sentence longer than the model's longest input is cut into
overlapping windows; a word is answered by the window in which its first piece lies farthest from an edge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.models.files import foreign_failure, inside, read_json
from troth.models.inputs import sentences_of, texts_of
from troth.models.interface import Prediction
from troth.models.neural import Scores, softmax
from troth.models.tokenizer import open_tokenizer
from troth.standard import TEXT

LONGEST = 512
"""Pieces of an input when neither config nor tokenizer says."""
OVERLAP = 4
"""One part in so many of a window is repeated in the next."""
CHUNK = 4096
"""Texts tokenised in one call."""


@dataclass(frozen=True, slots=True)
class Row:
    """One encoded text or window.

    start, size: first word of its sentence among all words, and how many the sentence has. words: (position, word,
    edge) of every first piece in it; edge = distance to an end of the window. cut: its text was longer than the model
    reads.
    """

    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    start: int = 0
    size: int = 0
    words: tuple[tuple[int, int, int], ...] = ()
    cut: bool = False

    @property
    def length(self) -> int:
        """Pieces, special ones included."""
        return len(self.ids)


class PieceReader:
    """Reader of a folder with tokenizer.json and config.json; see `neural.Reader`."""

    def __init__(self, folder: Path, kind: str, labels: Sequence[str]) -> None:
        config = read_json(inside(folder / "config.json", folder))
        self.tokenizer = open_tokenizer(folder)
        self.temperature = 1.0
        self._kind = kind
        self._labels = tuple(labels)
        self._pad = _pad_id(config)
        longest = _longest(folder, config)
        overlap = longest // OVERLAP if kind != TEXT else 0
        self.tokenizer.enable_truncation(longest, stride=overlap)

    def units(self, inputs: Any, documents: Sequence[int] | None) -> list[Row]:
        """One row a text; one or more a sentence. Documents do not matter: such a model reads sentences alone."""
        if self._kind == TEXT:
            encoded = self._encoded(texts_of(inputs))
            return [Row(*_arrays(encoding), cut=bool(encoding.overflowing)) for encoding in encoded]
        sentences = sentences_of(inputs, documents)
        rows: list[Row] = []
        start = 0
        for words, encoding in zip(sentences, self._encoded(sentences, pretokenized=True), strict=True):
            for window in (encoding, *encoding.overflowing):
                firsts = _first_pieces(window.word_ids, first=window is encoding)
                rows.append(Row(*_arrays(window), start, len(words), firsts))
            start += len(words)
        return rows

    def arrays(self, units: Sequence[Row]) -> dict[str, NDArray[Any]]:
        """input_ids, attention_mask and token_type_ids, [batch, length]."""
        shape = (len(units), max(unit.length for unit in units))
        ids, types, mask = np.full(shape, self._pad), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for place, unit in enumerate(units):
            ids[place, : unit.length] = unit.ids
            types[place, : unit.length] = unit.types
            mask[place, : unit.length] = 1
        return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}

    def answers(self, units: Sequence[Row], scores: Sequence[Scores]) -> Prediction:
        """The most probable label of each text or word; the earlier label on a tie."""
        if self._kind == TEXT:
            probabilities = softmax(np.array(scores, np.float32).reshape(len(units), len(self._labels)))
        else:
            probabilities = softmax(self._word_scores(units, scores))
        return Prediction(probabilities.argmax(axis=1).astype(np.int32), probabilities)

    def _word_scores(self, units: Sequence[Row], scores: Sequence[Scores]) -> NDArray[np.float32]:
        """[words, labels]; a word that the tokenizer drops altogether is outside every entity."""
        silent = np.zeros(len(self._labels), np.float32)
        if "O" in self._labels:
            silent[self._labels.index("O")] = 30.0
        count = units[-1].start + units[-1].size if units else 0
        found = np.tile(silent, (count, 1))
        best = np.full(count, -1)
        for unit, row in zip(units, scores, strict=True):
            for position, word, edge in unit.words:
                place = unit.start + word
                if edge > best[place]:
                    best[place], found[place] = edge, row[position]
        return found

    def _encoded(self, texts: Sequence[Any], *, pretokenized: bool = False) -> list[Any]:
        encodings: list[Any] = []
        for start in range(0, len(texts), CHUNK):
            try:
                encodings += self.tokenizer.encode_batch(texts[start : start + CHUNK], is_pretokenized=pretokenized)
            except BaseException as error:  # the library raises bare Exception, and panics
                if not foreign_failure(error):
                    raise
                raise ModelError(
                    f"the tokenizer failed: {error}", remedy="Is every text well-formed Unicode?"
                ) from None
        return encodings


def _arrays(encoding: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.array(encoding.ids, np.int64), np.array(encoding.type_ids, np.int64)


def _first_pieces(word_ids: Sequence[int | None], *, first: bool) -> tuple[tuple[int, int, int], ...]:
    """(position, word, edge) of the first piece of each word; the word a later window starts in may be cut: edge 0."""
    inner = [position for position, word in enumerate(word_ids) if word is not None]
    found: list[tuple[int, int, int]] = []
    before: int | None = None
    for position in inner:
        word = word_ids[position]
        if word is not None and word != before:
            edge = min(position - inner[0] + (LONGEST if first else 0), inner[-1] - position + 1)
            found.append((position, word, edge))
        before = word
    return tuple(found)


def _pad_id(config: Mapping[str, Any]) -> int:
    pad = config.get("pad_token_id")
    return pad if isinstance(pad, int) and pad >= 0 else 0


def _longest(folder: Path, config: Mapping[str, Any]) -> int:
    """The longest input in pieces: what the positions and the tokenizer allow, whichever is less.

    Models of the RoBERTa family number positions from behind the padding id, so that many are lost.
    """
    positions = config.get("max_position_embeddings") or config.get("n_positions") or LONGEST
    if config.get("model_type") in ("roberta", "xlm-roberta", "camembert", "xlm-roberta-xl", "mpnet", "longformer"):
        positions -= _pad_id(config) + 1
    path = folder / "tokenizer_config.json"
    said = read_json(inside(path, folder)).get("model_max_length") if path.is_file() else None
    longest = min(positions, said) if isinstance(said, int | float) and 0 < said < 10**6 else positions
    if not isinstance(longest, int) or longest < 8:
        raise ModelError(f"the longest input is {longest} pieces", where=str(folder), remedy="Check config.json.")
    return longest
