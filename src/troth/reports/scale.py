"""From numbers to places on a line: the one axis every picture of this room is drawn on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_ROOM = 0.22
"""Share of the spread left free on either side, so that nothing touches an edge."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what is written there."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight axis from `low` to `high`, drawn from `start` to `end` (SVG units)."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where the value is drawn; what lies outside, infinities too, is drawn at the edge."""
        inside = min(max(value, self.low), self.high)
        return round(self.start + (inside - self.low) / (self.high - self.low) * (self.end - self.start), 2)

    def ticks(self, wanted: int = 4) -> tuple[Tick, ...]:
        """Round numbers inside the axis, about as many as wanted (steps of 1, 2 or 5 times a power of ten)."""
        step = _round_step((self.high - self.low) / max(wanted, 1))
        places = max(0, -math.floor(math.log10(step) + 1e-9))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return tuple(Tick(self.at(n * step), f"{n * step + 0.0:.{places}f}") for n in range(first, last + 1))


def around(values: Iterable[float | None], start: float, end: float, *, room: float = _ROOM) -> Scale:
    """An axis that shows all finite values with room on either side.

    Values that are all at least 0 (at most 1) get an axis that does not pass 0 (1): most measures are shares.
    """
    known = [value for value in values if value is not None and math.isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    spread = (high - low) or abs(high) * 0.2 or 0.2
    left = low - room * spread if low < 0 else max(0.0, low - room * spread)
    right = high + room * spread if high > 1 else min(1.0, high + room * spread)
    if not (left < right and math.isfinite(right - left)):  # values too far apart, or too close, for a picture
        left, right = (0.0, 1.0) if 0 <= low <= 1 else (low - max(abs(low), 1.0), low + max(abs(low), 1.0))
    return Scale(left, right, start, end)


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next((power * times for times in (1, 2, 5) if power * times >= rough * 0.999), power * 10)
