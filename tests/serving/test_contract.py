"""The contract: what of a request is taken, and that nothing else ever is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.running import charter_of
from troth.models import FeatureColumn
from troth.serving import Contract, Item, Refusal, contract_of

LABELS = ("bad", "good")
COLUMNS = (FeatureColumn("age", "number"), FeatureColumn("town", "category", ("Aix",)))


def contract(kind: str = "text", serving: str = "") -> Contract:
    return contract_of(charter_of(kind, serving), LABELS, COLUMNS if kind == "table" else ())


def test_each_task_has_its_own() -> None:
    assert contract().read(b'{"inputs": [{"text": "a", "subject": "p"}]}') == (Item("a", "p"),)
    assert contract("tokens").read(b'{"inputs": [{"tokens": ["a", "b"]}]}') == (Item(("a", "b")),)
    row = b'{"inputs": [{"features": {"age": 4, "town": null}}]}'
    assert contract("table").read(row) == (Item({"age": 4, "town": None}),)


@pytest.mark.parametrize("features", ['{"age": 4}', '{"age": "4", "town": "Aix"}', '{"age": 4, "town": "Aix", "x": 1}'])
def test_a_row_has_every_column_of_its_type(features: str) -> None:
    with pytest.raises(Refusal) as refused:
        contract("table").read(f'{{"inputs": [{{"features": {features}}}]}}'.encode())
    assert refused.value.status == 422


def test_words_together_are_no_longer_than_a_text() -> None:
    short = contract("tokens", "serving: {guards: [limits], limits: {characters: 10}}\n")
    assert short.read(b'{"inputs": [{"tokens": ["aaaa", "bbbb"]}]}')
    with pytest.raises(Refusal) as refused:
        short.read(b'{"inputs": [{"tokens": ["aaaa", "bbbb", "c"]}]}')
    assert (refused.value.status, refused.value.detail) == (413, "inputs/0: longer than 10 characters")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["a", "text"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["inputs", "text", "subject", "groups", "gender", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_whatever_comes_it_is_items_that_fit_or_a_refusal(value: object) -> None:
    found = read(json.dumps(value).encode())
    if isinstance(found, Refusal):
        assert found.status in (400, 413, 422)
    else:
        assert isinstance(value, dict)
        assert [item.value for item in found] == [one["text"] for one in value["inputs"]]


def read(body: bytes) -> tuple[Item, ...] | Refusal:
    try:
        return contract().read(body)
    except Refusal as refusal:
        return refusal


@given(st.binary(max_size=200))
def test_whatever_bytes_come_they_are_refused_or_fit(body: bytes) -> None:
    found = read(body)
    assert not isinstance(found, Refusal) or found.status in (400, 413, 422)
