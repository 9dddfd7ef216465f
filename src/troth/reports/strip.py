"""The picture of one clause: its interval against its limit, on an axis of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from troth.reports.numerals import decimals, number, written
from troth.reports.scale import Tick, around
from troth.standard import decimals_beside

WIDTH = 320
HEIGHT = 56
_EDGE = 10
_THINNEST = 2.0
"""SVG units an interval of no width is still drawn with."""


@dataclass(frozen=True, slots=True)
class Strip:
    """All the places of one picture, in SVG units of a box WIDTH by HEIGHT, and the numbers printed with it.

    allowed: left edge and width of the allowed side. bar: left edge and width of the interval, or None when nothing was
    measured. open_left, open_right: the interval has no end there. anchor: where the limit's text hangs.
    """

    limit: float
    anchor: str
    allowed: tuple[float, float]
    bar: tuple[float, float] | None
    tick: float | None
    open_left: bool
    open_right: bool
    ends: tuple[Tick, ...]
    places: int


def places_of(clause: Mapping[str, Any]) -> int:
    """Decimals all numbers of a clause are written with: as many as keep each of them on its side of the limit."""
    known = [clause["estimate"], clause["low"], clause["high"]]
    return decimals_beside(known, clause["limit"], decimals(known, at_least=written(clause["limit"])))


def strip(clause: Mapping[str, Any]) -> Strip | None:
    """The picture of a clause of the document; None when the clause has no limit to draw against."""
    limit, low, high, estimate = (clause[name] for name in ("limit", "low", "high", "estimate"))
    if limit is None or not math.isfinite(limit):
        return None
    measured = estimate is not None
    shown = [low, high, estimate, limit] if measured else [0.0, 1.0 if 0 <= limit <= 1 else 2 * limit]
    scale = around(shown, _EDGE, WIDTH - _EDGE)
    at = scale.at(limit)
    allowed = (_EDGE, at - _EDGE) if clause["operator"] == "<=" else (at, WIDTH - _EDGE - at)
    bar = _bar(scale.at(low), scale.at(high)) if measured else None
    places = places_of(clause) if measured else written(limit)
    return Strip(
        limit=at,
        anchor="start" if at < WIDTH * 0.2 else "end" if at > WIDTH * 0.8 else "middle",
        allowed=(allowed[0], round(max(allowed[1], 0.0), 2)),
        bar=bar,
        tick=scale.at(estimate) if measured else None,
        open_left=measured and math.isinf(low),
        open_right=measured and math.isinf(high),
        ends=(Tick(scale.start, number(scale.low, places)), Tick(scale.end, number(scale.high, places))),
        places=places,
    )


def _bar(left: float, right: float) -> tuple[float, float]:
    thin = max(0.0, _THINNEST - (right - left))
    return round(left - thin / 2, 2), round(right - left + thin, 2)
