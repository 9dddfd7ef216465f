"""The frontier of a table's model: it is trained once, and decides anew for every limit.

Everything is looked at on rows that the model did not learn from, the same that its clauses are obeyed on; the test
split is never among them. Costs are few numbers, so what is found on these rows flatters the points little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING

from troth.measures import accuracy
from troth.standard import Charter, Estimate, Evidence
from troth.training.constraints.aims import evidence_of
from troth.training.constraints.frontier import SHARES, Frontier, Point, Sweep, limits_between, within
from troth.training.constraints.plug_in import Codes, Demand, Solution, solve
from troth.training.constraints.settlement import NEAR, Settlement
from troth.training.cross_fitting import Watched
from troth.training.group_models import Teller
from troth.training.wanted_clauses import Wanted

if TYPE_CHECKING:
    from troth.training.governed_table import Case

SWEPT = "fairness"  # the article whose clauses a frontier is drawn of
BRIEF = (0.25, 0.5, 0.75)  # shares of the way that every training looks at: a few more solutions than it needs anyway

Tellers = Mapping[tuple[str, ...], Teller]


def solved(case: Case, tellers: Tellers, limits: Mapping[int, float]) -> Solution:
    """The best decisions of a case within these limits of its clauses, by number; the nearest where none are found.

    Steady ones, unless only others hold the limits.
    """
    populations = case.populations(tellers)
    wanted = {place: case.wanted[place] for place in limits}
    demands = [
        Demand(one.target.clause, one.target.components(limits[place]), populations[one.columns])
        for place, one in wanted.items()
    ]
    scores, truth, barred = case.held.scores, case.held.truth, case.held.barred
    steady = solve(scores, truth, demands, barred=barred)
    if steady.shortfall <= NEAR:
        return steady
    brittle = solve(scores, truth, demands, steady=False, barred=barred)
    return brittle if brittle.shortfall <= NEAR else steady


class TableFrontier:
    """Draws the frontier of the fairness clauses of one case."""

    def __init__(self, case: Case, tellers: Tellers, watched: Watched) -> None:
        self._case, self._tellers, self._watched = case, tellers, watched
        self._places = [at for at, one in enumerate(case.wanted) if one.target.clause.article == SWEPT]
        self._free = self._point(case.held.likeliest, {})
        self._solved = count(1)

    def brief(self, settlement: Settlement) -> Frontier | None:
        """All clauses together, at few limits: what a training says of itself."""
        return self._drawn(settlement, [self._places], BRIEF)

    def whole(self, settlement: Settlement | None) -> Frontier | None:
        """Each clause alone, and all together by a common share of the way."""
        sets = [[place] for place in self._places] + ([self._places] if len(self._places) > 1 else [])
        return self._drawn(settlement, sets, SHARES)

    def _drawn(
        self, settlement: Settlement | None, sets: Sequence[list[int]], shares: Sequence[float]
    ) -> Frontier | None:
        """settlement: what the charter came to; None where nothing had to be done for it."""
        if not self._places:
            return None
        case, clauses = self._case, [self._wanted(place).target.clause for place in self._places]
        codes = case.held.likeliest if settlement is None else settlement.solution.codes
        chosen = self._point(codes, {place: self._wanted(place).target.clause.limit for place in self._places})
        sweeps = tuple(self._sweep(places, shares, len(sets) * len(shares)) for places in sets)
        conflicts = () if settlement is None else settlement.conflicts
        named = tuple(tuple(self._wanted(place).target.clause.text for place in places) for places in conflicts)
        rows, confidence = len(case.held.truth), case.charter.confidence
        return Frontier(tuple(clauses), "accuracy", rows, confidence, self._free, chosen, sweeps, named)

    def _sweep(self, places: Sequence[int], shares: Sequence[float], total: int) -> Sweep:
        """Each point the best of those that hold its limits: what a stricter one was found to allow it allows too."""
        ways = {place: self._limits(place, shares, alone=len(places) == 1) for place in places}
        asked = [{place: way[step] for place, way in ways.items() if way} for step in range(len(shares))]
        points: list[Point] = []
        best: Solution | None = None
        for limits in reversed([limits for limits in asked if limits]):
            self._watched(next(self._solved), total)
            found = solved(self._case, self._tellers, limits)
            held = best is not None and best.accuracy > found.accuracy and self._point(best.codes, limits).held
            best = best if held else found
            points.append(self._point((best or found).codes, limits))
        return Sweep(tuple(self._places.index(place) for place in places), (self._free, *reversed(points)))

    def _limits(self, place: int, shares: Sequence[float], *, alone: bool) -> tuple[float, ...]:
        """Those of one clause on its way. Beside others a level ends at its own limit: of gaps all can be closed at
        once, but no model knows everything."""
        free = self._free.values[self._places.index(place)]
        clause = self._wanted(place).target.clause
        if not isinstance(free, Estimate):
            return ()
        if clause.measure.inner is None or alone:
            return limits_between(clause, free.value, shares)
        return tuple(min(clause.limit, free.value + share * (clause.limit - free.value)) for share in shares)

    def _point(self, codes: Codes, limits: Mapping[int, float]) -> Point:
        values = tuple(self._value(self._wanted(place), codes) for place in self._places)
        asked = tuple(limits.get(place) for place in self._places)
        held = all(
            isinstance(value, Estimate) and within(self._wanted(place).target.clause, value.value, limits[place], NEAR)
            for place, value in zip(self._places, values, strict=True)
            if place in limits
        )
        case = self._case
        task = accuracy(case.held.table(codes, None, case.dataset.labels), confidence=case.charter.confidence)
        return Point(asked, task, values, held)

    def _value(self, wanted: Wanted, codes: Codes) -> Evidence:
        charter: Charter = self._case.charter
        table = self._case.held.table(codes, wanted.grouping, self._case.dataset.labels)
        clause = wanted.target.clause
        confidence = charter.confidence_of(clause)
        return evidence_of(clause, table, positive=charter.task.positive, confidence=confidence)

    def _wanted(self, place: int) -> Wanted:
        return self._case.wanted[place]
