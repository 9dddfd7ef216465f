from __future__ import annotations

import numpy as np
import pytest

from troth.measures import Groups, Table, by_name, worst_group
from troth.standard import Estimate, parse_clause
from troth.training.constraints.components import Shape, components_of, excess

GROUPS = ("a", "b", "c")
CLAUSES = [
    "demographic_parity_difference(group=g) <= 0.1",
    "demographic_parity_difference(group=g, label=x) <= 0.1",
    "demographic_parity_ratio(group=g) >= 0.8",
    "equal_opportunity_difference(group=g) <= 0.1",
    "equal_opportunity_difference(group=g, label=y) <= 0.1",
    "equalized_odds_difference(group=g) <= 0.1",
    "equalized_odds_difference(group=g, label=y) <= 0.1",
    "predictive_parity_difference(group=g) <= 0.1",
    "predictive_parity_difference(group=g, label=y) <= 0.1",
    "accuracy_difference(group=g) <= 0.1",
    "class_recall_difference <= 0.1",
    "worst_group(accuracy, group=g) >= 0.6",
    "worst_group(recall(label=y), group=g) >= 0.6",
    "accuracy >= 0.6",
    "recall(label=x) >= 0.6",
    "precision(label=y) >= 0.6",
]


def drawn(labels: int, seed: int) -> Table:
    draw = np.random.default_rng(seed)
    names = ("x", "y", "z")[:labels]
    truth, said = draw.integers(labels, size=400), draw.integers(labels, size=400)
    said = np.where(draw.random(400) < 0.5, truth, said)
    return Table.count(truth, said, names, Groups.from_codes(draw.integers(3, size=400), GROUPS))


def measured(text: str, table: Table) -> float:
    call = parse_clause(text, article="fairness").measure
    if call.name == "worst_group":
        assert call.inner is not None
        found = worst_group(call.inner.name, table, confidence=0.95, label=call.inner.arguments.get("label"))  # type: ignore[arg-type]
    else:
        measure = by_name(call.name)
        assert measure is not None
        label = call.arguments.get("label")
        found = measure(table, confidence=0.95, label=label if isinstance(label, str) else None)
    assert isinstance(found, Estimate)
    return found.value


@pytest.mark.parametrize("labels", [2, 3])
@pytest.mark.parametrize("text", CLAUSES)
def test_components_are_the_measure(text: str, labels: int) -> None:
    clause = parse_clause(text, article="fairness")
    grouped = "group" in text
    for seed in range(20):
        table = drawn(labels, seed)
        counts = table.counts if grouped else table.overall[None]
        components = components_of(clause, Shape(GROUPS if grouped else (), table.labels))
        assert components is not None
        beyond = excess(components, counts.astype(float))
        value = measured(text, table)
        if clause.measure.name == "demographic_parity_ratio":
            assert (beyond > 0) == (value < clause.limit)
        else:
            assert beyond == pytest.approx(value - clause.limit if clause.operator == "<=" else clause.limit - value)


@pytest.mark.parametrize("text", CLAUSES)
def test_a_slope_is_what_a_small_change_shows(text: str) -> None:
    clause = parse_clause(text, article="fairness")
    table = drawn(3, 1)
    grouped = "group" in text
    counts = (table.counts if grouped else table.overall[None]).astype(float)
    components = components_of(clause, Shape(GROUPS if grouped else (), table.labels))
    assert components is not None
    draw = np.random.default_rng(0)
    for component in components[:6]:
        step = draw.normal(size=counts.shape) * 1e-4
        shown = component.excess(counts + step) - component.excess(counts - step)
        assert shown == pytest.approx(2 * (component.slope(counts) * step).sum(), rel=1e-4, abs=1e-12)


def test_what_is_no_rate_has_no_components() -> None:
    shape = Shape(GROUPS, ("x", "y"))
    means = ("worst_group(macro_f1, group=g) >= 0.4", "recall >= 0.5", "worst_group(recall, group=g) >= 0.5")
    for text in ("auc >= 0.9", "macro_f1 >= 0.5", *means):
        assert components_of(parse_clause(text, article="performance"), shape) is None


def test_the_positive_label_is_meant_where_none_is_named() -> None:
    clause = parse_clause("worst_group(recall, group=g) >= 0.5", article="fairness")
    components = components_of(clause, Shape(GROUPS, ("x", "y"), "y"))
    assert components is not None
    assert [component.name for component in components] == [f"recall of y in {group} too low" for group in GROUPS]


def test_words_have_an_accuracy_too() -> None:
    shape = Shape(GROUPS, ("x", "y"))
    for text, count in (("token_accuracy >= 0.9", 1), ("worst_group(token_accuracy, group=g) >= 0.9", 3)):
        clause = parse_clause(text, article="performance")
        assert len(components_of(clause, shape if count > 1 else Shape((), shape.labels)) or ()) == count


def test_a_group_without_rows_is_not_measured() -> None:
    clause = parse_clause("accuracy_difference(group=g) <= 0.1", article="fairness")
    components = components_of(clause, Shape(GROUPS, ("x", "y")))
    assert components is not None
    assert np.isnan(excess(components, np.concatenate([np.ones((2, 2, 2)), np.zeros((1, 2, 2))])))
