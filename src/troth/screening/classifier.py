"""The classifier: a table of weights for what `features` sees, one for texts of users and one for documents.

It was taught by the folder `screener` of the project. A text is as bad as its worst window, so that nothing that stands
around an attack thins it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from troth.screening.features import Features
from troth.screening.interface import Source


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """A model of one source.

    weights: float32 [table]. bias: what any window weighs besides. attack, unsure: log odds above which a text is one.
    """

    weights: NDArray[np.float32]
    bias: float
    attack: float
    unsure: float

    def worst(self, seen: Features) -> tuple[float, int]:
        """The log odds of the worst window, and its number."""
        sums = seen.sums(self.weights)
        place = int(sums.argmax())
        return float(sums[place]) + self.bias, place

    def written(self) -> bytes:
        """As a file: weights in eight bits."""
        scale = float(np.abs(self.weights).max()) / 127 or 1.0
        file = BytesIO()
        numbers = np.array([scale, self.bias, self.attack, self.unsure])
        np.savez_compressed(file, weights=np.round(self.weights / scale).astype(np.int8), numbers=numbers)
        return file.getvalue()


def read(data: bytes) -> Classifier:
    """From such a file; no pickle is opened."""
    with np.load(BytesIO(data), allow_pickle=False) as file:
        scale, bias, attack, unsure = map(float, file["numbers"])
        return Classifier(file["weights"].astype(np.float32) * np.float32(scale), bias, attack, unsure)


@cache
def classifier(source: Source) -> Classifier:
    """The one that comes with the program."""
    return read((resources.files("troth.screening") / "weights" / f"{source}.npz").read_bytes())
