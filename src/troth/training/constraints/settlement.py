"""Clauses held together, at what each costs; or the nearest that can be had, and which stand against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, count

from troth.training.constraints.aims import aim_of
from troth.training.constraints.components import Floats
from troth.training.constraints.plug_in import ROUNDS, Codes, Demand, Population, Solution, solve
from troth.training.constraints.target import Target

SHARES = (1.0, 0.5, 0.0)  # of the margins that are tried: a limit held without margin is still held
LOOK = 150  # rounds, where it is only asked whether clauses can be held, or what they cost


@dataclass(frozen=True, slots=True)
class Want:
    """A clause that training is to hold, over a population. margin: how far inside its limit it aims."""

    target: Target
    margin: float
    population: Population

    def demand(self, share: float) -> Demand:
        """The clause at its limit less a share of the margin."""
        return Demand(self.target.clause, self.target.components(self.aim(share)), self.population)

    def aim(self, share: float) -> float:
        """The limit less a share of the margin."""
        return aim_of(self.target.clause, share * self.margin)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What came of it.

    aims: of each clause. costs: the accuracy that each clause costs, by the decisions that hold all the others; None
    where it cannot be told. conflicts: sets of clauses, by number, that no decisions were found to hold together; of
    one where it cannot even be held alone; none where all are held.
    """

    solution: Solution
    aims: tuple[float, ...]
    costs: tuple[float | None, ...]
    conflicts: tuple[tuple[int, ...], ...] = ()


def settle(
    scores: Floats, truth: Codes, wants: Sequence[Want], watched: Callable[[int], None] = lambda done: None
) -> Settlement:
    """Decisions that hold every clause with the largest margins that can be had, or the nearest to that.

    scores: [n, K] probabilities of rows the model did not learn from; truth: [n]. watched: told the
    number of each attempt.
    """
    return _Search(scores, truth, tuple(wants), watched, count()).settled()


@dataclass(frozen=True, slots=True)
class _Search:
    scores: Floats
    truth: Codes
    wants: tuple[Want, ...]
    watched: Callable[[int], None]
    attempts: Iterator[int]

    def settled(self) -> Settlement:
        shares = [1.0] * len(self.wants)
        nearest = found = self.look(self.demands(shares), ROUNDS)
        own = [] if nearest.feasible else [self.most(want) for want in self.wants]
        for whole in SHARES if not nearest.feasible and None not in own else ():
            shares = [whole * (most or 0.0) for most in own]
            found = self.look(self.demands(shares), ROUNDS)
            if found.feasible:
                break
        if found.feasible:
            return Settlement(found, self.aims(shares), self.costs(found, shares))
        # A clause is lost: what is near is near to the whole margins, so that the others are held all the more surely.
        return Settlement(nearest, self.aims([1.0] * len(own)), (None,) * len(own), self.conflicts(nearest, own))

    def look(self, demands: Sequence[Demand], rounds: int = LOOK) -> Solution:
        self.watched(next(self.attempts))
        return solve(self.scores, self.truth, demands, rounds)

    def demands(self, shares: Sequence[float]) -> list[Demand]:
        return [want.demand(share) for want, share in zip(self.wants, shares, strict=True)]

    def aims(self, shares: Sequence[float]) -> tuple[float, ...]:
        return tuple(want.aim(share) for want, share in zip(self.wants, shares, strict=True))

    def most(self, want: Want) -> float | None:
        """The largest share of its margin with which a clause can be held alone; None where it cannot be."""
        return next((share for share in SHARES if self.look([want.demand(share)]).feasible), None)

    def costs(self, found: Solution, shares: Sequence[float]) -> tuple[float | None, ...]:
        """What each clause costs: the accuracy of the decisions that hold all but it, less that of those found."""
        demands = self.demands(shares)
        costs: list[float | None] = []
        for place, price in enumerate(found.prices):
            others = demands[:place] + demands[place + 1 :]
            without = self.look(others) if price > 0 else found
            costs.append(max(without.accuracy - found.accuracy, 0.0) if without.feasible else None)
        return tuple(costs)

    def conflicts(self, nearest: Solution, own: Sequence[float | None]) -> tuple[tuple[int, ...], ...]:
        alone = tuple((place,) for place, share in enumerate(own) if share is None)
        able = [place for place, share in enumerate(own) if share is not None]
        limits = self.demands([0.0] * len(own))
        pairs = tuple(pair for pair in combinations(able, 2) if not self.look([limits[one] for one in pair]).feasible)
        if alone or pairs:
            return alone + pairs
        return (tuple(place for place, price in enumerate(nearest.prices) if price > 0),)
