"""The inequalities of one clause, all looked at together: with many groups there are thousands, of a few rates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from troth.training.constraints.components import Component, Floats, Rate


class Inequalities:
    """Excesses and slopes of components; a component whose rate has no rows is never violated."""

    def __init__(self, components: Sequence[Component]) -> None:
        rates: dict[int, Rate] = {}
        for component in components:
            for rate in (component.more, component.less):
                if rate is not None:
                    rates.setdefault(id(rate), rate)
        places = {key: place for place, key in enumerate(rates)}
        self._shape = components[0].more.of.shape
        self._top = np.array([rate.top.ravel() for rate in rates.values()], float)
        self._of = np.array([rate.of.ravel() for rate in rates.values()], float)
        self._bound = np.array([component.bound for component in components])
        self._share = np.zeros((len(components), len(rates)))  # of each rate in each excess
        for row, component in enumerate(components):
            self._share[row, places[id(component.more)]] += component.factor
            if component.less is not None:
                self._share[row, places[id(component.less)]] -= component.times

    def __len__(self) -> int:
        return len(self._bound)

    def excesses(self, table: Floats) -> Floats:
        """By how much each is violated in a table [G, K, K]; below zero: the slack."""
        values, known = self._values(table)
        found: Floats = self._share @ values - self._bound
        found[(self._share != 0) @ ~known] = 0.0
        return found

    def slope(self, table: Floats, multipliers: Floats) -> Floats:
        """How the excesses, weighted by the multipliers, change with each cell of the table, [G, K, K]."""
        values, known = self._values(table)
        trials = np.where(known, self._of @ table.ravel(), 1.0)
        weights = np.where(known, multipliers @ self._share / trials, 0.0)
        slope: Floats = weights @ (self._top - self._of * values[:, None])
        return slope.reshape(self._shape)

    def _values(self, table: Floats) -> tuple[Floats, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
        """The rates, 0 where there are no rows, and whether there are."""
        trials = self._of @ table.ravel()
        known = trials > 0
        return np.where(known, self._top @ table.ravel() / np.where(known, trials, 1.0), 0.0), known
