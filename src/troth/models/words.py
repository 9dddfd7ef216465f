"""What a word looks like: its casing as a shape, and its characters as small numbers.

An uncased base throws the casing away before the network sees anything, and names are told by it. Word shapes as a
feature for tagging: Collobert et al., Natural Language Processing (Almost) from Scratch (JMLR 2011), section 6.1;
characters: Ma and Hovy, End-to-end Sequence Labeling via Bi-directional LSTM-CNNs-CRF (ACL 2016).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CHARACTERS = 16  # characters kept of a word: of a longer one the first and the last eight, where affixes are
PRINTABLE = 95  # codes 1..94 are the ASCII characters from "!" to "~"
ALPHABET = 200  # other characters share the codes from here down to PRINTABLE, by their code point
SHAPES = 8
SHAPE_CODES = (
    2 * SHAPES + 2
)  # 0 is no word (a special piece, padding); then every shape twice: first piece, later piece


def shape(word: str) -> int:
    """One of eight shapes.

    Punctuation, number, lower, single capital, all capitals, title, mixed case, letters with digits.
    """
    digits = any(character.isdigit() for character in word)
    letters = [character for character in word if character.isalpha()]
    if not letters:
        return 1 if digits else 0
    if word.islower() or not any(character.isupper() for character in letters):
        return 2
    if digits:
        return 7
    if word.isupper():
        return 3 if len(letters) == 1 else 4
    return 5 if word[0].isupper() and word[1:].islower() else 6


def characters(word: str) -> NDArray[np.uint8]:
    """Codes of the characters of a word, [CHARACTERS], 0 after its end."""
    half = CHARACTERS // 2
    kept = word if len(word) <= CHARACTERS else word[:half] + word[-half:]
    codes = np.zeros(CHARACTERS, np.uint8)
    codes[: len(kept)] = [_code(character) for character in kept]
    return codes


def looks(words: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Shapes [words] and characters [words, CHARACTERS]."""
    if not words:
        return np.zeros(0, np.uint8), np.zeros((0, CHARACTERS), np.uint8)
    return np.array([shape(word) for word in words], np.uint8), np.stack([characters(word) for word in words])


def _code(character: str) -> int:
    point = ord(character)
    if 33 <= point < 127:
        return point - 32
    return PRINTABLE + point % (ALPHABET - PRINTABLE)
