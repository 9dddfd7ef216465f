"""How anonymous a table is under given quasi-identifiers: what it holds at the class where it is worst.

k-anonymity: Sweeney, k-anonymity: a model for protecting privacy, IJUFKS 10(5), 2002.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from troth.data.anonymity.classes import Codes, classes_of, codes_of, there
from troth.data.anonymity.heads import numbered_persons, sizes_of
from troth.data.anonymity.risk import Risks, first_rows, risks
from troth.data.anonymity.spread import Numbers, distance, entropy_diversity

_CELLS = 4_000_000  # of a matrix of classes and values that is held at once


@dataclass(frozen=True, slots=True)
class Worst:
    """A measure at the class where it is worst: its value, and rows of that class from 0, the first few."""

    value: float
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sensitive:
    """What the classes give away of one column: its fewest values, its least entropy l, its greatest distance t."""

    column: str
    distinct: Worst
    entropy: Worst
    closeness: Worst


@dataclass(frozen=True, slots=True)
class Anonymity:
    """All measures of one table. k: the size of the smallest class, in rows or in persons."""

    rows: int
    classes: int
    k: Worst
    sensitive: tuple[Sensitive, ...]
    risks: Risks


def measure(
    frame: pl.DataFrame,
    quasi: Sequence[str],
    sensitive: Sequence[str] = (),
    population: pl.DataFrame | None = None,
    persons: pl.Series | None = None,
) -> Anonymity:
    """Measure a table; raises DataError for columns that are not there, and as `risks` does.

    persons: whose each row is; k and the risks then count persons, where without it rows are counted. Numbers are
    compared in their order, all else as equally distant. A missing cell is a value like any other.
    """
    found = classes_of(frame, quasi)
    there(frame, [*quasi, *sensitive])
    sizes = sizes_of(found, numbered_persons(persons))
    smallest = int(sizes.argmin())
    k = Worst(int(sizes[smallest]), first_rows(found == smallest))
    kinds = tuple(_sensitive(found, frame[name]) for name in sensitive)
    return Anonymity(frame.height, len(sizes), k, kinds, risks(frame, quasi, population, persons))


def _sensitive(classes: Codes, column: pl.Series) -> Sensitive:
    values = np.unique(codes_of(column), return_inverse=True)[1].astype(np.int64)
    width, number = int(values.max()) + 1, int(classes.max()) + 1
    whole = np.bincount(values).astype(np.float64)
    order = np.argsort(classes, kind="stable")
    step = max(_CELLS // width, 1)
    parts: list[tuple[Numbers, Numbers, Numbers]] = []
    for start in range(0, number, step):
        stop = min(start + step, number)
        low, high = np.searchsorted(classes, [start, stop], sorter=order)
        rows = order[low:high]
        cells = (classes[rows] - start) * width + values[rows]
        counts = np.bincount(cells, minlength=(stop - start) * width).reshape(-1, width).astype(np.float64)
        apart = distance(counts, whole, ordered=column.dtype.is_numeric())
        parts.append(((counts > 0).sum(axis=1).astype(np.float64), entropy_diversity(counts), apart))
    distinct, entropy, apart = (np.concatenate(each) for each in zip(*parts, strict=True))
    places = [int(distinct.argmin()), int(entropy.argmin()), int(apart.argmax())]
    found = [
        Worst(float(each[place]), first_rows(classes == place))
        for each, place in zip((distinct, entropy, apart), places, strict=True)
    ]
    return Sensitive(column.name, *found)
