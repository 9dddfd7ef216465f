"""Texts with synonyms in the place of words, as the attack of that name has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from troth.data import SYNONYMS, altered, words_alone
from troth.models import Neighbourhood
from troth.standard import Estimate, Evidence

FEWEST = 0.1
"""Of the texts, how many must hold a word with a synonym: of fewer, the figure is that of texts as written."""


class Rewording:
    """Knows the synonyms of one split's words, and turns away copies that no longer say the same."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Raises ModelError where nothing is installed to know them by."""
        self._texts = texts
        self._neighbourhood = Neighbourhood.open()
        self._same: dict[tuple[str, str], bool] = {}
        words = [words_alone(text) for text in texts]
        self.synonyms = self._neighbourhood.of(word for found in words for word in found)
        self.holding = sum(any(word in self.synonyms for word in found) for found in words)

    def copies(self, standing: Sequence[int], draw: np.random.Generator) -> list[str]:
        """Of each of these texts a copy; the text itself where the copy would say something else."""
        every = altered(
            self._texts, SYNONYMS, draw, synonyms=self.synonyms
        )  # whichever rows another model left standing
        texts, copies = ([of[row] for row in standing] for of in (self._texts, every))
        new = {(one, other) for one, other in zip(texts, copies, strict=True) if one != other} - self._same.keys()
        asked = sorted(new)
        same = self._neighbourhood.alike([one for one, _ in asked], [other for _, other in asked])
        self._same.update(zip(asked, same.tolist(), strict=True))
        return [other if self._same.get((one, other)) else one for one, other in zip(texts, copies, strict=True)]

    def told(self, evidence: Evidence) -> Evidence:
        """The evidence with how many texts could be altered at all; thin where they are few."""
        if not isinstance(evidence, Estimate):
            return evidence
        said = f"{self.holding:,} of {len(self._texts):,} texts hold a word with a synonym"
        few = self.holding < FEWEST * len(self._texts)
        return replace(evidence, method=f"{evidence.method}; {said}", thin=evidence.thin or (said if few else None))
