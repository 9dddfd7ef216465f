from __future__ import annotations

import numpy as np
import pytest

from troth.standard import parse_clause
from troth.training.constraints.components import Shape, components_of
from troth.training.constraints.inequalities import Inequalities

SHAPE = Shape(("a", "b", "c"), ("no", "perhaps", "yes"))
CLAUSES = (
    "equalized_odds_difference(group=g) <= 0.1",
    "demographic_parity_ratio(group=g) >= 0.8",
    "worst_group(recall(label=yes), group=g) >= 0.7",
)


@pytest.mark.parametrize("text", CLAUSES)
def test_together_they_are_what_each_is_alone(text: str) -> None:
    components = components_of(parse_clause(text, article="fairness"), SHAPE)
    assert components is not None
    draw = np.random.default_rng(4)
    table, multipliers = draw.integers(1, 40, SHAPE.size).astype(float), draw.random(len(components))
    together = Inequalities(components)
    np.testing.assert_allclose(together.excesses(table), [one.excess(table) for one in components], atol=1e-12)
    slope = sum(m * one.slope(table) for m, one in zip(multipliers, components, strict=True))
    np.testing.assert_allclose(together.slope(table, multipliers), slope, atol=1e-12)


def test_what_has_no_rows_is_not_violated_and_costs_nothing() -> None:
    components = components_of(parse_clause(CLAUSES[0], article="fairness"), SHAPE)
    assert components is not None
    table = np.ones(SHAPE.size)
    table[1] = 0
    together = Inequalities(components)
    of_b = np.array([" in b" in one.name for one in components])
    assert (together.excesses(table)[of_b] == 0).all()
    assert np.isfinite(together.slope(table, np.ones(len(components)))).all()
    assert (together.slope(table, of_b.astype(float))[1] == 0).all()
