"""What a tagger sees: words, Chinese characters, signs; and each of them as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SIGNS = 16  # of a word that are looked at: the first ten and the last six
HEAD = 10
HASHES = 3  # the word, its beginning, its end; of a Chinese character: itself, with the one before, with the one after
TABLE = 1 << 15  # rows that hashes go to; 0 is kept for what is left out in training
CODES = 768  # rows of single signs: Latin, Greek and what shares a row with other scripts
_LATIN = 0x250

_UNIT = re.compile(r"[^\W_㐀-鿿]+|[㐀-鿿]|[^\w\s]|_")
_HAN = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Units:
    """Of one window: where each unit stands, and what the network is given.

    spans: start and end of each, in characters of the window. signs: int32 [units, 16]. hashes: int32 [units, 3].
    """

    spans: list[tuple[int, int]]
    signs: NDArray[np.int32]
    hashes: NDArray[np.int32]


def units_of(window: str) -> Units:
    """The units of a window, none where there is only white space."""
    spans = [found.span() for found in _UNIT.finditer(window)]
    words = [window[start:end] for start, end in spans]
    return Units(spans, _signs(words), _hashes(words))


def is_chinese(window: str) -> bool:
    """Whether a Chinese character stands in it."""
    return _HAN.search(window) is not None


def _signs(words: Sequence[str]) -> NDArray[np.int32]:
    padded = "".join(
        word.ljust(SIGNS, "\0") if len(word) <= SIGNS else word[:HEAD] + word[HEAD - SIGNS :] for word in words
    )
    codes = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), dtype="<u4").reshape(-1, SIGNS)
    return np.where(codes < _LATIN, codes, _LATIN + codes % (CODES - _LATIN)).astype(np.int32)


def _hashes(words: Sequence[str]) -> NDArray[np.int32]:
    rows = [_of(words, place) for place in range(len(words))]
    return np.array(rows, dtype=np.int32).reshape(-1, HASHES)


def _of(words: Sequence[str], place: int) -> tuple[int, int, int]:
    word = words[place].lower()
    if _HAN.match(word):
        before = words[place - 1][-1:] if place else ""
        after = words[place + 1][:1] if place + 1 < len(words) else ""
        return _row("c" + word), _row("b" + before + word), _row("a" + word + after)
    if word.isdigit():
        word = "0" * min(len(word), 6)
    return _row(word), _row("^" + word[:3]), _row("$" + word[-3:])


def _row(text: str) -> int:
    return 1 + crc32(text.encode("utf-8", "surrogatepass")) % (TABLE - 1)
