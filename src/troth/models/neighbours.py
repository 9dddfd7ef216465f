"""Words that may stand in each other's place in an English text: neighbours in a base's own table of words.

A language model's nearest words are not yet synonyms, so most are turned away. Of two words that are exchanged each is
among the nearest of the other in the table, the encoder says alike of each alone, and both end alike; neither is a word
of grammar, a number, a name or one of a kind (a colour, a food), nor the other's opposite or another form of it (see
`unlike_words`). A whole text is then held against its copy by the mean of the encoder's last layer. Such bounds: Jin et
al., Is BERT really robust?, AAAI 2020 (TextFooler); why narrow ones: Morris et al., Reevaluating adversarial examples
in natural language, Findings of EMNLP 2020, where people found that most of that attack's copies had lost the meaning.

The limits hold for the packaged MiniLM, which was taught to put paraphrases near each other; another base has another
scale, so it is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.models.bases import resolve_base
from troth.models.tokenizer import open_tokenizer
from troth.models.torch_engine import torch_installed
from troth.models.unlike_words import CLASSES, KEPT, NEGATING, opposed
from troth.models.vectors import Floats, read_pieces, unit

BASE = "minilm"
NEAREST = 4
"""Of a word, how many of the nearest may be neighbours."""
NEAR, ALIKE, TOGETHER = 0.52, 0.6, 1.25
"""The least cosine in the table of words, the least of what the encoder says of both alone, and the least of their sum.
Below, most pairs in SST-2 and banking77 only belong together: rent and landlord, keep and stay."""
OF_A_CLASS = 0.36
"""The cosine with the middle of a class from which a word is of it."""
SAME_TEXT = 0.9
"""The least cosine of a text and its copy, by the encoder."""
LETTERS = 3
"""Of a word, at least."""

ENDINGS = ("ing", "ed", "ly", "est", "er", "ness", "ion", "ity", "s")
_WEIGHTS = "embeddings.word_embeddings.weight"


class Neighbourhood:
    """The neighbours of words, and how alike two texts are."""

    def __init__(self, folder: Path) -> None:
        """folder: of the packaged base."""
        from safetensors.numpy import load_file

        self._folder, self._tokenizer = folder, open_tokenizer(folder)
        pieces = {one: at for one, at in self._tokenizer.get_vocab().items() if _plain(one)}
        self._words = sorted(pieces, key=pieces.__getitem__)
        self._numbers = {word: number for number, word in enumerate(self._words)}
        table = load_file(folder / "model.safetensors")[_WEIGHTS][[pieces[word] for word in self._words]]
        self._table = unit(table.astype(np.float32) - table.mean(axis=0, dtype=np.float32))
        self._stay = self._of_classes()
        self._alone: dict[int, Floats] = {}
        self._texts: dict[str, Floats] = {}

    @classmethod
    def open(cls) -> Neighbourhood:
        """Of the packaged base; raises ModelError where it or torch is not installed."""
        if not torch_installed():
            raise ModelError("torch is not installed, which tells synonyms", remedy="pip install troth[train]")
        return cls(resolve_base(BASE).folder)

    def of(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Of each of the words that has any its neighbours, nearest first; a word is written in small letters."""
        asked = np.array([self._numbers[word] for word in sorted(set(words)) if self._may_move(word)], np.int64)
        pairs = self._mutual(asked)
        self._spell(sorted({number for pair in pairs for number in pair}))
        found: dict[str, tuple[str, ...]] = {}
        for one, other in pairs:
            if self._alone[one] @ self._alone[other] >= max(ALIKE, TOGETHER - self._table[one] @ self._table[other]):
                found[self._words[one]] = (*found.get(self._words[one], ()), self._words[other])
        return found

    def alike(self, texts: Sequence[str], copies: Sequence[str]) -> NDArray[np.bool_]:
        """Of each text, whether its copy says the same as far as the encoder can tell. Texts asked about are kept."""
        new = [text for text in dict.fromkeys(texts) if text not in self._texts]
        self._texts.update(zip(new, self._said(new), strict=True))
        cosines = [self._texts[text] @ copy for text, copy in zip(texts, self._said(copies), strict=True)]
        return np.array(cosines) >= SAME_TEXT

    def _said(self, texts: Sequence[str]) -> Floats:
        return read_pieces(self._encoder, [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))])

    def _may_move(self, word: str) -> bool:
        return word in self._numbers and word not in KEPT and not self._stay[self._numbers[word]]

    def _mutual(self, asked: NDArray[np.int64]) -> list[tuple[int, int]]:
        """Pairs of a word asked about and one that it is near to as it is to that, nearest first."""
        near = self._nearest(asked)
        others = self._nearest(np.array(sorted({other for found in near.values() for other in found}), np.int64))
        return [
            (one, other)
            for one, found in near.items()
            for other in found
            if one in others[other] and self._exchangeable(self._words[one], self._words[other])
        ]

    def _nearest(self, asked: NDArray[np.int64], rows: int = 512) -> dict[int, list[int]]:
        """Of each word the nearest that are no other form of it, within NEAR."""
        found: dict[int, list[int]] = {}
        for part in (asked[start : start + rows] for start in range(0, len(asked), rows)):
            for one, cosines in zip(part.tolist(), self._table[part] @ self._table.T, strict=True):
                close = np.flatnonzero(cosines >= NEAR)
                ordered = close[np.argsort(-cosines[close], kind="stable")].tolist()
                found[one] = [at for at in ordered if not _same_stem(self._words[one], self._words[at])][:NEAREST]
        return found

    def _exchangeable(self, one: str, other: str) -> bool:
        return (
            self._may_move(other)
            and ending(one) == ending(other)
            and self._negated(one) == self._negated(other)
            and not opposed(one, other)
        )

    def _negated(self, word: str) -> bool:
        """Whether a word denies another: unlikely, useless."""
        rests = (word[len(prefix) :] for prefix in NEGATING if word.startswith(prefix))
        return word.endswith("less") or any(len(rest) > LETTERS and rest in self._numbers for rest in rests)

    def _of_classes(self) -> NDArray[np.bool_]:
        middles = [self._table[[self._numbers[seed] for seed in seeds if seed in self._numbers]] for seeds in CLASSES]
        cosines = self._table @ unit(np.stack([found.mean(axis=0) for found in middles])).T
        stay: NDArray[np.bool_] = cosines.max(axis=1) >= OF_A_CLASS
        return stay

    def _spell(self, numbers: Sequence[int]) -> None:
        """Have the encoder say of each word alone what it is, where it has not yet."""
        new = [number for number in numbers if number not in self._alone]
        self._alone.update(zip(new, self._said([self._words[number] for number in new]), strict=True))

    @cached_property
    def _encoder(self) -> Any:
        from troth.models.network import open_encoder

        return open_encoder(self._folder, weights=True).eval()


def ending(word: str) -> str:
    """What an inflected or derived form ends with; nothing for others."""
    return next(
        (one for one in ENDINGS if word.endswith(one) and not word.endswith("ss") and len(word) > len(one) + 1), ""
    )


def _plain(piece: str) -> bool:
    """Whether a piece is a whole word of small letters."""
    return piece.isascii() and piece.isalpha() and piece.islower() and len(piece) >= LETTERS


def _same_stem(one: str, other: str) -> bool:
    """Whether two words begin alike: use and using, quick and quickly; a word itself too."""
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= min(4, len(one) - 1, len(other) - 1)
