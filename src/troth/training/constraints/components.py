"""What a clause demands, as differences of rates of one contingency table that must not be positive.

Every gap, ratio and worst group a charter may name is made of rates, and a rate is a quotient of two sums of cells of
the table group × truth × prediction: `max − min ≤ limit` over groups says that no rate exceeds another by more than the
limit. So one mechanism trains for all of them, from the table's values and their slopes.

A. Cotter et al. (2019), Optimization with non-differentiable constraints with applications to fairness, recall, churn,
and other goals, JMLR 20:172, section 2, has rate constraints in this form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from troth.standard import Clause, MeasureCall

Floats = NDArray[np.float64]
Cells = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of the rows in the cells `of` that are in the cells `top`, which are among them; both [G, K, K]."""

    name: str
    top: Cells
    of: Cells

    def value(self, table: Floats) -> float:
        """Of a table [G, K, K] of counts or weights; NaN where no row is in `of`."""
        trials = float(table[self.of].sum())
        return float(table[self.top].sum()) / trials if trials > 0 else float("nan")

    def slope(self, table: Floats) -> Floats:
        """How the rate changes with each cell, [G, K, K]; zero where no row is in `of`."""
        trials = float(table[self.of].sum())
        if trials <= 0:
            return np.zeros(table.shape)
        found: Floats = (self.top - self.of * self.value(table)) / trials
        return found


@dataclass(frozen=True, slots=True)
class Component:
    """One inequality of a clause: `factor · more − times · less − bound ≤ 0`, in the unit of the clause's measure.

    name: it in words. less: None where one rate alone is bounded.
    """

    name: str
    more: Rate
    less: Rate | None
    bound: float
    factor: float = 1.0
    times: float = 1.0

    def excess(self, table: Floats) -> float:
        """By how much it is violated (below zero: the slack); NaN where a rate has no rows."""
        other = 0.0 if self.less is None else self.times * self.less.value(table)
        return self.factor * self.more.value(table) - other - self.bound

    def slope(self, table: Floats) -> Floats:
        """How the excess changes with each cell of the table, [G, K, K]."""
        slope = self.factor * self.more.slope(table)
        return slope if self.less is None else slope - self.times * self.less.slope(table)


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's axes, and the label that stands for the positive one where there are two. groups: none for all rows."""

    groups: tuple[str, ...]
    labels: tuple[str, ...]
    positive: str | None = None

    @property
    def size(self) -> tuple[int, int, int]:
        """Of the table; without groups it has one, of all rows."""
        return max(len(self.groups), 1), len(self.labels), len(self.labels)


Kind = tuple[str, Cells, Cells]  # a kind of rate: its name, and its cells [K, K] of one group


def components_of(clause: Clause, shape: Shape, *, aim: float | None = None) -> tuple[Component, ...] | None:
    """The inequalities of a clause, or None where it is not made of rates of one table.

    aim: a limit in the place of the clause's own, as where a margin is wanted. shape.groups: those of the clause's
    group columns (of their intersections), whatever rows there are.
    """
    if not is_of_rates(clause.measure, shape.positive):
        return None
    limit = clause.limit if aim is None else aim
    name = clause.measure.name
    if name in _GAPS:
        return tuple(_apart(_kinds(clause.measure, shape), shape, limit))
    if name == "demographic_parity_ratio":
        return tuple(_in_ratio(_selections(shape, clause.measure, both=True), shape, limit))
    if name == "class_recall_difference":
        recalls = [_rate(kind, shape, group) for kind in _recalls(shape, None) for group in range(shape.size[0])]
        return tuple(_pairs(recalls, limit))
    return tuple(_at_least(_levels(clause.measure.inner or clause.measure, shape), shape, limit))


def is_of_rates(measure: MeasureCall, positive: str | None) -> bool:
    """Whether a measure is made of rates of one table.

    Recall and precision of no label in particular are means of several rates, which no single one bounds.
    """
    if measure.name == "worst_group":
        return measure.inner is not None and measure.inner.name in _LEVELS and is_of_rates(measure.inner, positive)
    if measure.name in ("recall", "precision"):
        return measure.arguments.get("label", positive) is not None
    return measure.name in {*_GAPS, *_LEVELS, "demographic_parity_ratio", "class_recall_difference"}


def excess(components: Sequence[Component], table: Floats) -> float:
    """The largest excess: above zero where the clause is violated; NaN where it cannot be measured.

    For gaps and levels it is how far the measure lies beyond the limit; for a ratio, that times the higher rate.
    """
    found = [component.excess(table) for component in components]
    return float("nan") if np.isnan(found).any() else max(found)


def _kinds(measure: MeasureCall, shape: Shape) -> list[Kind]:
    return _GAPS[measure.name](shape, measure)


