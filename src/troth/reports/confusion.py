"""The confusion matrix: a table of numbers while it can be read, a picture and a list of pairs when it cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_IN_TABLE = 20
"""Labels above which numbers in cells are no longer readable."""

MOST_IN_PICTURE = 150
"""Labels above which a cell is smaller than a pixel."""

MOST_PAIRS = 20
SHADES = 5
SIDE = 480


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: count, share of its row, and shade 0 (none) to SHADES (all)."""

    count: int
    share: float
    shade: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Rows of `truth` that were called `prediction`: how many, of how many."""

    truth: str
    prediction: str
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """labels; cells by truth then prediction (empty when too large); SVG paths by shade; the most confused pairs."""

    labels: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    paths: Mapping[str, str]
    pairs: tuple[Pair, ...]
    rows: int
    right: int


def confusion(given: Mapping[str, Any]) -> Confusion | None:
    """The matrix of the document, or None when it is empty."""
    labels = tuple(str(label) for label in given["labels"])
    counts = [[int(count or 0) for count in row] for row in given["counts"]]
    total = sum(map(sum, counts))
    if not labels or not total:
        return None
    right = sum(counts[at][at] for at in range(min(len(labels), len(counts))))
    small = len(labels) <= MOST_IN_TABLE
    cells = tuple(_row(row) for row in counts) if small else ()
    paths = {} if small or len(labels) > MOST_IN_PICTURE else _paths(counts, SIDE / len(labels))
    return Confusion(labels, cells, paths, () if small else _pairs(labels, counts), total, right)


def _row(counts: Sequence[int]) -> tuple[Cell, ...]:
    total = sum(counts)
    return tuple(Cell(count, count / total if total else 0.0, _shade(count, total)) for count in counts)


def _shade(count: int, total: int) -> int:
    """1 to SHADES by share of the row; a cell that is not empty is never white."""
    return 0 if not count else min(SHADES, 1 + int(SHADES * count / total))


def _paths(counts: Sequence[Sequence[int]], side: float) -> dict[str, str]:
    """One path per shade and kind, right or wrong: a matrix of 77 labels stays under 100 kB."""
    made: dict[str, list[str]] = defaultdict(list)
    for truth, row in enumerate(counts):
        total = sum(row)
        for prediction, count in enumerate(row):
            if count:
                kind = "right" if truth == prediction else "wrong"
                square = f"M{prediction * side:.1f} {truth * side:.1f}h{side:.1f}v{side:.1f}h-{side:.1f}z"
                made[f"{kind}-{_shade(count, total)}"].append(square)
    return {kind: "".join(squares) for kind, squares in sorted(made.items())}


def _pairs(labels: Sequence[str], counts: Sequence[Sequence[int]]) -> tuple[Pair, ...]:
    wrong = [
        Pair(labels[truth], labels[prediction], count, sum(row))
        for truth, row in enumerate(counts)
        for prediction, count in enumerate(row)
        if count and truth != prediction
    ]
    return tuple(sorted(wrong, key=lambda pair: (-pair.count, pair.truth, pair.prediction))[:MOST_PAIRS])
