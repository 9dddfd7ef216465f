"""Texts as sequences of words, and what is left of them when words are deleted by chance.

A word is what stands between blanks; of a writing without blanks each character is one. What is left is joined anew, so
that it depends on the words alone and not on what stood between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Kana and Han."""

_WORD = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")
_ALONE = re.compile(rf"[{_UNSPACED}]")


def sequence_of(text: str) -> tuple[str, ...]:
    """The words of a text.

    >>> sequence_of("Where is my card? 卡在哪")
    ('Where', 'is', 'my', 'card?', '卡', '在', '哪')
    """
    return tuple(_WORD.findall(text))


def joined(words: Sequence[str]) -> str:
    """A text of these words, with blanks but between two of a writing that has none."""
    parts: list[str] = []
    for word in words:
        if parts and not (_ALONE.match(word) and _ALONE.match(parts[-1])):
            parts.append(" ")
        parts.append(word)
    return "".join(parts)


def thinned(words: Sequence[str], rate: float, draw: np.random.Generator) -> str:
    """What is left as a text when each word is deleted with this chance; it may be nothing."""
    kept = draw.random(len(words)) >= rate
    return joined([word for word, stays in zip(words, kept.tolist(), strict=True) if stays])
