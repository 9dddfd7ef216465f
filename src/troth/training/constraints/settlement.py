"""Clauses held together, at what each costs; or the nearest that can be had, and which stand against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, count

from troth.training.constraints.aims import aim_of, perfect
from troth.training.constraints.components import Floats
from troth.training.constraints.plug_in import ROUNDS, Codes, Demand, Mask, Population, Solution, solve
from troth.training.constraints.target import Target

SHARES = (1.0, 0.75, 0.5, 0.25, 0.0)  # of the margins that are tried: a limit held without margin is still held
LOOK = 150  # rounds, where much is asked and a wrong answer only costs margin
NEAR = 0.002  # by how much an aim may be missed, all in all: attempts end near a limit, not on it


@dataclass(frozen=True, slots=True)
class Want:
    """A clause that training is to hold, over a population.

    margin: how far inside its limit it aims. given_up: whether it asks for nothing, as it cannot be held.
    """

    target: Target
    margin: float
    population: Population
    given_up: bool = False

    def demand(self, share: float) -> Demand:
        """The clause at its limit less a share of the margin."""
        return Demand(self.target.clause, self.target.components(self.aim(share)), self.population)

    def aim(self, share: float) -> float:
        """The limit less a share of the margin; of a clause that is given up, what everything holds."""
        if self.given_up:
            return 1 - perfect(self.target.clause)
        return aim_of(self.target.clause, share * self.margin)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What came of it.

    aims: of each clause. costs: the accuracy that each clause costs, by the decisions that hold all the others; None
    where it cannot be told. conflicts: sets of clauses, by number, that no decisions were found to hold together; of
    one where it cannot even be held alone; none where all are held. steady: whether other costs by a fiftieth would
    change little; see `solve`.
    """

    solution: Solution
    aims: tuple[float, ...]
    costs: tuple[float | None, ...]
    conflicts: tuple[tuple[int, ...], ...] = ()
    steady: bool = True

    @property
    def prices(self) -> tuple[float | None, ...]:
        """Accuracy lost for a unit of each limit.

        None of a clause that is given up, and of every clause where some cannot be held together: no multiplier is
        high enough.
        """
        if any(len(places) > 1 for places in self.conflicts):
            return (None,) * len(self.aims)
        lost = {place for places in self.conflicts for place in places}
        return tuple(None if place in lost else price for place, price in enumerate(self.solution.prices))


def settle(
    scores: Floats,
    truth: Codes,
    wants: Sequence[Want],
    watched: Callable[[int], None] = lambda done: None,
    *,
    barred: Mask | None = None,
) -> Settlement:
    """Decisions that hold every clause with the largest margins that can be had, or the nearest to that.

    A clause that no decisions are found to hold even alone is given up: it would be broken whatever is paid for it, and
    the others are held as if it were not there.

    Steady ones wherever these hold every clause without a margin at least.

    scores: [n, K] probabilities of rows the model did not learn from; truth: [n]. watched: told the
    number of each attempt. barred: [n, K], the labels that rules keep from each row.
    """
    attempts = count()
    steady = _Search(scores, truth, barred, tuple(wants), watched, attempts).settled()
    if not steady.conflicts:
        return steady
    brittle = _Search(scores, truth, barred, tuple(wants), watched, attempts, steady=False).settled()
    return steady if brittle.conflicts else brittle


@dataclass(frozen=True, slots=True)
class _Search:
    scores: Floats
    truth: Codes
    barred: Mask | None
    wants: tuple[Want, ...]
    watched: Callable[[int], None]
    attempts: Iterator[int]
    steady: bool = True

    def settled(self) -> Settlement:
        shares = [1.0] * len(self.wants)
        found = self.look(self.demands(shares))
        if _near(found):
            return Settlement(found, self.aims(shares), self.costs(found, shares), steady=self.steady)
        own = [self.most(want, excess) for want, excess in zip(self.wants, found.excesses, strict=True)]
        lost = [place for place, share in enumerate(own) if share is None]
        if lost:
            return self.without(lost)
        most = [share for share in own if share is not None]
        nearest = self.look(self.demands(most))
        for whole in SHARES:
            shares = [whole * share for share in most]
            found = nearest if whole == 1 else self.look(self.demands(shares))
            if _near(found):
                return Settlement(found, self.aims(shares), self.costs(found, shares), steady=self.steady)
        # A clause is lost: the nearest keep the margins, so that the others are held all the more surely.
        return Settlement(nearest, self.aims(most), (None,) * len(own), self.conflicts(nearest))

    def without(self, lost: Sequence[int]) -> Settlement:
        """The others alone; each of these is named, at the aim that it was not brought to."""
        wants = tuple(replace(want, given_up=place in lost or want.given_up) for place, want in enumerate(self.wants))
        rest = replace(self, wants=wants).settled()
        aims = [want.aim(1) if place in lost else rest.aims[place] for place, want in enumerate(self.wants)]
        costs = [None if place in lost else cost for place, cost in enumerate(rest.costs)]
        conflicts = (*((place,) for place in lost), *rest.conflicts)
        return replace(rest, aims=tuple(aims), costs=tuple(costs), conflicts=conflicts)

    def look(self, demands: Sequence[Demand], rounds: int = ROUNDS) -> Solution:
        self.watched(next(self.attempts))
        return solve(self.scores, self.truth, demands, rounds, steady=self.steady, barred=self.barred)

    def demands(self, shares: Sequence[float]) -> list[Demand]:
        return [want.demand(share) for want, share in zip(self.wants, shares, strict=True)]

    def aims(self, shares: Sequence[float]) -> tuple[float, ...]:
        return tuple(want.aim(share) for want, share in zip(self.wants, shares, strict=True))

    def most(self, want: Want, excess: float) -> float | None:
        """The largest share of its margin with which a clause can be held alone; None where it cannot be.

        excess: over the whole margin's aim, by decisions that were for all clauses together.
        """
        if excess <= NEAR:
            return SHARES[0]
        rounds = dict.fromkeys(SHARES, LOOK) | {0.0: ROUNDS}
        return next((share for share in SHARES if _near(self.look([want.demand(share)], rounds[share]))), None)

    def costs(self, found: Solution, shares: Sequence[float]) -> tuple[float | None, ...]:
        """What each clause costs: the accuracy of the decisions that hold all but it, less that of those found."""
        demands = self.demands(shares)
        costs: list[float | None] = []
        for place, price in enumerate(found.prices):
            others = demands[:place] + demands[place + 1 :]
            without = self.look(others) if price > 0 else found
            costs.append(max(without.accuracy - found.accuracy, 0.0) if _near(without) else None)
        return tuple(costs)

    def conflicts(self, nearest: Solution) -> tuple[tuple[int, ...], ...]:
        """Of clauses that can each be held alone: the pairs that cannot together, or all that are paid for."""
        limits = self.demands([0.0] * len(self.wants))
        lost = {place for place, excess in enumerate(nearest.excesses) if excess > NEAR}
        pairs = tuple(
            pair
            for pair in combinations(range(len(self.wants)), 2)
            if lost & set(pair) and not _near(self.look([limits[place] for place in pair]))
        )
        return pairs or (tuple(place for place, price in enumerate(nearest.prices) if price > 0),)


def _near(found: Solution) -> bool:
    return found.shortfall <= NEAR
