"""The group that fares worst, by any measure.

For the worst of G groups, the bound on the bad side is the worst of the groups' own: the truly worst group is among
them, so no correction is needed. The bound on the good side shares α/2 among the groups (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from troth.measures.denominators import denominators
from troth.measures.growth import apart
from troth.measures.registry import Measure, by_name
from troth.measures.scores import Scores
from troth.measures.table import Table
from troth.measures.thin import ungrouped
from troth.standard import Estimate, Evidence, Growth, NotMeasured, Part


def worst_group(measure: Measure | str, data: Any, *, confidence: float, label: str | None = None) -> Evidence:
    """A measure of the group that fares worst in it: the lowest, or the highest where lower is better.

    data: what the measure needs, made with groups. A group that cannot be measured leaves the whole not measured, and
    is named; a group that is thin leaves it thin. Raises ValueError for a measure that compares groups itself.
    """
    chosen = by_name(measure) if isinstance(measure, str) else measure
    if chosen is None or chosen.grouped:
        raise ValueError(f"worst_group cannot look at {measure}; it takes a measure of one group")
    names = group_names(data)
    if not names:
        return NotMeasured("the data names no groups")
    tail = (1 - confidence) / len(names)
    own = evidence_by_group(chosen, data, confidence, label)
    joint = evidence_by_group(chosen, data, 1 - tail, label)
    missing = [f"{name}: {e.reason}" for name, e in zip(names, own, strict=True) if isinstance(e, NotMeasured)]
    if missing:
        return NotMeasured("; ".join(missing[:3]), {"groups": len(names)})
    alone, total, of = outside(data)
    found = _worst(chosen, names, own, joint, confidence, alone)
    return replace(found, thin=few) if (few := ungrouped(alone, total, of)) is not None else found


def per_group(data: Any, measure: Measure | str, *, confidence: float) -> tuple[Part, ...]:
    """Each group's own figure with its interval, for a report; groups that cannot be measured are left out."""
    chosen = by_name(measure) if isinstance(measure, str) else measure
    if chosen is None or chosen.grouped:
        raise ValueError(f"{measure} is not a measure of one group")
    found = zip(group_names(data), evidence_by_group(chosen, data, confidence, None), strict=True)
    return tuple(_part(name, e) for name, e in found if isinstance(e, Estimate))


def evidence_by_group(measure: Measure, data: Any, confidence: float, label: str | None) -> tuple[Evidence, ...]:
    """The measure of each group's rows alone, in the order of `group_names`."""
    groups = range(len(group_names(data)))
    return tuple(measure(data.group(g), confidence=confidence, label=label) for g in groups)


def group_names(data: Any) -> tuple[str, ...]:
    """The groups of a Table, Scores, Spans or Tokens; none where it is not grouped."""
    groups = data.groups
    if groups is None:
        return ()
    return groups if isinstance(groups, tuple) else tuple(groups.names)


def outside(data: Any) -> tuple[int, int, str]:
    """Of a Table, Scores, Spans or Tokens: how many are in no group though each should be, of how many, of what."""
    if isinstance(data, Table):
        return data.ungrouped, data.n, data.unit
    groups = data.groups
    alone = 0 if groups.optional else int(np.count_nonzero(groups.alone()))
    return alone, groups.total, "rows" if isinstance(data, Scores) else "sentences or documents"


def _worst(
    measure: Measure,
    names: tuple[str, ...],
    own: tuple[Evidence, ...],
    joint: tuple[Evidence, ...],
    confidence: float,
    alone: int,
) -> Estimate:
    each = [e for e in own if isinstance(e, Estimate)]
    together = [e for e in joint if isinstance(e, Estimate)]
    pick = min if measure.higher else max
    lows = [e.low for e in (each if measure.higher else together)]
    highs = [e.high for e in (together if measure.higher else each)]
    few = [f"{name}: {e.thin}" for name, e in zip(names, each, strict=True) if e.thin is not None]
    sizes = [e.counts.get("n", 0) for e in each]
    method = f"{each[0].method}; the better side Bonferroni over {len(each)} groups"
    return Estimate(
        pick(e.value for e in each), pick(lows), pick(highs), confidence, method,
        denominators(sum(sizes), names, sizes, **({"in no group": alone} if alone else {})),
        thin=few[0] if few else None,
        parts=tuple(_part(name, e) for name, e in zip(names, each, strict=True)),
        unit=each[0].unit,
        compares=True,
        growth=_growth(measure, names, each, together),
    )  # fmt: skip


def _growth(measure: Measure, names: tuple[str, ...], own: list[Estimate], joint: list[Estimate]) -> Growth | None:
    """Each group grown on its own, where each one's measure can say what that makes of its interval."""
    each, together = ([e.growth for e in estimates if e.growth is not None] for estimates in (own, joint))
    if len(each) < len(names):
        return None
    pick = min if measure.higher else max
    lows, highs = (each, together) if measure.higher else (together, each)

    def interval(times: Sequence[float]) -> tuple[float, float]:
        low = pick(growth.interval([t])[0] for growth, t in zip(lows, times, strict=True))
        return low, pick(growth.interval([t])[1] for growth, t in zip(highs, times, strict=True))

    return apart(names, [growth.sizes[0] for growth in each], interval)


def _part(name: str, estimate: Estimate) -> Part:
    return Part(name, estimate.value, estimate.low, estimate.high, dict(estimate.counts))
