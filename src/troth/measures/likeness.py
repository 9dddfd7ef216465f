"""Whether rows are of groups as a reference population is: a test of all groups together, and each group's share.

The test is exact where it can be: by every outcome where there are few, by the largest of the groups' own exact
binomial tests where a group is rare, and Pearson's chi-squared where every group has enough rows expected.

W. G. Cochran (1954), Some methods for strengthening the common chi-squared tests, Biometrics 10:417–451 (five rows
expected of each group); C. J. Clopper and E. S. Pearson (1934), Biometrika 26:404–413.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from troth.measures.proportion import EXACT, Floats, clopper_pearson
from troth.standard import Part

OUTCOMES = 200_000
"""Outcomes that are gone through one by one."""
EXPECTED = 5
"""Rows expected of the rarest group from which the chi-squared approximation is used."""
SAME = 1e-7
"""Relative difference of two outcomes' probabilities below which they count as equally likely."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How rows are of groups, beside a reference.

    p: of the test that the rows were drawn from the reference, 0 to 1. method: how it was made, in words. parts: each
    group's share with intervals that hold for all groups at once, in the order of the names. differ: whether the
    reference's share lies outside of each group's interval.
    """

    p: float
    method: str
    parts: tuple[Part, ...]
    differ: tuple[bool, ...]


def likeness(
    names: Sequence[str],
    counts: npt.ArrayLike,
    reference: npt.ArrayLike,
    *,
    confidence: float,
    rows: int | None = None,
) -> Likeness | None:
    """Rows of each group beside the reference's shares; None without rows.

    reference: shares that sum to 1. rows: how many there are, where one may be of several groups or of none: the shares
    then stand each on its own, and the test is by the groups' own tests.
    """
    k, shares = np.asarray(counts, dtype=np.int64), np.asarray(reference, dtype=float)
    n = int(k.sum()) if rows is None else rows
    if not n:
        return None
    p, method = _test(k, shares) if rows is None else _binomials(k, n, shares)
    low, high = clopper_pearson(k, n, 1 - (1 - confidence) / len(k))
    parts = tuple(
        Part(name, float(k[at] / n), float(low[at]), float(high[at]), {"n": n, "successes": int(k[at])})
        for at, name in enumerate(names)
    )
    differ = tuple(bool(share < part.low or share > part.high) for share, part in zip(shares, parts, strict=True))
    return Likeness(p, f"{method}; {EXACT} per group, Bonferroni over {len(k)} groups", parts, differ)


def _test(counts: npt.NDArray[np.int64], shares: Floats) -> tuple[float, str]:
    if counts[shares == 0].any():
        return 0.0, "rows of groups that the reference has none of"
    counts, shares = counts[shares > 0], shares[shares > 0]
    n = int(counts.sum())
    if special.comb(n + len(counts) - 1, len(counts) - 1) <= OUTCOMES:
        return _exact(counts, shares), "exact multinomial test"
    if n * shares.min() >= EXPECTED:
        expected = n * shares / shares.sum()
        statistic = float(((counts - expected) ** 2 / expected).sum())
        return float(special.chdtrc(len(counts) - 1, statistic)), "Pearson's chi-squared test"
    return _binomials(counts, n, shares)


def _exact(counts: npt.NDArray[np.int64], shares: Floats) -> float:
    """The probability of all outcomes that are no likelier than this one."""
    if len(counts) == 1:
        return 1.0
    n = int(counts.sum())
    left, logs = np.array([n]), np.array([special.gammaln(n + 1)])
    for share in shares[:-1]:
        many = left + 1
        origin = np.repeat(np.arange(len(left)), many)
        taken = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        logs = logs[origin] + taken * np.log(share) - special.gammaln(taken + 1)
        left = left[origin] - taken
    logs = logs + left * np.log(shares[-1]) - special.gammaln(left + 1)
    seen = special.gammaln(n + 1) + float((counts * np.log(shares) - special.gammaln(counts + 1)).sum())
    return float(min(np.exp(logs[logs <= seen + SAME]).sum(), 1.0))


def _binomials(counts: npt.NDArray[np.int64], n: int, shares: Floats) -> tuple[float, str]:
    """The least of the groups' own exact tests, times their number."""
    from scipy import stats  # takes longer to import than all that an audit without this measure needs

    each = [stats.binomtest(int(k), n, min(float(s), 1.0)).pvalue for k, s in zip(counts, shares, strict=True)]
    return float(min(1.0, len(counts) * min(each))), "exact binomial test of each group, Bonferroni"
