"""Occlusion: by how much the label's probability falls when one word is left out.

J. Li, W. Monroe and D. Jurafsky (2016), Understanding neural networks through representation erasure, arXiv 1612.08220;
after M. D. Zeiler and R. Fergus (2014), Visualizing and understanding convolutional networks, ECCV.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from troth.explain.asking import Asked, Floats
from troth.explain.words import Spans, without


def occlusion(
    asked: Asked, texts: Sequence[str], spans: Sequence[Spans], codes: NDArray[np.int32], probabilities: Floats
) -> tuple[list[Floats], Floats]:
    """Weights of the words of each text, and the base [texts]: the label's probability without any word."""
    copies = [
        without(text, words, [word]) for text, words in zip(texts, spans, strict=True) for word in range(len(words))
    ]
    counts = [len(words) for words in spans]
    found = asked.of([*copies, *("" for _ in texts)], [*np.repeat(codes, counts), *codes])
    falls = np.repeat(probabilities, counts) - found[: len(copies)]
    return np.split(falls, np.cumsum(counts)[:-1]) if counts else [], found[len(copies) :]
