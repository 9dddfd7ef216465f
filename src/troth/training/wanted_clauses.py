"""Which clauses of a charter a table's model can be trained for, and why not the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from troth.data import Dataset
from troth.standard import Charter, Clause
from troth.training.constraints.clauses import clauses_of, columns_of, left_in_part, left_out, some, unknown_label
from troth.training.constraints.components import Floats, Shape
from troth.training.constraints.target import LEAST_ROWS, Target, target_of
from troth.training.cross_fitting import Codes
from troth.training.group_models import Grouping, grouping_of

BY_CONSTRUCTION = "counterfactual_consistency"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clause to train for. grouping: None where it is about all rows together."""

    target: Target
    grouping: Grouping | None

    @property
    def columns(self) -> tuple[str, ...]:
        """The group columns it compares."""
        return () if self.grouping is None else self.grouping.columns


def wanted_clauses(charter: Charter, dataset: Dataset) -> tuple[tuple[Wanted, ...], tuple[str, ...]]:
    """The clauses to train for, and a sentence for each that is left out, wholly or in part."""
    wanted: list[Wanted] = []
    notes: list[str] = []
    for clause in clauses_of(charter):
        if clause.measure.name == BY_CONSTRUCTION:
            continue  # see `table_rules`
        found, why = _wanted(clause, charter, dataset)
        wanted += [] if found is None else [found]
        told = left_out if found is None else left_in_part
        notes += [] if why is None else [told(clause, why)]
    return tuple(wanted), tuple(notes)


def _wanted(clause: Clause, charter: Charter, dataset: Dataset) -> tuple[Wanted | None, str | None]:
    """The clause as it can be trained for, if at all, and why not all of it."""
    columns, unknown = columns_of(clause), unknown_label(clause, dataset.labels)
    if unknown is not None:
        return None, unknown
    if not all(dataset.train.has_groups(column) for column in columns):
        return None, "the training split names no groups for it"
    grouping = grouping_of(columns, dataset.train, dataset.validation) if columns else None
    if columns and grouping is None:
        return None, "a row may be in several of its groups"
    if grouping is not None and len(np.unique(grouping.learn[grouping.learn >= 0])) < 2:
        return None, "fewer than two of its groups have rows in the training split"
    rows = _rows(grouping, _truth(dataset), len(dataset.labels))
    shape = Shape(grouping.names if grouping else (), dataset.labels, charter.task.positive)
    target = target_of(clause, shape, rows)
    if target is None:
        return None, "training cannot aim at its measure" if clause.article == "fairness" else None
    if not target.kept:
        return None, f"there are fewer than {LEAST_ROWS} rows for it"
    return Wanted(target, grouping), _without(target.thin)


def _without(thin: Sequence[str]) -> str | None:
    return f"fewer than {LEAST_ROWS} rows for {some(thin)}" if thin else None


def _truth(dataset: Dataset) -> Codes:
    return np.concatenate([split.label_codes(dataset.labels) for split in (dataset.train, dataset.validation)])


def _rows(grouping: Grouping | None, truth: Codes, labels: int) -> Floats:
    """How many rows there are of each group and truth, [G, K]."""
    true = np.asarray(truth[:, None] == np.arange(labels), dtype=np.float64)
    found: Floats = true.sum(0)[None] if grouping is None else grouping.members.T @ true
    return found
