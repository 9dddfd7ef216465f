"""The section on federated training: what goes together and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import CharterError
from troth.standard import Federation, json_schema, parse

CHARTER = """charter: 1
name: federated
task: {kind: KIND}
model: {base: minilm}
data:
  train: train.csv
  columns: {text: text, label: label, groups: [bank]}
performance: [accuracy >= 0.8]
training: {federated: {SECTION}}
"""


def section(text: str, kind: str = "text-classification") -> Federation | None:
    charter = parse(CHARTER.replace("KIND", kind).replace("SECTION", text), Path("charter.yaml"))
    return charter.training.federated


def test_it_is_read() -> None:
    assert section("column: bank, rounds: 3") == Federation(column="bank", rounds=3)
    assert section("clients: 10, aggregate: krum, tolerate: 2") == Federation(clients=10, aggregate="krum", tolerate=2)


def test_a_charter_without_it_is_not_federated() -> None:
    text = CHARTER.replace("KIND", "text-classification").replace("{federated: {SECTION}}", "{epochs: 2}")
    assert parse(text, Path("charter.yaml")).training.federated is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("rounds: 3", "who the clients are"),
        ("clients: 1", "expected"),
        ("column: shop", "no group column"),
        ("column: bank, clients: 3", "trials without"),
        ("clients: 10, secure: true, aggregate: median", "secure: true hides"),
        ("clients: 10, noise: 1, clip: 1, aggregate: median", "known of a mean"),
        ("clients: 10, noise: 1", "there is none"),
        ("clients: 10, tolerate: 1", "none can be tolerated"),
        ("clients: 4, aggregate: krum", "outvoted"),
        ("clients: 4, quorum: 5", "quorum of 5"),
        ("clients: 10, aggregate: krum, tolerate: 3, quorum: 6", "cannot outvote 3"),
        ("column: bank, aggregate: krum, quorum: 2", "cannot outvote 1"),
        ("clients: 10, secure: true, quorum: 5", "more than half"),
        ("clients: 10, aggregate: sum", "aggregate|sum"),
        ("clients: 10, server: here", "not a key"),
    ],
)
def test_what_does_not_go_together_is_a_fault_with_its_place(text: str, what: str) -> None:
    with pytest.raises(CharterError) as found:
        section(text)
    (fault,) = found.value.faults
    assert any(word in fault.what for word in what.split("|"))
    assert fault.line == 9


def test_only_texts_are_trained_so() -> None:
    text = CHARTER.replace("KIND", "tabular-classification").replace("text: text, ", "")
    with pytest.raises(CharterError, match="cannot be trained federated"):
        parse(text.replace("SECTION", "clients: 3"), Path("charter.yaml"))


def test_editors_know_it() -> None:
    schema = json_schema()["properties"]["training"]["properties"]["federated"]
    assert schema["properties"]["aggregate"]["enum"] == ["mean", "median", "trimmed_mean", "krum"]
