from __future__ import annotations

import numpy as np
import pytest

from troth.measures import Groups, Table
from troth.standard import Estimate, parse_clause
from troth.training.constraints.aims import MOST, aim_of, evidence_of, holds, margin_of

PARITY = parse_clause("demographic_parity_difference(group=g) <= 0.1", article="fairness")
WORST = parse_clause("worst_group(recall(label=yes), group=g) >= 0.5", article="fairness")


def table(rows: int = 8000) -> Table:
    draw = np.random.default_rng(5)
    truth, group = draw.integers(0, 2, (2, rows))
    said = np.where(draw.random(rows) < 0.8, truth, 1 - truth)
    return Table.count(truth, said, ("no", "yes"), Groups.from_codes(group, ("a", "b")))


def test_the_margin_is_what_the_interval_will_take() -> None:
    whole = table()
    found = evidence_of(PARITY, whole, positive="yes", confidence=0.95)
    assert isinstance(found, Estimate)
    same = margin_of(PARITY, whole, whole.n, positive="yes", confidence=0.95)
    assert same == pytest.approx(found.high - found.value)
    quarter = margin_of(PARITY, whole, whole.n // 4, positive="yes", confidence=0.95)
    assert quarter == pytest.approx(2 * same, rel=0.1)


def test_a_margin_leaves_some_of_the_room() -> None:
    assert margin_of(PARITY, table(), 60, positive="yes", confidence=0.95) == pytest.approx(MOST * 0.1)
    assert margin_of(WORST, table(), 60, positive="yes", confidence=0.95) <= MOST * 0.5


def test_aims_lie_inside() -> None:
    assert aim_of(PARITY, 0.02) == pytest.approx(0.08)
    assert aim_of(WORST, 0.02) == pytest.approx(0.52)
    assert holds(PARITY, aim_of(PARITY, 0.02))
    assert holds(WORST, aim_of(WORST, 0.02))


def test_no_rows_to_audit_means_no_margin() -> None:
    assert margin_of(PARITY, table(), 0, positive="yes", confidence=0.95) == 0.0
