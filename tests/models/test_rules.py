"""Rules in a model's folder: which rows they hold on, what they bar, and what is refused in their place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.tiny import LABELS
from troth.errors import ModelError
from troth.models import Proven, Rule, holds, load, rules_to_json
from troth.models.decision import decide
from troth.models.rules import barred, rules_from_json
from troth.standard import parse_condition

TABLE = "tabular-classification"
COLUMNS = {
    "age": np.array([17.0, 18.0, np.nan, 40.0]),
    "town": np.array(["Aix", "Cork", None, "Aix"], dtype=object),
    "code": np.array(["7", "8", "x", None], dtype=object),
}


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("age < 18", [0]),
        ("age >= 18", [1, 3]),
        ("age != 18", [0, 3]),
        ("town == Aix", [0, 3]),
        ("town != Aix", [1]),
        ("town == Aix and age > 18", [3]),
        ("code <= 7", [0]),
        ("age == '18'", [1]),
    ],
)
def test_a_missing_value_compares_with_nothing(condition: str, rows: list[int]) -> None:
    assert np.flatnonzero(holds(parse_condition(condition), COLUMNS)).tolist() == rows


def test_barred_labels_give_way_to_the_next_and_none_is_left_unanswered() -> None:
    rules = (Rule("fine", "age < 18"), Rule("bad", "town == Aix"), Rule("good", "age < 18"))
    blocked = barred(rules, COLUMNS, LABELS)
    assert blocked.tolist() == [[True, True, True], [False] * 3, [False] * 3, [True, False, False]]
    scores = np.array([[0.5, 0.3, 0.2]] * 4)
    assert decide(scores, [], [], blocked).tolist() == [-1, 0, 0, 1]


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match="a rule looks at 'height'"):
        holds(parse_condition("height < 1"), COLUMNS)


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ({}, "is no list"),
        ([{"label": "fine"}], "a part that is not a label and a condition"),
        ([{"label": "none", "where": "age < 1"}], "no label of the model"),
        ([{"label": "fine", "where": "age ~ 1"}], "a condition that is none"),
    ],
)
def test_what_is_no_rule_is_refused(document: Any, what: str) -> None:
    with pytest.raises(ModelError, match=what):
        rules_from_json(document, LABELS)


def test_a_folder_of_format_3_decides_by_its_rules(copy_of: Callable[[str], Path]) -> None:
    folder = copy_of("troth-table")
    inputs = {"age": np.linspace(-2, 2, 40), "town": np.array(["Aix", "Cork"] * 20, dtype=object)}
    free = load(str(folder), kind=TABLE, labels=LABELS).predict(inputs).codes
    likeliest = LABELS[int(free[0])]
    card = json.loads((folder / "troth.json").read_text("utf-8"))
    document = rules_to_json([Rule(likeliest, "age < 0")])
    (folder / "troth.json").write_text(json.dumps(card | {"format": 3, "rules": document}), "utf-8")
    model = load(str(folder), kind=TABLE, labels=LABELS)
    said = model.predict(inputs).codes
    below = inputs["age"] < 0
    assert (said[below] != free[0]).all()
    np.testing.assert_array_equal(said[~below], free[~below])
    assert isinstance(model, Proven)
    assert model.proofs is not None
    assert model.proofs.forbids(likeliest, "age < 0")
    assert not model.proofs.forbids(likeliest, "age < 1")
