from __future__ import annotations

import numpy as np
import pytest

from troth.measures import Groups, Table
from troth.standard import Clause, Estimate, NotMeasured, parse_clause
from troth.training.constraints.aims import MOST, aim_of, evidence_of, holds, margin_of, scaled

PARITY = parse_clause("demographic_parity_difference(group=g) <= 0.1", article="fairness")
WORST = parse_clause("worst_group(recall(label=yes), group=g) >= 0.5", article="fairness")


def table(rows: int = 8000) -> Table:
    draw = np.random.default_rng(5)
    truth, group = draw.integers(0, 2, (2, rows))
    said = np.where(draw.random(rows) < 0.8, truth, 1 - truth)
    return Table.count(truth, said, ("no", "yes"), Groups.from_codes(group, ("a", "b")))


def margin(clause: Clause, counted: Table, times: float = 1.0) -> float:
    return margin_of(clause, evidence_of(clause, counted, positive="yes", confidence=0.95), times=times)


def estimate(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, low, high, 0.95, "given", {"n": 100})


def test_the_margin_is_what_the_interval_will_take() -> None:
    whole = table()
    found = evidence_of(PARITY, whole, positive="yes", confidence=0.95)
    assert isinstance(found, Estimate)
    assert margin(PARITY, whole) == pytest.approx(found.high - found.value)
    quarter = margin(PARITY, scaled(whole, whole.n // 4))
    assert quarter == pytest.approx(2 * margin(PARITY, whole), rel=0.1)
    assert quarter == pytest.approx(margin(PARITY, whole, 0.25), rel=0.1)


def test_the_margin_is_of_the_side_towards_the_limit() -> None:
    assert margin_of(PARITY, estimate(0.05, 0.04, 0.07)) == pytest.approx(0.02)
    assert margin_of(PARITY, estimate(0.05, 0.04, 0.07), times=4.0) == pytest.approx(0.01)
    assert margin_of(WORST, estimate(0.8, 0.76, 0.9)) == pytest.approx(0.04)


def test_a_margin_leaves_some_of_the_room() -> None:
    assert margin(PARITY, scaled(table(), 60)) == pytest.approx(MOST * 0.1)
    assert margin(WORST, scaled(table(), 60)) <= MOST * 0.5
    assert margin_of(WORST, estimate(0.8, 0.1, 0.9)) == pytest.approx(MOST * 0.5)


def test_aims_lie_inside() -> None:
    assert aim_of(PARITY, 0.02) == pytest.approx(0.08)
    assert aim_of(WORST, 0.02) == pytest.approx(0.52)
    assert holds(PARITY, aim_of(PARITY, 0.02))
    assert holds(WORST, aim_of(WORST, 0.02))


def test_without_an_interval_or_rows_to_audit_there_is_no_margin() -> None:
    assert margin(PARITY, scaled(table(), 0)) == 0.0
    assert margin_of(PARITY, NotMeasured("no rows")) == 0.0
    assert margin_of(PARITY, estimate(0.05, 0.04, 0.07), times=0.0) == 0.0


def test_what_nothing_is_counted_for_is_refused() -> None:
    with pytest.raises(ValueError, match="epsilon"):
        margin(parse_clause("epsilon(delta=1e-5) <= 8", article="privacy"), table(60))
