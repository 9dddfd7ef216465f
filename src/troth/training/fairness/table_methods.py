"""Tables under another method of fairness than prices: what is decided, and how the charter's clauses stand then.

Nothing is priced and no clause is left out of the account: repeats are compared, and a search is led, by whether the
clauses hold on rows that the model did not learn from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from troth.data import Dataset
from troth.errors import TrainingError
from troth.models import Toll, belief_of, decide
from troth.standard import Charter
from troth.training.constraints.account import Account, Line, value_of
from troth.training.constraints.frontier import within
from troth.training.constraints.settlement import NEAR
from troth.training.cross_fitting import Codes
from troth.training.fairness.choice import Fairness
from troth.training.fairness.group_reader import read, reader_of
from troth.training.fairness.thresholds import Answers, aimed, thresholds_of
from troth.training.governed_table import ABSTAINED, Governed, Watching
from troth.training.group_models import Grouping, grouping_of
from troth.training.held_out import HeldOut, Ungoverned, counted, hold_out
from troth.training.wanted_clauses import Wanted, wanted_clauses

FILE = "groups-1.skops"
KEPT = "Every group keeps the ordinary threshold: the clauses that compare them hold with it, or none can be aimed at."


def other_method(
    charter: Charter,
    dataset: Dataset,
    fairness: Fairness,
    model: Ungoverned,
    columns: Sequence[str],
    seed: int,
    watching: Watching,
) -> Governed:
    """How a model decides that is trained by a method other than constraints. columns: its features, by name.

    Raises TrainingError where there can be no thresholds by group.
    """
    wanted, notes = wanted_clauses(charter, dataset)
    case = _Case(charter, dataset.labels, wanted)
    if fairness.method != "thresholds":
        return case.looked_at(model)
    grouping = grouping_of(fairness.columns, dataset.train, dataset.validation)
    if grouping is None or len(dataset.labels) != 2 or not set(fairness.columns) <= set(columns):
        raise TrainingError(
            "thresholds by group need two labels, and groups that each row is given one of",
            remedy="Write training: {fairness: constraints}.",
        )
    reader = reader_of(grouping, model, [list(columns).index(name) for name in fairness.columns])
    held = hold_out(model, seed, watching("cross-fitting"))
    return case.by_thresholds(held, grouping, reader, notes)


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows held out. truth, given: [n] codes. before: what they are given without the method; None where that was not
    tried. first: of them among the training rows and then the validation rows."""

    truth: Codes
    given: Codes
    before: Codes | None = None
    first: int = 0


@dataclass(frozen=True, slots=True)
class _Case:
    """A charter's clauses on rates, those too that the method is not for: it is chosen between repeats by all."""

    charter: Charter
    labels: tuple[str, ...]
    wanted: tuple[Wanted, ...]

    def looked_at(self, model: Ungoverned) -> Governed:
        """The most probable labels, and how the clauses stand on the validation rows."""
        if not self.wanted or not len(model.check.codes):
            return Governed()
        account = self._account(Seen(model.check.codes, model.checked(), first=len(model.learn.codes)), {})
        return Governed(constraints=account.settings(), notes=_notes(account))

    def by_thresholds(self, held: HeldOut, grouping: Grouping, reader: object, notes: tuple[str, ...]) -> Governed:
        """The toll that decides by thresholds, with what reads the groups, and how the clauses stand on all rows."""
        model, count = held.model, len(grouping.names)
        features = np.concatenate([model.learn.features, model.check.features])
        positive = self.labels.index(self.charter.task.positive or self.labels[1])
        answers = Answers.of(held.scores, read(reader, features, count), held.truth, positive, held.barred)
        aims = {one.target.clause.text: aimed(one) for one in self.wanted if one.grouping is not None}
        cuts = thresholds_of(answers, count, [one for one in self.wanted if one.grouping is not None])
        costs = np.zeros((count, 2, 2))
        costs[:, :, positive] = (2 * cuts - 1)[:, None]  # the label is given where p - cost > 1 - p
        given = decide(held.scores, [belief_of(reader, features, held.scores, count)], [costs], held.barred)
        account = self._account(Seen(held.truth, given, held.likeliest), aims)
        score = model.accuracy(given[len(model.learn.codes) :])
        unanswered = (ABSTAINED,) if self.charter.task.abstain_below is not None or held.unanswered else ()
        told = (*notes, *account.notes(), *_notes(account), *unanswered)
        constraints = account.settings() if self.wanted else None
        if not costs.any():
            return Governed(constraints=constraints, notes=(KEPT, *notes, *_notes(account)), score=score)
        toll = Toll(grouping.columns, grouping.names, costs, FILE)
        return Governed((toll,), {FILE: reader}, constraints, told, score)

    def _account(self, seen: Seen, aims: Mapping[str, float]) -> Account:
        """aims: of clauses, by their text; of the others it is the limit."""
        lines = tuple(self._line(one, seen, aims.get(one.target.clause.text)) for one in self.wanted)
        right = [None if codes is None else float((codes == seen.truth).mean()) for codes in (seen.before, seen.given)]
        return Account(len(seen.truth), lines, right[0], right[1] or 0.0)

    def _line(self, one: Wanted, seen: Seen, wished: float | None) -> Line:
        clause = one.target.clause
        before = None if seen.before is None else self._value(one, seen, seen.before)
        after = self._value(one, seen, seen.given)
        wish = clause.limit if wished is None else wished
        reached = after is not None and within(clause, after, wish, NEAR)
        return Line(clause, wish if reached else clause.limit, wish, before, after, None, None)

    def _value(self, one: Wanted, seen: Seen, codes: Codes) -> float | None:
        groups = one.grouping.groups(seen.first) if one.grouping else None
        return value_of(one.target.clause, counted(seen.truth, codes, groups, self.labels), self.charter.task.positive)


def _notes(account: Account) -> tuple[str, ...]:
    """A sentence for each clause that is not held."""
    return tuple(
        f"Clause {line.clause.text} is not held on the {account.rows} rows held out: it comes to {line.after:.4g}."
        for line in account.lines
        if line.after is not None and not line.held
    )
