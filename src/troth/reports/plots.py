"""Pictures of many numbers: dots with intervals, reliability diagram, learning curve. Places only, no drawing."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from troth.reports.numerals import number
from troth.reports.scale import Scale, Tick, around

Row = Mapping[str, Any]


def _known(*values: float | None) -> bool:
    return all(value is not None and math.isfinite(value) for value in values)


@dataclass(frozen=True, slots=True)
class Dot:
    """An estimate with its interval on a line, in SVG units."""

    at: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Rows:
    """One axis shared by the rows of a table; `mark` is where a limit is drawn, or None."""

    scale: Scale
    mark: float | None = None

    def dot(self, row: Row | None) -> Dot | None:
        """The row's place on the axis, or None when it holds no number."""
        if not row or not _known(row.get("estimate")):
            return None
        estimate = row["estimate"]
        low = estimate if row.get("low") is None else row["low"]
        high = estimate if row.get("high") is None else row["high"]
        return Dot(self.scale.at(estimate), self.scale.at(low), self.scale.at(high))


def rows(table: Iterable[Row | None], width: float, *, limit: float | None = None) -> Rows:
    """An axis that shows all rows and the limit."""
    present = [row for row in table if row]
    numbers = [row.get(name) for row in present for name in ("estimate", "low", "high")]
    edge = 6.0
    scale = around([*numbers, limit], edge, width - edge, room=0.06)
    return Rows(scale, scale.at(limit) if _known(limit) and limit is not None else None)


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of the reliability diagram: its dot, its interval, and its bar of counts below."""

    x: float
    y: float
    top: float
    bottom: float
    radius: float
    bar: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Reliability:
    """Confidence across, accuracy upwards, both 0 to 1, with the counts drawn below."""

    bins: tuple[Bin, ...]
    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]


def reliability(bins: Sequence[Row]) -> Reliability:
    """The diagram of Murphy and Winkler (1977); the diagonal is a model whose confidence is right."""
    across, upwards = Scale(0, 1, 48, 388), Scale(0, 1, 330, 14)
    most = max((row.get("n") or 0 for row in bins), default=0) or 1
    made = []
    for row in bins:
        if not row.get("n") or not _known(row.get("confidence"), row.get("accuracy")):
            continue
        accuracy = row["accuracy"]
        low, high = row.get("accuracy_low"), row.get("accuracy_high")
        left, right = across.at(row.get("low") or 0.0), across.at(1.0 if row.get("high") is None else row["high"])
        tall = round(max(1.0, 44 * row["n"] / most), 2)
        made.append(
            Bin(
                x=across.at(row["confidence"]),
                y=upwards.at(accuracy),
                top=upwards.at(accuracy if high is None else high),
                bottom=upwards.at(accuracy if low is None else low),
                radius=round(2.5 + 3.5 * math.sqrt(row["n"] / most), 2),
                bar=(left + 1, round(406 - tall, 2), round(max(right - left - 2, 1), 2), tall),
            )
        )
    return Reliability(tuple(made), across.ticks(5), upwards.ticks(5))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a learning curve: its name, its points as SVG text and one by one, its last value."""

    name: str
    points: str
    dots: tuple[tuple[float, float], ...]
    last: str
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """One panel of the learning curve: lines over epochs."""

    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]


_MOST_DOTS = 60


def curves(history: Sequence[Row]) -> tuple[Curve, ...]:
    """The panel of the loss, then that of the validation measures; a panel without a number is left out."""
    if not history:
        return ()
    names = sorted({name for row in history for name in row.get("validation") or {}})
    loss = {"loss": [row.get("loss") for row in history]}
    measures = {name: [(row.get("validation") or {}).get(name) for row in history] for name in names}
    epochs = [row.get("epoch") or place for place, row in enumerate(history, 1)]
    panels = (_curve(epochs, series) for series in (loss, measures))
    return tuple(panel for panel in panels if panel.lines)


def prices(history: Any, clauses: Sequence[Row]) -> tuple[Curve, ...]:
    """The panels of the clauses' prices and of their excesses over the steps of a training; none where it has none."""
    looks = [look for look in history or [] if isinstance(look, Mapping)] if isinstance(history, list) else []
    steps = [look.get("step") for look in looks]
    if len(looks) < 2 or not all(isinstance(step, int) for step in steps):
        return ()
    names = _told_apart([str(clause["clause"]).partition("(")[0].split(" ")[0] for clause in clauses])
    series = ({name: [_at(look.get(of), at) for look in looks] for at, name in enumerate(names)} for of in OVER_TIME)
    found = [_curve([int(step) for step in steps if step is not None], each) for each in series]
    return tuple(found) if all(panel.lines for panel in found) else ()


OVER_TIME = ("prices", "excesses")


def _told_apart(names: Sequence[str]) -> list[str]:
    return [name if names.index(name) == at else f"{name} {at + 1}" for at, name in enumerate(names)]


def _at(values: Any, place: int) -> float | None:
    found = values[place] if isinstance(values, list) and place < len(values) else None
    return found if isinstance(found, (int, float)) else None


def _curve(epochs: Sequence[int], series: Mapping[str, Sequence[float | None]]) -> Curve:
    upwards = around(itertools.chain.from_iterable(series.values()), 190, 14, room=0.08)
    across = Scale(min(epochs), max(*epochs, min(epochs) + 1), 48, 330)
    lines = [_line(name, epochs, values, across, upwards) for name, values in series.items()]
    whole = tuple(tick for tick in across.ticks(6) if "." not in tick.text)
    return Curve(_apart([line for line in lines if line]), whole, upwards.ticks(4))


def _line(
    name: str, epochs: Sequence[int], values: Sequence[float | None], across: Scale, upwards: Scale
) -> Line | None:
    known = [(epoch, value) for epoch, value in zip(epochs, values, strict=True) if value is not None and _known(value)]
    if not known:
        return None
    dots = tuple((across.at(epoch), upwards.at(value)) for epoch, value in known)
    points = " ".join(f"{x:g},{y:g}" for x, y in dots)
    return Line(name, points, dots if len(dots) <= _MOST_DOTS else dots[-1:], number(known[-1][1], 3), dots[-1])


def _apart(lines: Sequence[Line], gap: float = 13.0) -> tuple[Line, ...]:
    """The lines with their end labels moved so far apart that none covers another."""
    floor = -math.inf
    made = {}
    for line in sorted(lines, key=lambda line: line.end[1]):
        floor = max(line.end[1], floor + gap)
        made[line.name] = Line(line.name, line.points, line.dots, line.last, (line.end[0], floor))
    return tuple(made[line.name] for line in lines)
