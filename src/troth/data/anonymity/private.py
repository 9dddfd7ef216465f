"""Counts, histograms and means that tell little about any one row, however much is known of the others.

Pure epsilon-differential privacy where one row more or less is the difference (Dwork et al., TCC 2006). Every answer
spends of a budget, before it is drawn, and says what it spent. Where a person has several rows, all of them spend.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from troth.data.anonymity.noise import discrete_laplace
from troth.errors import DataError, Refused

STEPS = 2**20
"""Into how many steps the range of a mean is divided, so that its sum is a whole number."""

Epsilon = str | int | Decimal | Fraction
"""An epsilon that is exact: a float is none, as 0.1 is not what it says."""


class Budget:
    """An epsilon that may be spent, in parts, and never more than there is."""

    def __init__(self, total: Epsilon) -> None:
        self.total = _exact(total)
        self.spent = Fraction(0)

    @property
    def left(self) -> Fraction:
        """What may still be spent."""
        return self.total - self.spent

    def spend(self, epsilon: Epsilon) -> Fraction:
        """Take a part; raises Refused where it is more than is left, and DataError where it is not above 0."""
        part = _exact(epsilon)
        if part > self.left:
            raise Refused(
                f"an epsilon of {part} is more than the {self.left} that is left of {self.total}",
                remedy="Ask for less, or stop here.",
            )
        self.spent += part
        return part


@dataclass(frozen=True, slots=True)
class Told:
    """An answer with noise, and the epsilon it spent. scale: of the noise in each number; of a mean, in its sum."""

    value: float
    epsilon: Fraction
    scale: Fraction


def private_count(rows: int, budget: Budget, epsilon: Epsilon) -> Told:
    """How many rows there are, with noise; may be below 0, which is kept as it keeps sums unbiased."""
    part = budget.spend(epsilon)
    return Told(rows + discrete_laplace(1 / part), part, 1 / part)


def private_histogram(
    values: pl.Series, categories: Sequence[object], budget: Budget, epsilon: Epsilon
) -> dict[object, Told]:
    """How often each category is there, with noise; spends epsilon once, as a row is in one of them.

    categories: named by whoever asks and not taken from the data, whose rare values would give themselves away; rows of
    other values are not counted. Raises DataError where one is there twice.
    """
    if len(set(categories)) < len(categories) or not categories:
        raise DataError("categories are missing or named twice", remedy="Name each category once.")
    part = budget.spend(epsilon)
    counts = dict(values.drop_nulls().value_counts().iter_rows())
    return {name: Told(counts.get(name, 0) + discrete_laplace(1 / part), part, 1 / part) for name in categories}


def private_mean(values: pl.Series, low: float, high: float, budget: Budget, epsilon: Epsilon) -> Told:
    """The mean of numbers, each moved into low..high first, with noise; missing ones are left out.

    low, high: known without the data, which would give its ends away. Half the epsilon is spent on the sum of distances
    from the middle, in whole steps of the range, half on the count. Raises DataError for bounds that are not finite and
    apart, and for a column without numbers.
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high and math.isfinite(high - low)):
        raise DataError("a mean needs two finite bounds, the low one below the high", remedy="Give both.")
    if not values.dtype.is_numeric():
        raise DataError(f"the column {values.name!r} holds no numbers", remedy="Name one that does.")
    part = budget.spend(epsilon)
    numbers = values.cast(pl.Float64).fill_nan(None).drop_nulls().clip(low, high)
    steps = ((numbers - low) / (high - low) * STEPS).round().cast(pl.Int64).clip(0, STEPS) - STEPS // 2
    scale = Fraction(STEPS, 2) / (part / 2)
    total = int(steps.sum()) + discrete_laplace(scale)
    count = max(len(numbers) + discrete_laplace(2 / part), 1)
    middle = min(max(Fraction(total, count) / STEPS, Fraction(-1, 2)), Fraction(1, 2))
    return Told(low + (high - low) * float(middle + Fraction(1, 2)), part, scale / STEPS)


def _exact(epsilon: Epsilon) -> Fraction:
    try:
        found = Fraction(epsilon)
    except (ValueError, TypeError, OverflowError, ZeroDivisionError):
        found = Fraction(0)
    if isinstance(epsilon, float) or found <= 0:
        raise DataError("an epsilon is an exact number above 0", remedy='Write it as text: "0.1".')
    return found
