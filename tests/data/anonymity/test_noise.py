"""The noise has the distribution that it is named for."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction

import pytest
from scipy.stats import chisquare

from troth.data.anonymity.noise import discrete_laplace


@pytest.mark.parametrize("scale", [Fraction(1, 2), Fraction(1), Fraction(7, 3)])
def test_draws_follow_the_discrete_laplace_distribution(scale: Fraction) -> None:
    draws = 20_000
    drawn = Counter(max(min(discrete_laplace(scale), 6), -6) for _ in range(draws))
    ratio = math.exp(-1 / scale)
    inner = {x: (1 - ratio) / (1 + ratio) * ratio ** abs(x) for x in range(-5, 6)}
    tail = (1 - sum(inner.values())) / 2
    expected = {-6: tail, **inner, 6: tail}
    often = {x: share * draws for x, share in expected.items() if share * draws >= 5}
    rest = draws - sum(often.values())
    found = [*(drawn[x] for x in often), draws - sum(drawn[x] for x in often)]
    wanted = [*often.values(), rest]
    if rest < 1:
        found, wanted = [*found[:-2], found[-2] + found[-1]], [*wanted[:-2], wanted[-2] + wanted[-1]]
    # By chance below one in ten million: a draw at random is not to fail a build.
    assert chisquare(found, wanted).pvalue > 1e-7
