"""From inputs to the network's arrays, and from the network's scores to answers; without torch.

Everything it needs is in the model folder's `troth.json` and `tokenizer.json`, so that a model exported to ONNX answers
where no torch is installed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.models.corpus import Corpus, Unit, read_sentences
from troth.models.decoding import Transitions, best_sequences
from troth.models.inputs import sentences_of, texts_of
from troth.models.interface import Prediction
from troth.models.neural import softmax
from troth.models.tokenizer import open_tokenizer
from troth.models.words import CHARACTERS
from troth.standard import TOKENS

UNKNOWN = ("[UNK]", "<unk>")  # the names of the unknown piece in the tokenizers there are
PADDING = ("[PAD]", "<pad>")  # and of the padding piece
MASKS = ("[MASK]", "<mask>")  # and of the masking piece


class Reader:
    """How one model reads its inputs and how its scores are read."""

    def __init__(self, tokenizer: Any, settings: Mapping[str, Any]) -> None:
        """tokenizer: a `tokenizers.Tokenizer`. settings.

        `kind`, `labels`, `network`, and, as there are, `decoding`, `temperature`.
        """
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.tokenizer = tokenizer
        self.tokens = settings["kind"] == TOKENS
        self.longest = int(settings["network"]["longest"])
        self.padding = int(settings["network"]["padding"])
        self.temperature = float(settings.get("temperature", 1.0))
        decoding = settings.get("decoding")
        self.transitions = Transitions.read(decoding) if decoding else None

    @classmethod
    def open(cls, folder: Path, settings: Mapping[str, Any]) -> Reader:
        """The reader of a model folder; `settings` is its parsed `troth.json`.

        Raises ModelError without a tokenizer.
        """
        return cls(open_tokenizer(folder), settings)

    def units(
        self, inputs: Sequence[str] | Sequence[Sequence[str]], documents: Sequence[int] | None = None
    ) -> list[Unit]:
        """One unit a text; or, for sentences, the windows they are packed into.

        Without `documents` each sentence alone.
        """
        if self.tokens:
            corpus = self.corpus(sentences_of(inputs, documents), documents)
            return [corpus.unit(low, high) for low, high in corpus.windows(self.longest)]
        return self.texts(texts_of(inputs))

    def texts(self, inputs: Sequence[str]) -> list[Unit]:
        """A unit for each text, cut at the longest the network was made for."""
        encodings = self.tokenizer.encode_batch(list(inputs), add_special_tokens=True)
        nothing = np.zeros(0, np.int64)
        return [
            Unit(_cut(ids, self.longest), np.array([number]), nothing, nothing, cut=len(ids) > self.longest)
            for number, ids in enumerate(encoding.ids for encoding in encodings)
        ]

    def corpus(
        self, sentences: Sequence[Sequence[str]], documents: Sequence[int] | None, *, casings: bool = False
    ) -> Corpus:
        """Sentences as arrays; `casings` as in `read_sentences`."""
        return read_sentences(
            self.tokenizer,
            sentences,
            documents,
            unknown=unknown_piece(self.tokenizer) or 0,
            longest=self.longest,
            casings=casings,
        )

    def arrays(self, units: Sequence[Unit]) -> dict[str, NDArray[np.int64]]:
        """The network's inputs for a batch, by the names of its parameters, int64, padded to the longest unit.

        input_ids, attention_mask: [units, length]; for windows also shapes [units, length] and characters [units,
        length, CHARACTERS].
        """
        longest = max(unit.length for unit in units)
        ids = np.full((len(units), longest), self.padding)
        mask = np.zeros((len(units), longest), np.int64)
        for row, unit in enumerate(units):
            ids[row, : unit.length] = unit.pieces
            mask[row, : unit.length] = 1
        arrays = {"input_ids": ids, "attention_mask": mask}
        return arrays | self._looks(units, longest) if self.tokens else arrays

    def _looks(self, units: Sequence[Unit], longest: int) -> dict[str, NDArray[np.int64]]:
        shapes = np.zeros((len(units), longest), np.int64)
        characters = np.zeros((len(units), longest, CHARACTERS), np.int64)
        for row, unit in enumerate(units):
            if unit.shapes is not None and unit.characters is not None:
                shapes[row, : unit.length] = unit.shapes
                characters[row, unit.words] = unit.characters
        return {"shapes": shapes, "characters": characters}

    def answers(self, units: Sequence[Unit], scores: Sequence[NDArray[np.float32]]) -> Prediction:
        """Labels and probabilities of every text or word, in input order.

        scores: the network's output for each unit without padding, [labels] for a text, [length, labels] for a window.
        """
        flat = self.flat(units, scores)
        probabilities = softmax(flat / self.temperature)
        if self.transitions is None:
            return Prediction(flat.argmax(axis=1).astype(np.int32), probabilities)
        sentences = np.concatenate([unit.sentences for unit in units]) if units else np.zeros(0, np.int64)
        return Prediction(best_sequences(flat, np.bincount(sentences), self.transitions), probabilities)

    def flat(self, units: Sequence[Unit], scores: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Scores of every text or word in input order, [texts or words, labels].

        Of a word, those of its first piece.
        """
        if not units:
            return np.zeros((0, 1), np.float32)
        rows = [score[unit.words] if self.tokens else score[None] for unit, score in zip(units, scores, strict=True)]
        places = np.concatenate([unit.places for unit in units])
        flat = np.zeros((len(places), rows[0].shape[-1]), np.float32)
        flat[places] = np.concatenate(rows)
        return flat


def unknown_piece(tokenizer: Any) -> int | None:
    """The number of the piece that stands for what the tokenizer does not know; None when it knows every byte."""
    return next((number for name in UNKNOWN if (number := tokenizer.token_to_id(name)) is not None), None)


def _cut(ids: Sequence[int], longest: int) -> NDArray[np.int32]:
    """At most `longest` pieces, the last one (the end of the text, as the base was taught) kept."""
    return np.array(ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]], np.int32)


def ends_of(encoding: Any, length: int) -> NDArray[np.int64]:
    """In the text the place of each piece's last character, [length]; -1 of a piece that is not of the text.

    length: of the unit the text was read as, where it was cut with its last piece kept.
    """
    pairs = zip(encoding.special_tokens_mask, encoding.offsets, strict=True)
    ends = [-1 if special else end - 1 for special, (_, end) in pairs]
    return np.array(ends if len(ends) <= length else [*ends[: length - 1], ends[-1]], np.int64)


def padding_piece(tokenizer: Any) -> int:
    """The number of the piece that fills up a batch; it is masked, so any will do where there is none of its own."""
    return next((number for name in PADDING if (number := tokenizer.token_to_id(name)) is not None), 0)


def mask_piece(tokenizer: Any) -> int | None:
    """The number of the piece that hides another; None where the base was not taught with one."""
    return next((number for name in MASKS if (number := tokenizer.token_to_id(name)) is not None), None)
