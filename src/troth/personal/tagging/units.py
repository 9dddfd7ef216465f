"""What a tagger sees: words, Chinese characters, signs; and each of them as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence, Sized
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
_PLAIN = re.compile(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]")  # the same where all is ASCII
_FIRST, _LAST = crc32(b"^"), crc32(b"$")  # what the sums of beginnings and ends go on from
_HAN = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Units:
    """Of one window: where each unit stands, and what the network is given.

    spans: start and end of each, in characters of the window. signs: int32 [units, 16], or as many as the longest has
    and two more, as one place without a sign is like another. hashes: int32 [units, 3].
    """

    spans: list[tuple[int, int]]
    signs: NDArray[np.int32]
    hashes: NDArray[np.int32]


def units_of(window: str) -> Units:
    """The units of a window, none where there is only white space."""
    if window.isascii():
        return _plain(window)
    spans = [found.span() for found in _UNIT.finditer(window)]
    words = [window[start:end] for start, end in spans]
    return Units(spans, _signs(words), _rows(_hashes(words)))


def is_chinese(window: str) -> bool:
    """Whether a Chinese character stands in it."""
    return _HAN.search(window) is not None


def _plain(window: str) -> Units:
    """The same of ASCII, whose signs are bytes: of most windows, in half the time."""
    spans = [found.span() for found in _PLAIN.finditer(window)]
    data, lower = window.encode(), window.lower().encode()
    words = [data[start:end] for start, end in spans]
    width = _width(words)
    padded = b"".join(
        [word.ljust(width, b"\0") if len(word) <= SIGNS else word[:HEAD] + word[HEAD - SIGNS :] for word in words]
    )
    signs = np.frombuffer(padded, dtype=np.uint8).reshape(-1, width).astype(np.int32)
    words = [lower[start:end] for start, end in spans]
    words = [b"0" * min(len(word), 6) if word.isdigit() else word for word in words]
    return Units(
        spans,
        signs,
        _rows([one for word in words for one in (crc32(word), crc32(word[:3], _FIRST), crc32(word[-3:], _LAST))]),
    )


def _signs(words: Sequence[str]) -> NDArray[np.int32]:
    width = _width(words)
    padded = "".join(
        word.ljust(width, "\0") if len(word) <= SIGNS else word[:HEAD] + word[HEAD - SIGNS :] for word in words
    )
    codes = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), dtype="<u4").reshape(-1, width)
    return np.where(codes < _LATIN, codes, _LATIN + codes % (CODES - _LATIN)).astype(np.int32)


def _width(words: Sequence[Sized]) -> int:
    return min(SIGNS, max(map(len, words), default=0) + 2)


def _hashes(words: Sequence[str]) -> list[int]:
    return [_sum(part) for place in range(len(words)) for part in _parts(words, place)]


def _parts(words: Sequence[str], place: int) -> tuple[str, str, str]:
    word = words[place].lower()
    if _HAN.match(word):
        before = words[place - 1][-1:] if place else ""
        after = words[place + 1][:1] if place + 1 < len(words) else ""
        return f"c{word}", f"b{before}{word}", f"a{word}{after}"
    if word.isdigit():
        word = "0" * min(len(word), 6)
    return word, f"^{word[:3]}", f"${word[-3:]}"


def _sum(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def _rows(sums: Sequence[int]) -> NDArray[np.int32]:
    """Rows of the table from check sums, [units, 3]; 0 is of none."""
    return (1 + np.array(sums, dtype=np.uint32) % (TABLE - 1)).astype(np.int32).reshape(-1, HASHES)
