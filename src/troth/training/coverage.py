"""Whether a base knows the writing of the data at all: a text of unknown pieces teaches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from troth.errors import TrainingError

MOST_UNKNOWN = 0.05  # of the pieces: above it the base was made for another language
LOOKED_AT = 5_000  # texts or sentences, evenly over the data


def check_coverage(
    tokenizer: Any, inputs: Sequence[str] | Sequence[Sequence[str]], unknown: int | None, base: str
) -> float:
    """The share of unknown pieces in the data, 0 to 1.

    Raises TrainingError above MOST_UNKNOWN, with the characters concerned.
    """
    chosen = [inputs[place] for place in np.linspace(0, len(inputs) - 1, min(len(inputs), LOOKED_AT)).astype(int)]
    texts = [one if isinstance(one, str) else " ".join(one) for one in chosen]
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    total = sum(len(encoding.ids) for encoding in encodings)
    missed = [
        text[start:end]
        for text, encoding in zip(texts, encodings, strict=True)
        for number, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)
        if number == unknown
    ]
    share = len(missed) / max(total, 1)
    if share > MOST_UNKNOWN:
        examples = " ".join(list(dict.fromkeys(missed))[:8])
        raise TrainingError(
            f"the base {base} does not know {share:.0%} of the pieces of the data, such as {examples}",
            remedy="Name a base that was made for this language, or a multilingual one, under model: {base: …}.",
        )
    return share
