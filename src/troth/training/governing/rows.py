"""The rows of a split as clauses count them: truths, groups, and what an audit would count of some answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from troth.data import Split
from troth.measures import Table, Tokens, by_name
from troth.standard import Clause
from troth.training.constraints.clauses import Columns, columns_of
from troth.training.constraints.components import Floats
from troth.training.governing.membership import Codes, Membership


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows (of token tasks: words) of a split: the code of each one's true label, and the groups it is in."""

    split: Split
    truth: Codes
    members: Membership
    labels: tuple[str, ...]

    @classmethod
    def of(cls, split: Split, blocks: Sequence[Columns], labels: tuple[str, ...]) -> Rows:
        """With the groups of each of these tuples of columns."""
        truth = split.label_codes(labels).astype(np.int64)
        return cls(split, truth, Membership.of(split, blocks, len(truth)), labels)

    @property
    def known(self) -> Floats:
        """How many rows each group and truth has, [groups, labels]."""
        found: Floats = self.count(np.arange(len(self.truth)), self.truth).sum(axis=2)
        return found

    def count(self, rows: Codes, said: Codes) -> Floats:
        """The table [groups, labels, labels] of some rows and what was said of them."""
        return self.members.count(rows, self.truth[rows], said, len(self.labels))

    def audited(self, clause: Clause, said: Codes) -> Table | Tokens:
        """What was said of every row, counted as an audit counts it for a clause: by documents where it knows them."""
        columns, split = columns_of(clause), self.split
        measure = by_name((clause.measure.inner or clause.measure).name)
        lengths, documents = split.lengths(), split.documents()
        if measure is not None and measure.needs == "tokens" and lengths is not None:
            known = documents if split.roles.document else None
            groups = split.row_groups(*columns) if columns else None
            return Tokens.count(self.truth, said, self.labels, lengths, known, groups)
        together = None if documents is None or lengths is None else documents.repeat(lengths)
        groups = split.groups(*columns) if columns else None
        return Table.count(self.truth, said, self.labels, groups, documents=together)
