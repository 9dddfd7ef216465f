"""A clause as training takes it: those of its inequalities that rest on enough rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from troth.standard import Clause
from troth.training.constraints.components import Component, Floats, Rate, Shape, components_of

LEAST_ROWS = 20  # that a rate may be out of: what chance makes of fewer is no reason to decide otherwise for everyone


@dataclass(frozen=True, slots=True)
class Target:
    """kept: which of the clause's components count. thin: the rates that do not, in words, as they are out of too few
    rows."""

    clause: Clause
    shape: Shape
    kept: tuple[int, ...]
    thin: tuple[str, ...] = ()

    def components(self, aim: float) -> tuple[Component, ...]:
        """The inequalities that count, at this limit."""
        made = components_of(self.clause, self.shape, aim=aim) or ()
        return tuple(made[place] for place in self.kept)


def target_of(clause: Clause, shape: Shape, rows: Floats) -> Target | None:
    """The clause as training takes it; None where it is not made of rates of one table.

    rows: [G, K], those of each group and truth that there are to train with.
    """
    components = components_of(clause, shape)
    if components is None:
        return None
    rates = {id(rate): rate for one in components for rate in (one.more, one.less) if rate is not None}
    thin = {key: rate.name for key, rate in rates.items() if _most_rows(rate, rows) < LEAST_ROWS}
    kept = [place for place, one in enumerate(components) if not {id(one.more), id(one.less)} & thin.keys()]
    return Target(clause, shape, tuple(kept), tuple(thin.values()))


def _most_rows(rate: Rate, rows: Floats) -> float:
    """How many rows a rate can be out of, whatever is decided."""
    return float(np.where(rate.of.any(axis=2), rows, 0).sum())
