from __future__ import annotations

import numpy as np

from troth.standard import parse_clause
from troth.training.constraints.components import Shape, components_of
from troth.training.constraints.target import LEAST_ROWS, target_of

SHAPE = Shape(("a", "b", "c"), ("no", "yes"), "yes")
ODDS = parse_clause("equalized_odds_difference(group=g) <= 0.1", article="fairness")
PLENTY = np.full((3, 2), 100.0)


def test_with_enough_rows_all_of_it_counts() -> None:
    target = target_of(ODDS, SHAPE, PLENTY)
    assert target is not None
    whole = components_of(ODDS, SHAPE, aim=0.02) or ()
    assert [one.name for one in target.components(0.02)] == [one.name for one in whole]
    assert {one.bound for one in target.components(0.02)} == {0.02}
    assert target.thin == ()


def test_a_rate_of_too_few_rows_does_not_count() -> None:
    rows = PLENTY.copy()
    rows[1, 1] = LEAST_ROWS - 1
    target = target_of(ODDS, SHAPE, rows)
    assert target is not None
    assert target.thin == ("predicted yes given yes in b",)
    assert not any("given yes in b" in one.name for one in target.components(0.1))
    assert any("given another label in b" in one.name for one in target.components(0.1))


def test_rates_out_of_predictions_count_by_the_rows_they_could_be_out_of() -> None:
    clause = parse_clause("predictive_parity_difference(group=g, label=yes) <= 0.1", article="fairness")
    rows = PLENTY.copy()
    rows[2] = 3
    target = target_of(clause, SHAPE, rows)
    assert target is not None
    assert target.thin == ("precision of yes in c",)


def test_what_is_not_made_of_rates_is_no_target() -> None:
    assert target_of(parse_clause("auc >= 0.9", article="performance"), SHAPE, PLENTY) is None
