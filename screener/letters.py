"""How often one letter follows another in language: counted, and written as the table of `troth.screening.letters`.

`python -m screener.letters` prints it. What is counted are the instructions and questions that the screener learns from
too (English for the most part, German and others beside it); a count of pairs of letters is nobody's text.
"""

from __future__ import annotations

import string
from collections.abc import Iterable

import numpy as np

from troth.screening.lookalikes import unmarked

SIGNS = string.ascii_lowercase + " "


def table(texts: Iterable[str]) -> list[str]:
    """27 lines of 27 signs: of each letter (and of a word's edge) what follows, as its cost in half bits from `0` on."""
    counts = np.full((27, 27), 0.5)
    for text in texts:
        plain = "".join(map(unmarked, text.lower()))
        codes = np.array([SIGNS.find(sign) if sign in SIGNS else 26 for sign in f" {plain} "])
        inside = (codes[:-1] != 26) | (codes[1:] != 26)
        np.add.at(counts, (codes[:-1][inside], codes[1:][inside]), 1)
    bits = -np.log2(counts / counts.sum(1, keepdims=True))
    return ["".join(chr(48 + min(round(2 * one), 40)) for one in row) for row in bits.tolist()]


if __name__ == "__main__":
    from screener.sources import texts_of_letters

    print("\n".join(table(texts_of_letters())))
