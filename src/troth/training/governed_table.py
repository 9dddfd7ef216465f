"""A table's model under its charter's rate clauses: nothing is trained again, labels are decided otherwise.

What the model says of rows that it did not learn from tells what each clause costs; these costs, and the models of
groups that they are expected by, become part of the model. No group is an input of it for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from troth.data import Dataset
from troth.models import Toll
from troth.standard import Charter, Evidence
from troth.training.constraints.account import Account, Line, value_and_reach
from troth.training.constraints.aims import aim_of, evidence_of, margin_of, scaled
from troth.training.constraints.clauses import Columns
from troth.training.constraints.frontier import Frontier
from troth.training.constraints.inequalities import Inequalities
from troth.training.constraints.plug_in import INSIDE, Codes, Population
from troth.training.constraints.settlement import Settlement, Want, settle
from troth.training.cross_fitting import Watched
from troth.training.group_models import Teller
from troth.training.held_out import HeldOut, Ungoverned, hold_out
from troth.training.table_frontier import TableFrontier
from troth.training.wanted_clauses import Wanted, wanted_clauses

Watching = Callable[[str], Watched]
"""From the name of a stage to what is told its progress."""


@dataclass(frozen=True, slots=True)
class Governed:
    """What obeying the clauses adds to a model.

    tolls: by which labels are decided; none where the most probable labels obey already. estimators: the models of
    groups, by file. constraints: for `Trained.settings`, None where there was no clause to obey. score: the accuracy of
    what is decided on the validation rows; None without such rows, or where nothing changed.
    """

    tolls: tuple[Toll, ...] = ()
    estimators: dict[str, Any] = field(default_factory=dict)
    constraints: dict[str, Any] | None = None
    notes: tuple[str, ...] = ()
    score: float | None = None


def govern(charter: Charter, dataset: Dataset, model: Ungoverned, seed: int, watching: Watching) -> Governed:
    """Decide by the charter's clauses from here on; a model without such clauses stays as it is."""
    wanted, notes = wanted_clauses(charter, dataset)
    if not wanted:
        return Governed(notes=notes)
    case = Case(charter, dataset, wanted, hold_out(model, seed, watching("cross-fitting")))
    margins = case.margins()
    if case.obeys(margins):
        account = case.account(None, margins)
        return Governed(constraints=account.settings(), notes=(*notes, *account.notes()))
    tellers = case.tellers(seed, watching)
    settlement = case.settled(margins, tellers, watching("constraining"))
    account = case.account(settlement, margins)
    frontier = TableFrontier(case, tellers, watching("drawing the frontier")).brief(settlement)
    drawn = {"frontier": frontier.written()} if frontier else {}
    tolls, estimators = tolls_of(case, tellers, settlement)
    unanswered = (ABSTAINED,) if charter.task.abstain_below is not None or case.held.unanswered else ()
    said = (*notes, *account.notes(), *unanswered)
    return Governed(tolls, estimators, account.settings() | drawn, said, case.score(settlement))


def frontier_of(
    charter: Charter, dataset: Dataset, model: Ungoverned, seed: int, watching: Watching
) -> Frontier | None:
    """What each fairness clause costs at other limits; None where the charter has none that can be trained for.

    Its chosen point is what `govern` comes to with the same seed.
    """
    wanted, notes = wanted_clauses(charter, dataset)
    if not wanted:
        return None
    case = Case(charter, dataset, wanted, hold_out(model, seed, watching("cross-fitting")))
    margins, tellers = case.margins(), case.tellers(seed, watching)
    settlement = None if case.obeys(margins) else case.settled(margins, tellers, watching("constraining"))
    drawn = TableFrontier(case, tellers, watching("drawing the frontier")).whole(settlement)
    return drawn and replace(drawn, notes=(*notes, *case.account(settlement, margins).notes()))


ABSTAINED = "Clauses were trained for as if no row were left unanswered; the audit knows of those that are."


