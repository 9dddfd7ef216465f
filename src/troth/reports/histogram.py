"""Pictures of counts: bars over a range, and how the bars of a part of the rows stand in front of those of all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from troth.reports.scale import Scale, Tick

WIDTH, HEIGHT = 460, 190
LEFT, RIGHT, TOP, FLOOR = 48.0, 448.0, 10.0, 150.0
_GAP = 0.6
_FEWEST = 1e-9


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in SVG units: left edge, upper edge, width, height."""

    x: float
    y: float
    wide: float
    tall: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars of all rows, bars of the part in front of them, and both axes."""

    bars: tuple[Bar, ...]
    front: tuple[Bar, ...]
    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]


def histogram(
    edges: Sequence[float], counts: Sequence[int], front: Sequence[int] = (), *, logarithmic: bool = False
) -> Histogram | None:
    """Bars over their edges (one more than there are counts); None where there is nothing to draw.

    logarithmic: edges stand as far apart as their logarithms, and every edge is above 0.
    """
    if len(edges) != len(counts) + 1 or not any(counts) or edges[-1] <= edges[0]:
        return None
    places = [math.log(max(edge, _FEWEST)) for edge in edges] if logarithmic else list(edges)
    across = Scale(places[0], places[-1], LEFT, RIGHT)
    upwards = Scale(0, max(counts), FLOOR, TOP)
    marks = _powers(edges[0], edges[-1], across) if logarithmic else across.ticks(5)
    return Histogram(
        _bars(places, counts, across, upwards), _bars(places, front, across, upwards), marks, upwards.ticks(3)
    )


def _bars(places: Sequence[float], counts: Sequence[int], across: Scale, upwards: Scale) -> tuple[Bar, ...]:
    made = []
    for left, right, count in zip(places, places[1:], counts, strict=False):
        if count:
            start, top = across.at(left), min(upwards.at(count), FLOOR - 1)
            wide = max(across.at(right) - start - _GAP, 0.8)
            made.append(Bar(start, top, round(wide, 2), round(FLOOR - top, 2)))
    return tuple(made)


def _powers(low: float, high: float, across: Scale) -> tuple[Tick, ...]:
    """Marks at 1, 2 and 5 times the powers of ten inside, or at the powers alone where there are many."""
    found = [
        times * 10**power
        for power in range(math.floor(math.log10(max(low, _FEWEST))), math.ceil(math.log10(high)) + 1)
        for times in (1, 2, 5)
        if low <= times * 10**power <= high
    ]
    if len(found) > 8:
        found = [value for value in found if math.log10(value) % 1 < 1e-9]
    return tuple(Tick(across.at(math.log(value)), f"{value:,.0f}" if value >= 1 else f"{value:g}") for value in found)
