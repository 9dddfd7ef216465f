"""Inputs unlike those that the model was judged on: what it says of them nobody has measured.

The distance is of the vector that the model's own head reads, so it is known when the model has read the text: the
guard is asked then, and what is far gets no answer.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import TrothError
from troth.measures import Distance
from troth.serving.guards.interface import GuardFailed
from troth.standard import DistanceGuard, OnFailure, Step


@dataclass(frozen=True, slots=True)
class Place:
    """Where an input lies. far: of inputs like the reference's no more than this share is as far away; above 0, up to
    1. cell: the nearest centre's number.
    """

    far: float
    cell: int


class OutOfDistribution:
    """The guard `out_of_distribution`. digest: of the reference that the distance is of."""

    name = "out_of_distribution"

    def __init__(self, settings: DistanceGuard, distance: Distance, digest: str, *, where: str) -> None:
        if settings.share < distance.least_share():
            raise TrothError(
                f"a reference of {len(distance.held):,} rows can call nothing as far away as a share of "
                f"{settings.share:g} is: it takes {round(1 / settings.share) - 1:,}",
                where=where,
                remedy="Raise serving.out_of_distribution.share, or give more validation rows and make it again.",
            )
        self._distance, self._share = distance, settings.share
        self.step: Step = settings.far
        self.deadline = settings.deadline_ms / 1000
        self.on_failure: OnFailure = settings.on_failure
        self.made_of: Mapping[str, Any] = {**asdict(settings), "reference": digest}

    def places(self, vectors: NDArray[np.float32]) -> list[Place] | None:
        """Of each vector, [n, width]; None where it fails and is `open_insecure`. Raises GuardFailed."""
        started = time.perf_counter()
        try:
            far, cells = self._distance.place(vectors)
            whole = len(far) == len(vectors) and bool(np.isfinite(far).all())
            failed = None if whole else "unfit"
        except Exception:  # whatever it raises, its failure mode decides
            failed = "raised"
        if failed is None and time.perf_counter() - started > self.deadline:
            failed = "late"
        if failed is None:
            return [Place(round(float(one), 6), int(cell)) for one, cell in zip(far, cells, strict=True)]
        if self.on_failure == "closed":
            raise GuardFailed(self.name, failed)
        return None

    def far(self, place: Place) -> bool:
        """Whether an input is too far away to be answered."""
        return place.far <= self._share and self.step != "allow"
