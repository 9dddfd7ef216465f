"""Feature columns: what is learned is what is encoded, and every misfit is the room's error."""

from __future__ import annotations

import numpy as np
import pytest

from troth.errors import ModelError
from troth.models import FeatureColumn, columns_from_json, columns_to_json, encode_columns, learn_columns

INPUTS = {"age": np.array([1.0, np.nan, 3.0]), "trade": np.array(["b", None, "a"], dtype=object)}


def test_learned_columns_encode_numbers_and_categories() -> None:
    columns = learn_columns(INPUTS)
    assert columns == (FeatureColumn("age", "number"), FeatureColumn("trade", "category", ("a", "b")))
    np.testing.assert_array_equal(encode_columns(columns, INPUTS), [[1, 1], [np.nan, np.nan], [3, 0]])


def test_an_unseen_value_is_missing_even_where_blank_is_a_category() -> None:
    columns = (FeatureColumn("trade", "category", ("", "a")),)
    found = encode_columns(columns, {"trade": np.array(["", None, "zebra"], dtype=object)})
    np.testing.assert_array_equal(found[:, 0], [0, np.nan, np.nan])


def test_only_the_most_frequent_values_are_kept() -> None:
    values = np.array(["often", "often", *(f"v{place}" for place in range(400))], dtype=object)
    (column,) = learn_columns({"trade": values})
    assert len(column.values) == 254
    assert "often" in column.values


def test_json_round_trip() -> None:
    columns = learn_columns(INPUTS)
    assert columns_from_json(columns_to_json(columns)) == columns


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        [{"name": "a"}],
        [{"name": "a", "kind": "x", "values": []}],
        [{"name": "a", "kind": "category", "values": ["b", "b"]}],
    ],
)
def test_a_foreign_description_is_refused(document: object) -> None:
    with pytest.raises(ModelError):
        columns_from_json(document)


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"trade": INPUTS["trade"]}, "needs 'age'"),
        (INPUTS | {"age": np.array(["x", "y", "z"], dtype=object)}, "not a number"),
        (INPUTS | {"age": np.array([1.0])}, "different lengths"),
    ],
)
def test_misfits_are_named(inputs: dict[str, np.ndarray], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        encode_columns(learn_columns(INPUTS), inputs)


def test_a_column_named_twice_is_refused() -> None:
    column = {"name": "age", "kind": "number", "values": []}
    with pytest.raises(ModelError, match="twice"):
        columns_from_json([column, column])
