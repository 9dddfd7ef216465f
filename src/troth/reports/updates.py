"""An update in pictures and tables: what the release before knew, and what of it is still known."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from troth.reports.scale import Scale, Tick

MOST = 15
"""Labels named in the table: those that changed most."""

Label = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A label's place: recall before across, now upwards; the radius grows with its rows."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Changes:
    """Recall of old labels before and after an update. ends: of the diagonal, where nothing changed."""

    points: tuple[Change, ...]
    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]
    ends: tuple[float, float, float, float]


def changes(labels: Sequence[Label]) -> Changes | None:
    """The picture of one check; None without labels."""
    if not labels:
        return None
    least = min(min(each["before"], each["after"]) for each in labels)
    low = min(math.floor(10 * least) / 10, 0.9)
    across, upwards = Scale(low, 1, 48, 388), Scale(low, 1, 330, 14)
    most = max(each["rows"] for each in labels) or 1
    points = [
        Change(across.at(each["before"]), upwards.at(each["after"]), round(2.5 + 3 * math.sqrt(each["rows"] / most), 2))
        for each in labels
    ]
    ends = (across.at(low), upwards.at(low), across.at(1), upwards.at(1))
    return Changes(tuple(points), across.ticks(5), upwards.ticks(5), ends)


def most_changed(labels: Sequence[Label]) -> list[Label]:
    """Labels whose recall is another, what lost most first; at most so many."""
    changed = [each for each in labels if each["before"] != each["after"]]
    farthest = sorted(changed, key=lambda each: -abs(each["after"] - each["before"]))[:MOST]
    return sorted(farthest, key=lambda each: each["after"] - each["before"])
