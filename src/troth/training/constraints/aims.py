"""What training aims at: a clause's limit less what chance may take from it at the audit.

A clause that just holds on the rows of a training is as likely as not broken on others, and *undecided* at best. The
margin is the half-width that the clause's own interval will have on as many rows as the audit has, but never so much
that little is left between the aim and what no model can better.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from troth.measures import Table, Tokens, by_name, worst_group
from troth.standard import Clause, Estimate, Evidence

MOST = 0.8  # of what lies between a limit and the perfect value: an aim still nearer to it was held no better


def evidence_of(clause: Clause, counted: Table | Tokens, *, positive: str | None, confidence: float) -> Evidence:
    """What an audit of counted decisions would find for a clause that is made of rates.

    Raises ValueError for a measure that nothing is counted for.
    """
    measured = clause.measure.inner or clause.measure
    measure = by_name(measured.name)
    if measure is None:
        raise ValueError(f"{measured.name} is no measure of a table")
    named = measured.arguments.get("label", positive) if measure.takes_label else None
    label = None if named is None else str(named)
    if clause.measure.inner is not None:
        return worst_group(measure, counted, confidence=confidence, label=label)
    return measure(counted, confidence=confidence, label=label)


def margin_of(clause: Clause, evidence: Evidence, *, times: float = 1.0) -> float:
    """How far inside its limit to aim, 0 or more, in the measure's unit.

    evidence: of the decisions that training starts from. times: how many times as many rows the audit has; an interval
    shrinks with the square root of that. Without an interval, or rows to audit, there is nothing to tell a margin by.
    """
    if not isinstance(evidence, Estimate) or times <= 0:
        return 0.0
    beyond = evidence.high - evidence.value if clause.operator == "<=" else evidence.value - evidence.low
    return float(min(max(beyond, 0.0) / times**0.5, MOST * abs(clause.limit - perfect(clause))))


def aim_of(clause: Clause, margin: float) -> float:
    """The limit, moved inside by a margin."""
    return clause.limit - margin if clause.operator == "<=" else clause.limit + margin


def perfect(clause: Clause) -> float:
    """The value of a rate's measure that no model can better."""
    return 0.0 if clause.operator == "<=" else 1.0


def holds(clause: Clause, value: float) -> bool:
    """Whether a value lies inside the clause's limit."""
    return value <= clause.limit if clause.operator == "<=" else value >= clause.limit


def scaled(table: Table, rows: int) -> Table:
    """The same shares, of another number of rows: exact intervals of small counts do not shrink by a square root."""
    share = rows / table.n if table.n else 0.0
    overall, counts = (np.rint(share * cells).astype(np.int64) for cells in (table.overall, table.counts))
    return replace(table, overall=overall, counts=counts, ungrouped=0)
