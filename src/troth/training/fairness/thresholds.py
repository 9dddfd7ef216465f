"""A threshold for each group, in place of one for all: only for models that are given the group of every row.

Of held-out rows the rates of the positive label by group are drawn together, towards a common rate and by a share of
the way. Of all that are tried, those are taken that hold the charter's own clauses with a margin at the highest
accuracy, or come nearest to that. No answer is drawn by lot, so that equalized odds are equalized as far as one
threshold a group can. A row whose group is not known keeps the ordinary threshold of a half.

M. Hardt, E. Price and N. Srebro (2016), Equality of opportunity in supervised learning, NeurIPS.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from troth.training.constraints.aims import aim_of, perfect
from troth.training.constraints.components import Floats
from troth.training.constraints.inequalities import Inequalities
from troth.training.constraints.settlement import NEAR
from troth.training.cross_fitting import Codes
from troth.training.fairness.choice import OF_TRUTH
from troth.training.held_out import Mask
from troth.training.wanted_clauses import Wanted

WITHIN = 0.5  # of the way from the limit to the perfect value that is aimed at: the audit's interval takes the rest
STEPS = 101  # common rates that are tried
SHARES = np.linspace(0, 1, 11)  # of the groups' differences from the common rate that are kept
ORDINARY = 0.5


@dataclass(frozen=True, slots=True)
class Answers:
    """Rows held out.

    scores: [n], of the positive label: above every threshold where rules bar the other one, below every one where they
    bar it. groups: [n], -1 for rows whose group is not known. truth: [n] codes, of 2. nothing: [n], the rows that rules
    leave no label.
    """

    scores: Floats
    groups: Codes
    truth: Codes
    nothing: Mask
    positive: int

    @classmethod
    def of(cls, scores: Floats, groups: Codes, truth: Codes, positive: int, barred: Mask | None) -> Answers:
        """scores: [n, 2] probabilities. barred: [n, 2], the labels that rules keep from each row."""
        mask = np.zeros(scores.shape, bool) if barred is None else barred
        found = np.where(mask[:, positive], -np.inf, np.where(mask[:, 1 - positive], np.inf, scores[:, positive]))
        nothing: Mask = np.asarray(mask.all(axis=1))
        return cls(found, groups, truth, nothing, positive)

    def given(self, cuts: Floats) -> Codes:
        """The codes of the labels that thresholds [G] give, [n]."""
        above = self.scores > np.append(cuts, ORDINARY)[self.groups]  # of -1 the last
        return np.where(above, self.positive, 1 - self.positive)


def aimed(wanted: Wanted) -> float:
    """The limit of a clause, with its margin."""
    clause = wanted.target.clause
    return aim_of(clause, WITHIN * abs(clause.limit - perfect(clause)))


def thresholds_of(answers: Answers, count: int, wanted: Sequence[Wanted]) -> Floats:
    """The threshold of each group on the positive label's probability, [G].

    count: how many groups there are. wanted: the clauses, each over its own groups of the same rows. Where the ordinary
    threshold holds them with their margins, every group keeps it.
    """
    counters = [_Counter(one, answers) for one in wanted]
    best, found = (np.inf, 0.0), np.full(count, ORDINARY)
    for cuts in _tried(answers, count, wanted):
        said = answers.given(cuts)
        right = float((said == answers.truth)[~answers.nothing].mean())
        beyond = max((counter.excess(said) for counter in counters), default=0.0)
        rank = (max(beyond - NEAR, 0.0), -right)
        best, found = (rank, cuts) if rank < best else (best, found)
        if best[0] == 0 and (found == ORDINARY).all():
            break
    return found


class _Counter:
    """One clause over the rows: how far beyond its aim decisions are."""

    def __init__(self, wanted: Wanted, answers: Answers) -> None:
        assert wanted.grouping is not None
        self._inside = (wanted.grouping.codes >= 0) & ~answers.nothing
        self._cells = (wanted.grouping.codes * 4 + answers.truth * 2)[self._inside]
        self._shape = (len(wanted.grouping.names), 2, 2)
        self._inequalities = Inequalities.of(wanted.target.components(aimed(wanted)))

    def excess(self, said: Codes) -> float:
        counts = np.bincount(self._cells + said[self._inside], minlength=self._shape[0] * 4)
        return float(self._inequalities.excesses(counts.reshape(self._shape).astype(float)).max())


def _tried(answers: Answers, count: int, wanted: Sequence[Wanted]) -> Iterator[Floats]:
    """Sets of thresholds: the ordinary ones, then those of rates of all rows, and of each truth where clauses look."""
    yield np.full(count, ORDINARY)
    truths: list[Mask] = [~answers.nothing]
    if any(one.target.clause.measure.name in OF_TRUTH for one in wanted):
        truths += [~answers.nothing & (answers.truth == code) for code in (0, 1)]
    for among in truths:
        rates = [_Rates(answers.scores[among & (answers.groups == group)]) for group in range(count)]
        now = np.concatenate([rate.above(np.array([ORDINARY])) for rate in rates])
        for share in _shares(now, wanted):
            tried = np.linspace(0, 1, STEPS)[:, None] * (1 - share) + share * now
            yield from np.stack([rate.cuts(tried[:, place]) for place, rate in enumerate(rates)], axis=1)


def _shares(now: Floats, wanted: Sequence[Wanted]) -> Floats:
    """Those of the groups' differences that are kept, and the largest one that brings their spread within a limit."""
    limits = [aimed(one) for one in wanted if one.target.clause.operator == "<="]
    spread = float(now.max() - now.min())
    within = [min(limit / spread, 1.0) for limit in limits] if spread > 0 else []
    return np.unique(np.concatenate([SHARES, within]))


class _Rates:
    """How large a share of one group's scores lies above a threshold, and which threshold has a share above it."""

    def __init__(self, scores: Floats) -> None:
        self._sorted = np.sort(scores)
        free = np.unique(scores[np.isfinite(scores)])
        # Between scores that differ, so that none lies on a threshold.
        ends = [free[:1] - 1e-6, (free[1:] + free[:-1]) / 2, free[-1:] + 1e-6]
        self._cuts = np.concatenate(ends) if len(free) else np.array([ORDINARY])
        self._above = self.above(self._cuts)

    def above(self, cuts: Floats) -> Floats:
        """The share above each of some thresholds; of no rows a half."""
        if not len(self._sorted):
            return np.full(len(cuts), ORDINARY)
        found: Floats = 1 - np.searchsorted(self._sorted, cuts, side="right") / len(self._sorted)
        return found

    def cuts(self, rates: Floats) -> Floats:
        """The thresholds whose shares come nearest to these."""
        rising = self._above[::-1]
        after = np.clip(np.searchsorted(rising, rates), 1, max(len(rising) - 1, 1)) if len(rising) > 1 else None
        if after is None:
            return np.full(len(rates), self._cuts[0])
        nearer = np.where(rates - rising[after - 1] < rising[after] - rates, after - 1, after)
        found: Floats = self._cuts[::-1][nearer]
        return found
