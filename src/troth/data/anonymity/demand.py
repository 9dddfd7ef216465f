"""What classes are asked to be: of at least k rows, and in sensitive columns l-diverse and t-close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from troth.data.anonymity.classes import Codes, codes_of
from troth.data.anonymity.spread import distance, entropy_diversity
from troth.errors import DataError

EXACT = 1e-9
"""How far a distance may go beyond what is asked: the error of adding doubles."""


@dataclass(frozen=True, slots=True)
class Demand:
    """k: rows of a class, 2 or more. l: values of each sensitive column, None for any; by entropy, the effective
    number. t: the greatest distance from the whole table, None for any. suppression: the share of rows that may go.
    """

    k: int
    l: float | None = None  # noqa: E741
    t: float | None = None
    entropy: bool = False
    suppression: float = 0.0

    def check(self, sensitive: Sequence[str]) -> None:
        """Raise DataError for what cannot be asked, or not of these columns."""
        faults = {
            "k is 2 or more": self.k < 2,
            "l is 1 or more": self.l is not None and not self.l >= 1,
            "t is from 0 to 1": self.t is not None and not 0 <= self.t <= 1,
            "suppression is a share of rows from 0 to below 1": not 0 <= self.suppression < 1,
            "l and t are asked of sensitive columns: name one": self.spread and not sensitive,
            "t goes without suppression, which would change the table that classes are compared with": (
                self.t is not None and self.suppression > 0
            ),
        }
        for rule, broken in faults.items():
            if broken:
                raise DataError(rule, remedy="Ask for something else.")

    @property
    def spread(self) -> bool:
        """Whether more is asked than the number of rows."""
        return self.l is not None or self.t is not None


@dataclass(frozen=True, slots=True)
class _Column:
    codes: Codes
    whole: Codes
    ordered: bool


class Secrets:
    """The sensitive columns of distinct rows, each there `weights` times."""

    def __init__(self, columns: Sequence[pl.Series], firsts: Codes, weights: Codes, demand: Demand) -> None:
        self.weights, self.demand = weights, demand
        self.columns = []
        for column in columns:
            codes = np.unique(codes_of(column), return_inverse=True)[1][firsts].astype(np.int64)
            whole = np.bincount(codes, weights=weights)
            self.columns.append(_Column(codes, whole.astype(np.int64), column.dtype.is_numeric()))

    def kept(self, rows: Codes) -> bool:
        """Whether these rows as one class are as diverse and as close as is asked."""
        if not self.demand.spread:
            return True
        return all(self._kept(column, rows) for column in self.columns)

    def _kept(self, column: _Column, rows: Codes) -> bool:
        counts = np.bincount(column.codes[rows], weights=self.weights[rows], minlength=len(column.whole))[
            None, :
        ].astype(np.float64)
        least, most = self.demand.l, self.demand.t
        if least is not None:
            found = float(entropy_diversity(counts)[0]) if self.demand.entropy else np.count_nonzero(counts)
            if found < least - EXACT * self.demand.entropy:
                return False
        if most is None:
            return True
        return bool(distance(counts, column.whole.astype(np.float64), ordered=column.ordered)[0] <= most + EXACT)
