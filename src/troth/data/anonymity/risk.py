"""How likely somebody is to be found again in a table: the prosecutor's, the journalist's and the marketer's risk.

A prosecutor knows that a person is in the table; a journalist wants any one person, of a population that the table is a
sample of; a marketer wants as many as can be had (El Emam, Guide to the De-Identification of Personal Health
Information, 2013, chapters 16 to 18).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from troth.data.anonymity.classes import Codes, classes_of
from troth.data.anonymity.heads import numbered_persons, sizes_of
from troth.errors import DataError

UNKNOWN_POPULATION = "no population was given that the table is a sample of"


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """What was not measured, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Risk:
    """The greatest probability of one row to be found, the mean, and the rows it is greatest for, from 0 (a few)."""

    worst: float
    mean: float
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Risks:
    """All three. marketer: the expected share of rows that are found; against the population where there is one."""

    prosecutor: Risk
    journalist: Risk | Unmeasured
    marketer: float


def risks(
    frame: pl.DataFrame,
    quasi: Sequence[str],
    population: pl.DataFrame | None = None,
    persons: pl.Series | None = None,
) -> Risks:
    """The risks of a table's rows; raises DataError for a population that does not hold every row of the table.

    persons: whose each row is; the risk is then that it is known whose, among the persons of its class.
    """
    found = classes_of(frame, quasi)
    prosecutor = _risk(sizes_of(found, numbered_persons(persons))[found])
    if population is None:
        return Risks(prosecutor, Unmeasured(UNKNOWN_POPULATION), prosecutor.mean)
    journalist = _risk(_around(frame, quasi, population, np.bincount(found)[found]))
    return Risks(prosecutor, journalist, journalist.mean)


def first_rows(of: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[int, ...]:
    """The first few rows that are chosen."""
    return tuple(np.flatnonzero(of)[:5].tolist())


def _risk(sizes: Codes) -> Risk:
    return Risk(float(1 / sizes.min()), float((1 / sizes).mean()), first_rows(sizes == sizes.min()))


def _around(frame: pl.DataFrame, quasi: Sequence[str], population: pl.DataFrame, own: Codes) -> Codes:
    """How many of the population look like each row."""
    try:
        both = pl.concat([frame.select(quasi), population.select(quasi)], how="vertical_relaxed")
    except pl.exceptions.PolarsError as error:
        raise DataError(
            f"the population does not have the table's columns: {error}", remedy="Give it the same ones."
        ) from error
    ids = classes_of(both, quasi)
    sizes: Codes = np.bincount(ids[frame.height :], minlength=int(ids.max()) + 1)[ids[: frame.height]]
    if (sizes < own).any():
        raise DataError(
            "the population has fewer rows of a kind than the table",
            where=f"row {int(np.argmax(sizes < own)) + 1} of the table",
            remedy="Give the whole population, generalised as the table is.",
        )
    return sizes
