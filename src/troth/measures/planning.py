"""How many rows decide a clause, before labels are bought; see `needed` for after one is undecided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from troth.measures.needed import MOST_ROWS
from troth.measures.proportion import Floats, clopper_pearson
from troth.measures.registry import by_name
from troth.measures.simultaneous import least_ratio, lowest, spread

# Simulated audits per size, and the seed that makes plans repeatable; 400 place a power of 0.8 within 0.04.
AUDITS, SEED = 400, 20_260_101


@dataclass(frozen=True, slots=True)
class Plan:
    """How many rows per group decide a clause at one assumption.

    rate: the assumed rate of most groups. true: the measure's true value under the assumption. outcome: what the clause
    would be found to be (`met` or `broken`). rows: per group (of what the rate is out of), or None where no number of
    rows decides it, because the true value is the limit or too near it. power: the chance to decide with that many.
    """

    rate: float
    true: float
    outcome: str
    rows: int | None
    power: float


def power(
    measure: str,
    limit: float,
    *,
    groups: int = 1,
    kinds: int = 1,
    confidence: float = 0.95,
    rates: Sequence[float] = (0.1, 0.3, 0.5, 0.8, 0.9),
    gaps: Sequence[float] = (0.0,),
    wanted: float = 0.8,
) -> tuple[Plan, ...]:
    """Rows per group needed to decide a clause on `measure` at `limit`, for assumed rates and true gaps.

    groups: how many are compared (1 for a measure of all rows). kinds: rates compared at once, such as 2 for
    equalized odds. gaps: by how much one group's rate lies below the others'. wanted: the chance to decide. Each plan
    is found by simulating audits with the very intervals that judge; a measure that is not a rate is planned as if it
    were one of its rows. For representation the rate is the smallest group's share, the others sharing the rest
    alike, and rows are those of all groups together. ValueError for a measure that is not in this room.
    """
    known = by_name("accuracy" if measure == "worst_group" else measure)
    if known is None:
        raise ValueError(f"there is no measure {measure} to plan for")
    if measure == "demographic_parity_ratio":
        form = "ratio"
    elif measure == "representation":
        form = "share"
    elif known.grouped:
        form = "gap"
    else:
        form = "worst"
    number = max(groups, 2) if form != "worst" else groups
    most = 1 / number if form == "share" else 1.0
    return tuple(
        _plan(form, limit, number, kinds, confidence, rate, gap, wanted)
        for rate in rates
        for gap in gaps
        if 0 < rate - gap <= rate < 1 and rate <= most
    )


def _plan(
    form: str, limit: float, groups: int, kinds: int, confidence: float, rate: float, gap: float, wanted: float
) -> Plan:
    truth = np.full((kinds, groups), rate)
    truth[0, 0] -= gap
    true = {"gap": gap, "ratio": (rate - gap) / rate, "worst": rate - gap, "share": rate - gap}[form]
    met = true <= limit if form == "gap" else true >= limit
    below = (form == "gap") == met  # whether the interval must end up below the limit
    chances: dict[int, float] = {}

    def chance(n: int) -> float:
        if n not in chances:
            low, high = _simulate(form, truth, n, confidence)
            chances[n] = float((high <= limit).mean() if below else (low >= limit).mean())
        return chances[n]

    outcome = "met" if met else "broken"
    if true == limit:
        return Plan(rate, true, outcome, None, 0.0)
    rows = 16
    while chance(rows) < wanted:
        rows *= 2
        if rows > MOST_ROWS:
            return Plan(rate, true, outcome, None, chance(rows // 2))
    low = rows // 2
    while rows - low > max(1, rows // 100):
        middle = (low + rows) // 2
        low, rows = (low, middle) if chance(middle) >= wanted else (middle, rows)
    return Plan(rate, true, outcome, rows, chance(rows))


def _simulate(form: str, truth: Floats, n: int, confidence: float) -> tuple[Floats, Floats]:
    """Intervals of simulated audits with n rows a group, of shares with n rows in all."""
    if form == "share":
        smallest, others = float(truth[0, 0]), truth.shape[1] - 1
        shares = [smallest] + [(1 - smallest) / others] * others
        return lowest(np.random.default_rng(SEED).multinomial(n, shares, AUDITS), n, confidence)[1:]
    hits: npt.NDArray[np.int64] = np.random.default_rng(SEED).binomial(n, truth, (AUDITS, *truth.shape))
    if form == "gap":
        return spread(hits, n, confidence)[1:]
    if form == "ratio":
        return least_ratio(hits, n, confidence)[1:]
    if truth.shape[1] > 1:
        return lowest(hits[:, 0], n, confidence)[1:]
    return tuple(x[:, 0, 0] for x in clopper_pearson(hits, n, confidence))  # type: ignore[return-value]
