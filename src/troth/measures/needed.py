"""How many more rows would decide an undecided clause, if every rate stays as observed.

The interval is made again, by the method that made it, for groups with more rows, until it no longer reaches the
limit. Intervals shrink with the square root of their rows only where rows are many: a group of three rows that seems
to need four more by that rule needs sixty. The rule is kept for the measures that cannot say what more rows would make
of them, and only where it is near enough: entities and tokens, whose variance lies between documents, and calibration,
whose observed gaps shrink with their noise.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isclose, sqrt

import numpy as np

from troth.measures.proportion import Floats
from troth.standard import Estimate, Growth, More

# The longest plan that is still a plan; beyond it the clause cannot be decided at the observed value.
MOST_ROWS = 100_000_000

# How near the fewest rows are searched for, as a ratio.
NEAR = 1.01

# Of many groups, so many of the smallest are asked whether more of them alone would decide.
ALONE = 4

# The square-root rule says nothing of fewer rows.
RULE_ROWS = 10


def more_needed(estimate: Estimate, limit: float) -> More | None:
    """How many more of its unit would decide, or None: it is decided, lies at the limit, is thin, or nobody can say.

    For gaps and worst groups a group is named where more of it alone would do with no more rows in all than more of
    every group, and otherwise the count is for each group.
    """
    if estimate.thin is not None or estimate.low > limit or estimate.high < limit:
        return None
    if isclose(estimate.value, limit, rel_tol=1e-9):
        return None
    return _by_rule(estimate, limit) if estimate.growth is None else _by_growth(estimate, estimate.growth, limit)


def _by_growth(estimate: Estimate, growth: Growth, limit: float) -> More | None:
    sizes, above = np.array(growth.sizes, float), estimate.value > limit

    def decides(added: Floats) -> bool:
        low, high = growth.interval((1 + added / sizes).tolist())
        return low > limit if above else high < limit

    each = _fewest(decides, np.ones(len(sizes)), MOST_ROWS)
    if each is None:
        return None
    if not growth.names:
        return More(each, estimate.unit)
    best, of = each * len(sizes), None
    for group in np.argsort(sizes, kind="stable")[:ALONE].tolist():
        rows = _fewest(decides, np.eye(len(sizes))[group], best)
        best, of = (best, of) if rows is None else (rows, growth.names[group])
    return (
        More(each, f"{estimate.unit} of each {growth.kind}") if of is None else More(best, f"{estimate.unit} of {of}")
    )


def _fewest(decides: Callable[[Floats], bool], who: Floats, most: int) -> int | None:
    """The fewest rows that decide where those of `who` get as many, to one in a hundred; None where `most` do not."""
    if not decides(who * most):
        return None
    low, rows = 0, 1
    while rows < most and not decides(who * rows):
        low, rows = rows, min(rows * 4, most)
    while rows - low > 1 and rows > NEAR * low:
        middle = min(max(round(sqrt(low * rows)), low + 1), rows - 1)
        low, rows = (low, middle) if decides(who * middle) else (middle, rows)
    return rows


def _by_rule(estimate: Estimate, limit: float) -> More | None:
    """By the square root of the rows of all, or of the group with the widest interval for every one."""
    room = abs(limit - estimate.value)
    reach = (estimate.high - estimate.value) if limit >= estimate.value else (estimate.value - estimate.low)
    parts = [part for part in estimate.parts if part.counts.get("n", 0) > 0] if estimate.compares else []
    widest = max(parts, key=lambda part: part.high - part.low, default=None)
    n = estimate.counts.get("n", 0) if widest is None else widest.counts["n"]
    if n < RULE_ROWS or reach <= room:
        return None
    count = int(np.ceil(n * ((reach / room) ** 2 - 1)))
    unit = estimate.unit if widest is None else f"{estimate.unit} of each group"
    return More(max(count, 1), unit) if count <= MOST_ROWS else None
