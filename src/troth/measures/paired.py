"""Recall of the same entities written in several ways: by how much two of the ways differ, at most.

Each entity is looked for in every version of its text, so versions are compared entity by entity: what counts are
those found in one version and not in the other, and the reverse. Their two shares are each given the binomial
distribution with the variance they have between documents, and the two are melded as those of two groups (see
`simultaneous`); where the shares move against each other, both are widened until their difference has the variance
seen of it. From pairs of versions to the largest difference it is as for groups: the upper bound is the largest of any
pair, the lower one shares α among the ordered pairs.

Versions that are the same in truth differ by chance less than groups of other people would, for the entities are the
same: a gap shows sooner, and so does that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from troth.measures.f1 import jaccard_interval
from troth.measures.growth import together
from troth.measures.proportion import EXACT, Floats, effective, kish, student_ratio
from troth.measures.simultaneous import difference
from troth.measures.spans import ENTITIES
from troth.measures.table import Integers
from troth.measures.thin import UNITS
from troth.standard import Estimate, Evidence, NotMeasured, Part


@dataclass(frozen=True)
class Versions:
    """Which of E entities were found in each of G versions of their texts.

    names: of the versions. found: bool [E, G]. documents: [E] the number of each one's document (or sentence). unit:
    what errs together, in words.
    """

    names: tuple[str, ...]
    found: npt.NDArray[np.bool_]
    documents: Integers
    unit: str = "documents"

    @cached_property
    def sizes(self) -> Integers:
        """Entities of each document, [U]."""
        return np.unique(self.documents, return_counts=True)[1].astype(np.int64)

    @cached_property
    def right(self) -> Integers:
        """Found of each document in each version, [U, G]."""
        return np.diagonal(self._both, axis1=1, axis2=2).astype(np.int64)

    @cached_property
    def only(self) -> Floats:
        """Found in the first version of a pair and not in the second, by document: [U, G, G]."""
        return np.asarray(np.diagonal(self._both, axis1=1, axis2=2)[:, :, None] - self._both)

    @cached_property
    def _both(self) -> Floats:
        at = np.unique(self.documents, return_inverse=True)[1]
        found = self.found[np.argsort(at, kind="stable")].astype(float)
        parts = np.split(found, np.cumsum(self.sizes)[:-1])
        return np.stack([part.T @ part for part in parts])


def counterfactual_recall_difference(versions: Versions, *, confidence: float, label: str) -> Evidence:
    """The largest difference between two versions in the recall of entities; label: their type, for words."""
    entities, of = len(versions.found), f"entities of type {label}"
    if not entities:
        return NotMeasured(f"no {of} to measure on", {"n": 0})
    rates = versions.found.mean(0)

    def interval(times: float) -> tuple[float, float]:
        return _bounds(versions, confidence, times)

    low, high = interval(1.0)
    method = (
        f"entity by entity, melded {EXACT} at the effective number of entities, clustered by {versions.unit}; "
        f"lower bound Bonferroni over {len(rates) * (len(rates) - 1)} ordered pairs"
    )
    return Estimate(
        float(np.ptp(rates)),
        low,
        high,
        confidence,
        method,
        {"n": entities, versions.unit: len(versions.sizes)},
        thin=_thin(versions),
        parts=_parts(versions, rates, confidence),
        unit=of,
        growth=together(entities, interval),
    )


def _bounds(versions: Versions, confidence: float, times: float) -> tuple[float, float]:
    alpha, many = 1 - confidence, len(versions.names)
    first, second = np.triu_indices(many, 1)
    pairs = np.stack([versions.only[:, first, second], versions.only[:, second, first]], axis=-1)
    highs = _differences(pairs, versions.sizes, alpha / 2, times)
    lows = _differences(pairs, versions.sizes, alpha / (many * (many - 1)), times)
    high = float(np.maximum(highs[1], -highs[0]).max())
    low = float(np.maximum(lows[0], -lows[1]).max())
    return max(low, 0.0), min(high, 1.0)


def _differences(pairs: Floats, sizes: Integers, tail: float, times: float) -> tuple[Floats, Floats]:
    """Lower and upper bounds [P] of the first share of each pair less the second, each at one tail.

    pairs: [U, P, 2] counts of each document.
    """
    shares, total, units = pairs.sum(0) / sizes.sum(), float(sizes.sum()), len(sizes)
    residual = pairs - shares * sizes[:, None, None]
    scale = units / max(units - 1, 1) / total**2
    seen = (residual**2).sum(0) * scale
    moved = ((residual[..., 0] - residual[..., 1]) ** 2).sum(0) * scale
    against = np.maximum(moved / np.maximum(seen.sum(-1), 1e-300), 1.0)[:, None]
    freedom = np.minimum(np.minimum(kish(pairs), kish(sizes[:, None, None] - pairs)), max(units - 1, 1))
    wider = student_ratio(freedom, tail) ** 2
    successes, trials = effective(shares, seen * against * wider, kish(sizes), total)
    _, low, high = difference(successes * times, trials * times, 1 - 2 * tail)
    return low, high


def _parts(versions: Versions, rates: Floats, confidence: float) -> tuple[Part, ...]:
    parts = []
    for place, name in enumerate(versions.names):
        right = versions.right[:, place]
        low, high = jaccard_interval(right, versions.sizes, confidence)
        counts = {"n": len(versions.found), "successes": int(right.sum())}
        parts.append(Part(name, float(rates[place]), low, high, counts))
    return tuple(parts)


def _thin(versions: Versions) -> str | None:
    entities, units = len(versions.found), len(versions.sizes)
    if units >= UNITS and entities >= ENTITIES:
        return None
    return (
        f"{entities} entities in {units} {versions.unit}; its interval is shown to hold from {ENTITIES} in {UNITS} on"
    )
