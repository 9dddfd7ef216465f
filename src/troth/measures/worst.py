"""The group that fares worst, by any measure.

For the worst of G groups, the bound on the bad side is the worst of the groups' own: the truly worst group is among
them, so no correction is needed. The bound on the good side shares α/2 among the groups (Bonferroni).
"""

from __future__ import annotations

from typing import Any

from troth.measures.registry import Measure, by_name
from troth.standard import Estimate, Evidence, NotMeasured, Part


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
    missing = [f"{name}: {e.reason}" for name, e in own.items() if isinstance(e, NotMeasured)]
    if missing:
        return NotMeasured("; ".join(missing[:3]), {"groups": len(names)})
    return _worst(chosen, own, joint, confidence)


def per_group(data: Any, measure: Measure | str, *, confidence: float) -> tuple[Part, ...]:
    """Each group's own figure with its interval, for a report; groups that cannot be measured are left out."""
    chosen = by_name(measure) if isinstance(measure, str) else measure
    if chosen is None or chosen.grouped:
        raise ValueError(f"{measure} is not a measure of one group")
    found = evidence_by_group(chosen, data, confidence, None)
    return tuple(_part(name, e) for name, e in found.items() if isinstance(e, Estimate))


def evidence_by_group(measure: Measure, data: Any, confidence: float, label: str | None) -> dict[str, Evidence]:
    """The measure of each group's rows alone."""
    return {
        name: measure(data.group(g), confidence=confidence, label=label) for g, name in enumerate(group_names(data))
    }


def group_names(data: Any) -> tuple[str, ...]:
    """The groups of a Table, Scores, Spans or Tokens; none where it is not grouped."""
    groups = data.groups
    if groups is None:
        return ()
    return groups if isinstance(groups, tuple) else tuple(groups.names)


def _worst(measure: Measure, own: dict[str, Evidence], joint: dict[str, Evidence], confidence: float) -> Estimate:
    alone = {name: e for name, e in own.items() if isinstance(e, Estimate)}
    together = [e for e in joint.values() if isinstance(e, Estimate)]
    pick = min if measure.higher else max
    lows = [e.low for e in (alone.values() if measure.higher else together)]
    highs = [e.high for e in (together if measure.higher else alone.values())]
    value = pick(e.value for e in alone.values())
    few = [f"{name}: {e.thin}" for name, e in alone.items() if e.thin is not None]
    counts = {"n": sum(e.counts.get("n", 0) for e in alone.values())}
    counts |= {name: e.counts.get("n", 0) for name, e in alone.items()}
    method = f"{next(iter(alone.values())).method}; the better side Bonferroni over {len(alone)} groups"
    return Estimate(
        value, pick(lows), pick(highs), confidence, method, counts,
        thin=few[0] if few else None,
        parts=tuple(_part(name, e) for name, e in alone.items()),
        unit=next(iter(alone.values())).unit,
        compares=True,
    )  # fmt: skip


def _part(name: str, estimate: Estimate) -> Part:
    return Part(name, estimate.value, estimate.low, estimate.high, dict(estimate.counts))
