"""Labels of a model beside the labels of a charter: the same set, in the charter's order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.models.interface import Prediction

_GENERIC = re.compile(r"(?i)(?:label|class)?[_ ]?(\d{1,9})")
"""What tools call labels that nobody named: LABEL_0, class 1, 2."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The names a model answers with, and where each of its own codes goes among them (None: it stays)."""

    names: tuple[str, ...]
    places: NDArray[np.int32] | None = None

    def arrange(self, prediction: Prediction) -> Prediction:
        """The prediction in the model's own codes, in the codes of `names`."""
        if self.places is None:
            return prediction
        codes = np.where(prediction.codes < 0, -1, self.places[prediction.codes]).astype(np.int32)
        if prediction.probabilities is None:
            return Prediction(codes, None)
        probabilities = np.empty_like(prediction.probabilities)
        probabilities[:, self.places] = prediction.probabilities
        return Prediction(codes, probabilities)

    def own(self, codes: NDArray[np.int32]) -> NDArray[np.int32]:
        """Codes of `names` in the model's own codes."""
        if self.places is None:
            return codes
        found: NDArray[np.int32] = np.argsort(self.places).astype(np.int32)[codes]
        return found


def match_labels(own: Sequence[str], wanted: Sequence[str] | None, *, where: str) -> Labels:
    """Put a model's own labels in the order of `wanted`.

    Generic names (LABEL_0, LABEL_1 …) that count from 0 are taken to stand for the wanted ones in order, unless those
    are numbers too: then LABEL_1 is 1, and nothing else. Raises ModelError when the two are not the same set, naming
    what only one of them has.
    """
    if len(set(own)) != len(own):
        raise ModelError("the model names a label twice", where=where, remedy="Give every class its own name.")
    if wanted is None or tuple(own) == tuple(wanted):
        return Labels(tuple(own))
    if len(own) != len(wanted):
        raise ModelError(
            f"the model has {len(own)} labels, the charter {len(wanted)}{_difference(own, wanted)}",
            where=where,
            remedy="Name the model's own labels in the charter, or use another model.",
        )
    if set(own) == set(wanted):
        return Labels(tuple(wanted), np.array([list(wanted).index(name) for name in own], np.int32))
    numbers, asked = _numbers(own), _numbers(wanted)
    if numbers and asked and set(numbers) == set(asked):
        return Labels(tuple(wanted), np.array([asked.index(number) for number in numbers], np.int32))
    if numbers == list(range(len(own))) and not any(map(_GENERIC.fullmatch, wanted)):
        return Labels(tuple(wanted))
    raise ModelError(
        f"the model's labels are not the charter's{_difference(own, wanted)}",
        where=where,
        remedy="Name the labels alike on both sides.",
    )


def _numbers(names: Sequence[str]) -> list[int]:
    """The numbers of generic names, each once; empty when they are not all generic."""
    found = [int(match[1]) for name in names if (match := _GENERIC.fullmatch(name))]
    return found if len(set(found)) == len(names) else []


def _difference(own: Sequence[str], wanted: Sequence[str]) -> str:
    parts = [
        f"{who} has {', '.join(map(repr, only[:5]))}{' …' if len(only) > 5 else ''}"
        for who, only in (
            ("only the model", [name for name in own if name not in wanted]),
            ("only the charter", [name for name in wanted if name not in own]),
        )
        if only
    ]
    return f" ({'; '.join(parts)})" if parts else ""
