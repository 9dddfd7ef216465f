"""How many rows a clause takes, before there are any."""

from __future__ import annotations

import numpy as np
import pytest

from troth.measures import clopper_pearson, power


def test_a_plan_for_shares_is_of_all_rows_of_groups_that_sum_to_one():
    plan = power("representation", 0.2, groups=2, rates=[0.25, 0.6])
    assert len(plan) == 1  # the smaller of two groups has no share above one half
    assert plan[0].outcome == "met"
    rows = plan[0].rows
    hits = np.random.default_rng(1).binomial(rows, 0.25, 2000)
    low, _ = clopper_pearson(hits, rows, 0.95)
    assert (low >= 0.2).mean() == pytest.approx(0.8, abs=0.06)
