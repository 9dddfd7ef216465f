"""Texts of rows that are there once more, said otherwise: a copy that is altered teaches more than the same one again.

`swaps` puts other identity terms in the place of those in a text (counterfactual augmentation: Garg et al., AIES 2019);
`synonyms` words that mean the same; the attacks' names what people mistype.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from troth.data.alteration import ATTACKS, SYNONYMS, Synonyms, altered
from troth.data.identity import exchanged

SWAPS = "swaps"

COPIES = (SWAPS, SYNONYMS, *ATTACKS)
"""What copies of texts may be."""

Alike = Callable[[Sequence[str], Sequence[str]], NDArray[np.bool_]]
"""Of texts and copies, which still say the same."""


@dataclass(frozen=True, slots=True)
class Changed:
    """texts: as they become. differ: [n], which of them are not as they were."""

    texts: list[str]
    differ: NDArray[np.bool_]


def changed(
    texts: Sequence[str], kind: str, seed: int, *, synonyms: Synonyms | None = None, alike: Alike | None = None
) -> Changed:
    """Each text altered once; one without anything to alter stays as it is.

    kind: one of COPIES. synonyms: what may stand for a word, for that kind. alike: copies that it does not call alike
    are not taken. The same seed alters alike.

    >>> changed(["My wife is a Muslim woman.", "Where is my card?"], "swaps", 3).differ.tolist()
    [True, False]
    """
    draw = np.random.default_rng([seed, *kind.encode()])
    made = exchanged(texts, draw) if kind == SWAPS else altered(texts, kind, draw, synonyms=synonyms)
    differ: NDArray[np.bool_] = np.array([one != other for one, other in zip(texts, made, strict=True)], dtype=bool)
    if alike is not None and differ.any():
        asked = np.flatnonzero(differ).tolist()
        differ[asked] = alike([texts[at] for at in asked], [made[at] for at in asked])
    kept = [new if new_one else old for old, new, new_one in zip(texts, made, differ.tolist(), strict=True)]
    return Changed(kept, differ)