def _levels(measure: MeasureCall, shape: Shape) -> list[Kind]:
    return _LEVELS[measure.name](shape, measure)


def _label_of(measure: MeasureCall, shape: Shape) -> str | None:
    """The label a measure is about: the one it names, or the positive one."""
    label = measure.arguments.get("label", shape.positive)
    return label if isinstance(label, str) else None


def _of_all(labels: int) -> Cells:
    return np.ones((labels, labels), bool)


def _selections(shape: Shape, measure: MeasureCall, *, both: bool = False) -> list[Kind]:
    label, count = _label_of(measure, shape), len(shape.labels)
    numbers = range(count) if both or count != 2 else range(1, 2)
    chosen = numbers if label is None else [shape.labels.index(label)]
    return [
        (f"predicted {shape.labels[at]}", _of_all(count) & (np.arange(count) == at), _of_all(count)) for at in chosen
    ]


def _recalls(shape: Shape, label: str | None) -> list[Kind]:
    count = len(shape.labels)
    chosen = range(count) if label is None else [shape.labels.index(label)]
    rows = [np.arange(count)[:, None] == at for at in range(count)]
    return [
        (f"recall of {shape.labels[at]}", rows[at] & rows[at].T, np.broadcast_to(rows[at], (count, count)).copy())
        for at in chosen
    ]


def _precisions(shape: Shape, label: str | None) -> list[Kind]:
    return [(name.replace("recall", "precision", 1), top, of.T) for name, top, of in _recalls(shape, label)]


def _odds(shape: Shape, measure: MeasureCall) -> list[Kind]:
    label, count, labels = _label_of(measure, shape), len(shape.labels), shape.labels
    truths = [np.broadcast_to(np.arange(count)[:, None] == at, (count, count)).copy() for at in range(count)]
    if label is not None:
        at = labels.index(label)
        said = truths[at].T
        return [
            (f"predicted {label} given {label}", truths[at] & said, truths[at]),
            (f"predicted {label} given another label", ~truths[at] & said, ~truths[at]),
        ]
    shown = range(1, 2) if count == 2 else range(count)
    return [
        (f"predicted {labels[said]} given {labels[true]}", truths[true] & truths[said].T, truths[true])
        for true in range(count)
        for said in shown
    ]


def _accuracies(shape: Shape, _: MeasureCall) -> list[Kind]:
    return [("accuracy", np.eye(len(shape.labels), dtype=bool), _of_all(len(shape.labels)))]


_GAPS: dict[str, Callable[[Shape, MeasureCall], list[Kind]]] = {
    "demographic_parity_difference": _selections,
    "equal_opportunity_difference": lambda shape, measure: _recalls(shape, _label_of(measure, shape)),
    "equalized_odds_difference": _odds,
    "predictive_parity_difference": lambda shape, measure: _precisions(shape, _label_of(measure, shape)),
    "accuracy_difference": _accuracies,
}

_LEVELS: dict[str, Callable[[Shape, MeasureCall], list[Kind]]] = {
    "accuracy": _accuracies,
    "token_accuracy": _accuracies,
    "recall": lambda shape, measure: _recalls(shape, _label_of(measure, shape)),
    "precision": lambda shape, measure: _precisions(shape, _label_of(measure, shape)),
}


def _rate(kind: Kind, shape: Shape, group: int) -> Rate:
    name, top, of = kind
    cells = np.zeros((2, *shape.size), bool)
    cells[0, group], cells[1, group] = top, of
    where = f" in {shape.groups[group]}" if shape.groups else ""
    return Rate(f"{name}{where}", cells[0], cells[1])


def _apart(kinds: list[Kind], shape: Shape, limit: float) -> Iterator[Component]:
    for kind in kinds:
        yield from _pairs([_rate(kind, shape, group) for group in range(shape.size[0])], limit)


def _pairs(rates: list[Rate], limit: float) -> Iterator[Component]:
    for more, less in permutations(rates, 2):
        yield Component(f"{more.name} above {less.name}", more, less, limit)


def _in_ratio(kinds: list[Kind], shape: Shape, limit: float) -> Iterator[Component]:
    for kind in kinds:
        for more, less in permutations([_rate(kind, shape, group) for group in range(shape.size[0])], 2):
            yield Component(f"{more.name} over {less.name}", more, less, 0.0, factor=limit)


def _at_least(kinds: list[Kind], shape: Shape, limit: float) -> Iterator[Component]:
    for kind in kinds:
        for group in range(shape.size[0]):
            rate = _rate(kind, shape, group)
            yield Component(f"{rate.name} too low", rate, None, -limit, factor=-1.0)
