"""Which clauses of a charter a training can obey, on which groups; and, in sentences, which it cannot and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from troth.data import Dataset, Split
from troth.standard import Charter, Clause
from troth.training.constraints.components import Component, Floats, Rate, Shape, components_of, is_of_rates
from troth.training.governing.inequalities import Demand, Inequalities
from troth.training.governing.membership import Codes, Columns, Membership

VALIDATED = ("macro_f1", "token_macro_f1", "entity_f1")  # plain measures of the validation split that are no rates
MOST_INEQUALITIES = 12_000  # of one clause: as many as equalized odds of two groups over 77 labels
NAMED = 3  # rates without rows that a note names; more would hide what it says


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows (words) of a split: the code of each one's true label, and the groups it is in."""

    split: Split
    truth: Codes
    members: Membership
    labels: tuple[str, ...]

    @property
    def known(self) -> Floats:
        """How many rows each group and truth has, [groups, labels]."""
        found: Floats = self.count(np.arange(len(self.truth)), self.truth).sum(axis=2)
        return found

    def count(self, rows: Codes, said: Codes) -> Floats:
        """The table [groups, labels, labels] of some rows and what was said of them."""
        return self.members.count(rows, self.truth[rows], said, len(self.labels))


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
        demands = [
            Demand(tuple(c for c in self.components(place, aim) if not _gone(c, absent[first:])), first)
            for place, (aim, first) in enumerate(zip(aims, self.firsts, strict=True))
        ]
        return Inequalities(demands, *absent.shape)

    def components(self, place: int, aim: float) -> tuple[Component, ...]:
        """Of one clause, whatever rows there are."""
        return components_of(self.clauses[place], self.shapes[place], aim=aim) or ()

    def only(self, kept: Sequence[int]) -> Demands:
        """Some of the clauses."""
        clauses, shapes = (tuple(self.clauses[place] for place in kept), tuple(self.shapes[place] for place in kept))
        return replace(self, clauses=clauses, shapes=shapes, firsts=tuple(self.firsts[place] for place in kept))


def demands_of(charter: Charter, dataset: Dataset) -> tuple[Demands | None, tuple[str, ...]]:
    """What a training of the charter obeys, None where that is nothing; and what a reader should know of the rest."""
    positive = charter.task.positive
    wanted = [clause for clause in charter.clauses if is_of_rates(clause.measure, positive)]
    if not wanted or not charter.training.constrained:
        return None, ()
    reasons = [_missing(clause, dataset) for clause in wanted]
    notes = [_untrained(clause, reason) for clause, reason in zip(wanted, reasons, strict=True) if reason]
    clauses = tuple(clause for clause, reason in zip(wanted, reasons, strict=True) if not reason)
    if not clauses:
        return None, tuple(notes)
    others = tuple(one for one in charter.clauses if one not in wanted and one.measure.name in VALIDATED)
    demands, empty = _without_the_empty(_demands(clauses, others, positive, dataset))
    return demands, (*notes, *empty)


def columns_of(clause: Clause) -> Columns:
    """The group columns a clause compares, none where it looks at all rows."""
    group = clause.measure.arguments.get("group", ())
    return tuple(str(name) for name in group) if isinstance(group, tuple) else (str(group),)


def _missing(clause: Clause, dataset: Dataset) -> str | None:
    """Why a clause cannot be trained for at all; None where it can."""
    if not len(dataset.validation):
        return "there is no validation split to see on whether it holds"
    label = (clause.measure.inner or clause.measure).arguments.get("label")
    if label is not None and label not in dataset.labels:
        return f"the data has no label {label}"
    for split in (dataset.train, dataset.validation):
        absent = [name for name in columns_of(clause) if not split.has_groups(name)]
        if absent:
            return f"the {_called(split)} split has no group column {', '.join(absent)}"
    groups = len(dataset.train.groups(*columns_of(clause)).names) if columns_of(clause) else 1
    count = len(dataset.labels) ** 2 * groups * (groups - 1)
    if clause.measure.name == "equalized_odds_difference" and label is None and count > MOST_INEQUALITIES:
        return f"it stands for {count} inequalities, which a label in it would make fewer"
    return None


def _untrained(clause: Clause, reason: str, how: str = "not") -> str:
    return f"{clause.text} could {how} be trained for: {reason}."


def _called(split: Split) -> str:
    return "training" if split.name == "train" else split.name


def _demands(
    clauses: tuple[Clause, ...], others: tuple[Clause, ...], positive: str | None, dataset: Dataset
) -> Demands:
    blocks = tuple(dict.fromkeys(columns_of(clause) for clause in clauses))
    names = {columns: dataset.train.groups(*columns).names if columns else () for columns in blocks}
    firsts = np.cumsum([0, *(max(len(names[columns]), 1) for columns in blocks)]).tolist()
    first = dict(zip(blocks, firsts[:-1], strict=True))
    rows = [_rows(split, blocks, dataset.labels) for split in (dataset.train, dataset.validation)]
    shapes = tuple(Shape(names[columns_of(one)], dataset.labels, positive) for one in clauses)
    return Demands(clauses, others, shapes, tuple(first[columns_of(one)] for one in clauses), *rows)


def _rows(split: Split, blocks: Sequence[Columns], labels: tuple[str, ...]) -> Rows:
    truth = split.label_codes(labels).astype(np.int64)
    return Rows(split, truth, Membership.of(split, blocks, len(truth)), labels)


def _without_the_empty(demands: Demands) -> tuple[Demands | None, list[str]]:
    """Drop the clauses of which no inequality has rows in both splits; sentences say what has none, of all clauses."""
    kept, notes = [], []
    absent = [(rows, rows.known == 0) for rows in (demands.training, demands.validation)]
    for place, (clause, first) in enumerate(zip(demands.clauses, demands.firsts, strict=True)):
        components = demands.components(place, clause.limit)
        found = [(rows.split, _empty_rates(components, gone[first:])) for rows, gone in absent]
        reasons = [f"the {_called(split)} split has no rows for {_listed(names)}" for split, names in found if names]
        both = (absent[0][1] | absent[1][1])[first:]
        if not all(_gone(component, both) for component in components):
            kept.append(place)
        if reasons:
            how = "only in part" if place in kept else "not"
            notes.append(_untrained(clause, " and ".join(reasons), how))
    if not kept:
        return None, notes
    return demands.only(kept), notes


def _empty_rates(components: Sequence[Component], absent: NDArray[np.bool_]) -> list[str]:
    rates = [rate for one in components for rate in (one.more, one.less) if rate is not None]
    return list(dict.fromkeys(rate.name for rate in rates if _empty(rate, absent)))


def _gone(component: Component, absent: NDArray[np.bool_]) -> bool:
    return any(_empty(rate, absent) for rate in (component.more, component.less) if rate is not None)


def _empty(rate: Rate, absent: NDArray[np.bool_]) -> bool:
    """Whether a rate has nothing to be out of: its group has no row of any truth that it looks at."""
    truths: NDArray[np.bool_] = np.asarray(rate.of.any(axis=2))
    return bool(absent[: truths.shape[0]][truths].all())


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
