"""A table made k-anonymous, and l-diverse and t-close where that is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from troth.data.anonymity.axes import Axis, axis_of
from troth.data.anonymity.classes import Codes, codes_of, joined, there
from troth.data.anonymity.demand import Demand, Secrets
from troth.data.anonymity.heads import Heads, numbered_persons
from troth.data.anonymity.hierarchy import Hierarchy
from troth.data.anonymity.loss import Loss, loss_of
from troth.data.anonymity.mondrian import part
from troth.data.anonymity.recount import recount
from troth.errors import DataError
from troth.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class Generalised:
    """An anonymous table. suppressed: the rows, from 0, that are not in it. classes: how many it has."""

    frame: pl.DataFrame
    suppressed: tuple[int, ...]
    classes: int
    loss: Loss


def generalise(
    frame: pl.DataFrame,
    quasi: Sequence[str],
    demand: Demand,
    *,
    sensitive: Sequence[str] = (),
    hierarchies: Mapping[str, Hierarchy] | None = None,
    persons: pl.Series | None = None,
    progress: Progress = silent,
) -> Generalised:
    """The table with its quasi-identifiers generalised, its rows in their order and its other columns as they are.

    persons: whose each row is; k then counts persons, where without it rows are counted. The same table and demand give
    the same result. It is counted again by other means before it is returned. Raises DataError for columns that are not
    there, and where the whole table as one class is not what is asked.
    """
    hierarchies = hierarchies or {}
    there(frame, [*quasi, *sensitive])
    demand.check(sensitive)
    _check(quasi, hierarchies)
    axes = [axis_of(frame[name], hierarchies.get(name)) for name in quasi]
    secrets = [frame[name] for name in sensitive] if demand.spread else []
    owners = numbered_persons(persons)
    own = [] if owners is None else [owners]
    alike = joined([*(axis.codes for axis in axes), *map(codes_of, secrets), *own], frame.height)
    _, firsts, weights = np.unique(alike, return_index=True, return_counts=True)
    kept = Secrets(secrets, firsts, weights, demand)
    heads, whole = Heads(weights, None if owners is None else owners[firsts]), np.arange(len(firsts))
    if heads.of(whole) < demand.k or not kept.kept(whole):
        raise DataError(
            "the whole table as one class is not what is asked", remedy="Ask for a smaller k or l, or a greater t."
        )
    spare = int(demand.suppression * frame.height)
    classes, gone = part(axes, firsts, weights, demand.k, kept, spare, heads, progress)
    return _written(frame, axes, alike, firsts, weights, classes, gone, demand, sensitive, persons)


def _check(quasi: Sequence[str], hierarchies: Mapping[str, Hierarchy]) -> None:
    if not quasi:
        raise DataError("no quasi-identifier is named", remedy="Name the columns that others may know people by.")
    for name in hierarchies:
        if name not in quasi:
            raise DataError(f"{name!r} has a hierarchy and is no quasi-identifier", remedy="Name it as one too.")


def _written(
    frame: pl.DataFrame,
    axes: Sequence[Axis],
    alike: Codes,
    firsts: Codes,
    weights: Codes,
    classes: Sequence[Codes],
    gone: Codes,
    demand: Demand,
    sensitive: Sequence[str],
    persons: pl.Series | None,
) -> Generalised:
    """The frame with the classes' values, counted again."""
    numbers = np.empty(len(firsts), dtype=np.int64)
    numbers[gone] = -1
    for number, rows in enumerate(classes):
        numbers[rows] = number
    own = numbers[alike]
    sizes = [int(weights[rows].sum()) for rows in classes]
    lost, columns = {}, []
    for axis in axes:
        present = [np.unique(axis.codes[firsts[rows]]) for rows in classes]
        lost[axis.name] = sum(axis.loss(each) * size for each, size in zip(present, sizes, strict=True))
        labels = pl.Series(axis.name, [axis.written(each) for each in present], pl.String)
        columns.append(labels.gather(own[own >= 0]))
    stays = pl.Series(own >= 0)
    result = frame.filter(stays).with_columns(columns)
    left = None if persons is None else persons.filter(stays)
    recount(result, [axis.name for axis in axes], sensitive, demand, left)
    suppressed = tuple(np.flatnonzero(own < 0).tolist())
    return Generalised(result, suppressed, len(classes), loss_of(lost, sizes, len(suppressed), demand.k))
