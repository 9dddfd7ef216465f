from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from troth.standard import parse_clause
from troth.training.constraints.clauses import clauses_of, columns_of, some, unknown_label

GAP = parse_clause("accuracy_difference(group=[sex, race]) <= 0.1", article="fairness")
RECALL = parse_clause("recall(label=x) >= 0.5", article="performance")
WORST = parse_clause("worst_group(recall(label=y), group=sex) >= 0.5", article="fairness")
PRIVATE = parse_clause("epsilon(delta=1e-5) <= 8", article="privacy")


@pytest.mark.parametrize(("constrained", "expected"), [(True, (GAP, RECALL)), (False, ())])
def test_a_charter_says_which_a_training_obeys(constrained: bool, expected: tuple[object, ...]) -> None:
    section = SimpleNamespace(constrained=constrained)
    charter: Any = SimpleNamespace(clauses=(GAP, RECALL, PRIVATE), training=section)
    assert clauses_of(charter) == expected


def test_columns_are_those_compared() -> None:
    assert [columns_of(one) for one in (GAP, RECALL, WORST)] == [("sex", "race"), (), ("sex",)]


def test_a_label_that_the_data_lacks_is_named() -> None:
    assert [unknown_label(one, ("x", "z")) for one in (GAP, RECALL)] == [None, None]
    assert unknown_label(WORST, ("x", "z")) == "the data has no label y"


def test_many_names_are_some_and_how_many_more() -> None:
    assert some("abc") == "a, b, c"
    assert some("abcde") == "a, b, c and 2 more"