@dataclass(frozen=True, slots=True)
class Case:
    """A charter's clauses over the rows that its model did not learn from."""

    charter: Charter
    dataset: Dataset
    wanted: tuple[Wanted, ...]
    held: HeldOut

    def margins(self) -> list[float]:
        """How far inside its limit each clause is to be aimed."""
        return [margin_of(one.target.clause, self._expected(one)) for one in self.wanted]

    def _expected(self, one: Wanted) -> Evidence:
        """What an audit of as many rows as the test split has would find of the most probable labels."""
        table = scaled(self.held.table(self.held.likeliest, one.grouping, self.dataset.labels), len(self.dataset.test))
        clause = one.target.clause
        confidence = self.charter.confidence_of(clause)
        return evidence_of(clause, table, positive=self.charter.task.positive, confidence=confidence)

    def obeys(self, margins: Sequence[float]) -> bool:
        """Whether the most probable labels hold every clause with its margin."""
        for one, margin in zip(self.wanted, margins, strict=True):
            table = self.held.table(self.held.likeliest, one.grouping, self.dataset.labels)
            whole = table.overall[None] if one.grouping is None else table.counts
            counts = whole[:, : len(self.dataset.labels), : len(self.dataset.labels)]
            inequalities = Inequalities.of(one.target.components(aim_of(one.target.clause, margin)))
            if inequalities.excesses(counts.astype(float)).max() > -INSIDE:
                return False
        return True

    def tellers(self, seed: int, watching: Watching) -> dict[Columns, Teller]:
        """A model of groups for each set of group columns."""
        found: dict[Columns, Teller] = {}
        for one in self.wanted:
            if one.grouping is not None and one.grouping.columns not in found:
                stage = watching(f"telling {' & '.join(one.grouping.columns)}")
                found[one.grouping.columns] = self.held.told(one.grouping, seed + len(found) + 1, stage)
        return found

    def settled(self, margins: Sequence[float], tellers: dict[Columns, Teller], watched: Watched) -> Settlement:
        """The costs of the clauses."""
        populations = self.populations(tellers)
        wants = [
            Want(one.target, margin, populations[one.columns]) for one, margin in zip(self.wanted, margins, strict=True)
        ]
        held = self.held
        return settle(held.scores, held.truth, wants, lambda done: watched(done, None), barred=held.barred)

    def populations(self, tellers: Mapping[Columns, Teller]) -> dict[Columns, Population]:
        """The rows by the groups of each set of columns that clauses compare."""
        return {
            columns: self._population(columns, tellers) for columns in dict.fromkeys(c.columns for c in self.wanted)
        }

    def _population(self, columns: Columns, tellers: Mapping[Columns, Teller]) -> Population:
        grouping = next(one.grouping for one in self.wanted if one.columns == columns)
        if grouping is None:
            return Population(np.ones((len(self.held.truth), 1)), self.held.scores[:, None])
        return Population(grouping.members, tellers[columns].belief)

    def account(self, settlement: Settlement | None, margins: Sequence[float]) -> Account:
        """What it came to; without a settlement, nothing had to be done."""
        before = self.held.likeliest
        after = before if settlement is None else settlement.solution.codes
        lines = [self._line(place, settlement, margins, before, after) for place in range(len(self.wanted))]
        right = [float((codes == self.held.truth).mean()) for codes in (before, after)]
        conflicts = () if settlement is None else settlement.conflicts
        steady = settlement is None or settlement.steady
        return Account(len(before), tuple(lines), right[0], right[1], conflicts, steady)

    def _line(
        self, place: int, settlement: Settlement | None, margins: Sequence[float], before: Codes, after: Codes
    ) -> Line:
        one = self.wanted[place]
        wished = aim_of(one.target.clause, margins[place])
        (value, _), (now, reach) = (self._value(one, codes) for codes in (before, after))
        if settlement is None:
            return Line(one.target.clause, wished, wished, value, now, 0.0, 0.0, reach)
        aim, price, cost = settlement.aims[place], settlement.prices[place], settlement.costs[place]
        return Line(one.target.clause, aim, wished, value, now, price, cost, reach)

    def _value(self, one: Wanted, codes: Codes) -> tuple[float | None, float | None]:
        table = self.held.table(codes, one.grouping, self.dataset.labels)
        confidence = one.target.clause.confidence or self.charter.confidence
        return value_and_reach(one.target.clause, table, self.charter.task.positive, confidence)

    def score(self, settlement: Settlement) -> float | None:
        """Accuracy of what is decided on the validation rows."""
        model = self.held.model
        return model.accuracy(settlement.solution.codes[len(model.learn.codes) :])


def tolls_of(
    case: Case, tellers: dict[Columns, Teller], settlement: Settlement
) -> tuple[tuple[Toll, ...], dict[str, Any]]:
    """What the folder keeps: costs that are not all zero, and the models of groups that these need."""
    tolls: list[Toll] = []
    estimators: dict[str, Any] = {}
    each = dict.fromkeys(one.columns for one in case.wanted)
    for columns, costs in zip(each, settlement.solution.costs, strict=True):
        if not costs.any():
            continue
        grouping = next(one.grouping for one in case.wanted if one.columns == columns)
        file = f"groups-{len(estimators) + 1}.skops" if columns else None
        tolls.append(Toll(columns, grouping.names if grouping else (), costs, file))
        if file is not None:
            estimators[file] = tellers[columns].estimator
    return tuple(tolls), estimators
