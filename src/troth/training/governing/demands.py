"""Which clauses of a charter a training can obey, on which groups; and, in sentences, which it cannot and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from troth.data import Dataset
from troth.standard import Charter, Clause
from troth.training.constraints.clauses import (
    called,
    clauses_of,
    columns_of,
    left_in_part,
    left_out,
    some,
    unknown_label,
)
from troth.training.constraints.components import Component, Rate, Shape, components_of, is_of_rates
from troth.training.constraints.inequalities import Inequalities, Stacked
from troth.training.governing.rows import Rows

OF_THE_LOSS = ("accuracy", "token_accuracy")  # of all rows together: what a training for the task alone raises anyway
VALIDATED = ("macro_f1", "token_macro_f1", "entity_f1")  # plain measures of the validation split that are no rates
BY_COPIES = ("counterfactual_consistency", "counterfactual_recall_difference")  # trained for by rows with other words
MOST_INEQUALITIES = 12_000  # of one clause: as many as equalized odds of two groups over 77 labels
ROWS_OF_DOUBT = 10.0
"""Rows that a group's rate is taken together with, at the rate of all groups: a group of eight rows, where one answer
more moves the rate by an eighth, is listened to by half; one of a hundred by nine tenths."""


@dataclass(frozen=True, slots=True)
class Demands:
    """The clauses that a training obeys.

    others: further clauses that the validation split answers, as that on macro F1: nothing pulls by them, but the
    weights that are kept hold them where they can. shapes, firsts: of each clause's table, and its first group in the
    stacked one. training, validation: the rows.
    """

    clauses: tuple[Clause, ...]
    others: tuple[Clause, ...]
    shapes: tuple[Shape, ...]
    firsts: tuple[int, ...]
    training: Rows
    validation: Rows

    def inequalities(self, aims: Sequence[float]) -> Inequalities:
        """Of all clauses, with these limits in the place of their own; what cannot be learned or seen is left out."""
        absent = (self.training.known == 0) | (self.validation.known == 0)
        stacked = [
            Stacked(tuple(c for c in self.components(place, aim) if not _gone(c, absent[first:])), first)
            for place, (aim, first) in enumerate(zip(aims, self.firsts, strict=True))
        ]
        return Inequalities(stacked, *absent.shape, doubt=ROWS_OF_DOUBT)

    def components(self, place: int, aim: float) -> tuple[Component, ...]:
        """Of one clause, whatever rows there are."""
        return components_of(self.clauses[place], self.shapes[place], aim=aim) or ()

    def only(self, kept: Sequence[int]) -> Demands:
        """Some of the clauses."""
        clauses, shapes = (tuple(self.clauses[place] for place in kept), tuple(self.shapes[place] for place in kept))
        return replace(self, clauses=clauses, shapes=shapes, firsts=tuple(self.firsts[place] for place in kept))


def demands_of(charter: Charter, dataset: Dataset) -> tuple[Demands | None, tuple[str, ...]]:
    """What a training of the charter obeys, None where that is nothing; and what a reader should know of the rest."""
    positive, looked_at = charter.task.positive, clauses_of(charter)
    wanted = [clause for clause in looked_at if is_of_rates(clause.measure, positive)]
    others = tuple(one for one in looked_at if one not in wanted and one.measure.name in VALIDATED)
    aimed = [one for one in looked_at if one in (*wanted, *others) or one.measure.name in BY_COPIES]
    aimless = [one for one in looked_at if one.article == "fairness" and one not in aimed]
    notes = [left_out(clause, "training cannot aim at its measure") for clause in aimless]
    if not any(map(governs, wanted)):
        return None, tuple(notes)
    reasons = [_missing(clause, dataset) for clause in wanted]
    notes += [left_out(clause, why) for clause, why in zip(wanted, reasons, strict=True) if why]
    clauses = tuple(clause for clause, why in zip(wanted, reasons, strict=True) if not why)
    if not any(map(governs, clauses)):
        return None, tuple(notes)
    demands, empty = _without_the_empty(_demands(clauses, others, positive, dataset))
    return demands, (*notes, *empty)


def governs(clause: Clause) -> bool:
    """Whether a clause on rates asks for anything that a training for the task alone does not ask for already.

    A charter of clauses on plain accuracy is trained as one without; beside others they are obeyed too.
    """
    return clause.measure.name not in OF_THE_LOSS


def _missing(clause: Clause, dataset: Dataset) -> str | None:
    """Why a clause cannot be trained for at all; None where it can."""
    if not len(dataset.validation):
        return "there is no validation split to see on whether it holds"
    unknown = unknown_label(clause, dataset.labels)
    if unknown is not None:
        return unknown
    for split in (dataset.train, dataset.validation):
        absent = [name for name in columns_of(clause) if not split.has_groups(name)]
        if absent:
            return f"the {called(split)} split has no group column {', '.join(absent)}"
    groups = len(dataset.train.groups(*columns_of(clause)).names) if columns_of(clause) else 1
    count = len(dataset.labels) ** 2 * groups * (groups - 1)
    of_all = "label" not in clause.measure.arguments
    if clause.measure.name == "equalized_odds_difference" and of_all and count > MOST_INEQUALITIES:
        return f"it stands for {count} inequalities, which a label in it would make fewer"
    return None


def _demands(
    clauses: tuple[Clause, ...], others: tuple[Clause, ...], positive: str | None, dataset: Dataset
) -> Demands:
    blocks = tuple(dict.fromkeys(columns_of(clause) for clause in clauses))
    names = {columns: dataset.train.groups(*columns).names if columns else () for columns in blocks}
    firsts = np.cumsum([0, *(max(len(names[columns]), 1) for columns in blocks)]).tolist()
    first = dict(zip(blocks, firsts[:-1], strict=True))
    rows = [Rows.of(split, blocks, dataset.labels) for split in (dataset.train, dataset.validation)]
    shapes = tuple(Shape(names[columns_of(one)], dataset.labels, positive) for one in clauses)
    return Demands(clauses, others, shapes, tuple(first[columns_of(one)] for one in clauses), *rows)


def _without_the_empty(demands: Demands) -> tuple[Demands | None, list[str]]:
    """Drop the clauses of which no inequality has rows in both splits; sentences say what has none, of all clauses."""
    kept, notes = [], []
    absent = [(rows, rows.known == 0) for rows in (demands.training, demands.validation)]
    for place, (clause, first) in enumerate(zip(demands.clauses, demands.firsts, strict=True)):
        components = demands.components(place, clause.limit)
        found = [(rows.split, _empty_rates(components, gone[first:])) for rows, gone in absent]
        reasons = [f"the {called(split)} split has no rows for {some(names)}" for split, names in found if names]
        both = (absent[0][1] | absent[1][1])[first:]
        if not all(_gone(component, both) for component in components):
            kept.append(place)
        told = left_in_part if place in kept else left_out
        notes += [told(clause, why) for why in reasons]
    obeyed = demands.only(kept)
    return (obeyed if any(map(governs, obeyed.clauses)) else None), notes


def _empty_rates(components: Sequence[Component], absent: NDArray[np.bool_]) -> list[str]:
    rates = [rate for one in components for rate in (one.more, one.less) if rate is not None]
    return list(dict.fromkeys(rate.name for rate in rates if _empty(rate, absent)))


def _gone(component: Component, absent: NDArray[np.bool_]) -> bool:
    return any(_empty(rate, absent) for rate in (component.more, component.less) if rate is not None)


def _empty(rate: Rate, absent: NDArray[np.bool_]) -> bool:
    """Whether a rate has nothing to be out of: its group has no row of any truth that it looks at."""
    truths: NDArray[np.bool_] = np.asarray(rate.of.any(axis=2))
    return bool(absent[: truths.shape[0]][truths].all())
