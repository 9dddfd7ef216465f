"""The frontier: what the task measure comes to at other limits of each clause. Read, and put in places; no drawing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from troth.errors import ReportError
from troth.reports.scale import Scale, Tick, around
from troth.reports.tidy import tidy, visible

FORMAT = 1
"""The format of the frontier document that this room reads."""

LEFT, RIGHT, TOP, BOTTOM = 56, 440, 16, 262
"""The edges of a panel's axes, in SVG units; a template draws around them."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """One point with its intervals: its place, and where they end across and upwards.

    kind: what is drawn. held: whether the limits that it was asked for are.
    """

    kind: str
    held: bool
    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One clause: the task measure upwards, the clause's measure across.

    lines: kind and points of each sweep, as SVG has them. allowed: where the clause's limit allows, from and to.
    rows: the points as a table shows them, with the kind of each.
    """

    clause: str
    measure: str
    operator: str
    limit: float
    at: float
    allowed: tuple[float, float]
    marks: tuple[Mark, ...]
    lines: tuple[tuple[str, str], ...]
    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]
    rows: tuple[dict[str, Any], ...]

    @property
    def unsure(self) -> bool:
        """Whether the interval of the chosen point reaches beyond the limit."""
        found = next((row["value"] for row in self.rows if row["kind"] == "chosen"), None)
        if found is None:
            return False
        end = found.get("high" if self.operator == "<=" else "low")
        return _known(end) and (end > self.limit if self.operator == "<=" else end < self.limit)


def read(document: Mapping[str, Any]) -> dict[str, Any]:
    """A frontier document, tidy. Raises ReportError for one of another format, or without a frontier in it."""
    found = document.get("format") if isinstance(document, Mapping) else None
    made: dict[str, Any] = tidy(document) if found == FORMAT else {}
    if not panels(made.get("frontier")):
        raise ReportError(
            f"this is not a frontier document of format {FORMAT}; its format is {visible(repr(found))}",
            remedy="give the JSON that `troth train --frontier --json` prints, or a newer troth",
        )
    return made


def panels(frontier: Any) -> tuple[Panel, ...]:
    """A panel for each clause of which two points or more are known; none for what is no frontier."""
    if not isinstance(frontier, Mapping) or not all(
        isinstance(frontier.get(key), list) for key in ("clauses", "sweeps")
    ):
        return ()
    try:
        made = [_panel(frontier, number) for number in range(len(frontier["clauses"]))]
    except (KeyError, TypeError, IndexError, AttributeError):  # made by hand, or by a later version
        return ()
    return tuple(panel for panel in made if panel is not None)


def _panel(frontier: Row, number: int) -> Panel | None:
    clause = frontier["clauses"][number]
    points = [*_points(frontier, number)]
    if len(points) < 2 or not _known(clause["limit"]):
        return None
    across = around([*_ends(points, "value"), clause["limit"]], LEFT, RIGHT, room=0.06)
    upwards = around(_ends(points, "task"), BOTTOM, TOP, room=0.06)
    at = across.at(clause["limit"])
    return Panel(
        clause["clause"],
        clause["measure"],
        clause["operator"],
        clause["limit"],
        at,
        (LEFT, at) if clause["operator"] == "<=" else (at, RIGHT),
        tuple(_mark(point, across, upwards) for point in points),
        tuple(_lines(points, across, upwards)),
        across.ticks(5),
        upwards.ticks(5),
        tuple(sorted(points, key=lambda point: point["kind"] not in ("free", "chosen"))),
    )


def _points(frontier: Row, number: int) -> Iterator[dict[str, Any]]:
    """Those of the sweeps that move this clause, each sweep in its order; then without clauses, and the chosen one."""
    for sweep in frontier["sweeps"]:
        if number in sweep["clauses"]:
            kind = "alone" if len(sweep["clauses"]) == 1 and len(frontier["clauses"]) > 1 else "together"
            yield from (_point(kind, one, number) for one in sweep["points"] if _whole(one, number))
    for kind in ("free", "chosen"):
        if _whole(frontier[kind], number):
            yield _point(kind, frontier[kind], number)


def _point(kind: str, point: Row, number: int) -> dict[str, Any]:
    asked = point["asked"][number]
    shown = "swept" if asked is None and kind in ("alone", "together") else kind  # the free point begins every sweep
    return {
        "kind": kind,
        "shown": shown,
        "asked": asked,
        "value": point["values"][number],
        "task": point["task"],
        "held": point["held"],
    }


def _whole(point: Row, number: int) -> bool:
    return all(
        figures is not None and _known(figures["estimate"], figures["low"], figures["high"])
        for figures in (point["task"], point["values"][number])
    )


def _ends(points: Sequence[Row], of: str) -> list[float]:
    return [point[of][name] for point in points for name in ("estimate", "low", "high")]


def _mark(point: Row, across: Scale, upwards: Scale) -> Mark:
    value, task = point["value"], point["task"]
    x, left, right = (across.at(value[name]) for name in ("estimate", "low", "high"))
    y, bottom, top = (upwards.at(task[name]) for name in ("estimate", "low", "high"))
    return Mark(point["shown"], bool(point["held"]), x, y, left, right, top, bottom)


def _lines(points: Sequence[Row], across: Scale, upwards: Scale) -> Iterator[tuple[str, str]]:
    for kind in ("alone", "together"):
        places = [_mark(point, across, upwards) for point in points if point["kind"] == kind]
        if len(places) > 1:
            yield kind, " ".join(f"{place.x:g},{place.y:g}" for place in places)


def _known(*values: Any) -> bool:
    return all(isinstance(value, (int, float)) and math.isfinite(value) for value in values)
