"""Keys of `training` that need others, or do not go with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import CharterError
from troth.standard import TrainingSection, parse

CHARTER = """charter: 1
name: keys
task: {kind: KIND}
model: {base: BASE}
data: {train: train.csv, columns: {text: text, label: label}}
performance: [accuracy >= 0.8]
training: {SECTION}
"""


def section(text: str, kind: str = "text-classification") -> TrainingSection:
    charter = CHARTER.replace("KIND", kind).replace("SECTION", text)
    return parse(charter.replace("BASE", "gradient-boosting" if "tab" in kind else "minilm"), Path("c.yaml")).training


def test_they_are_read() -> None:
    assert section("repeats: 3, ensemble: true").ensemble
    assert not section("repeats: 3").ensemble


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("ensemble: true", "text-classification", "one training alone"),
        ("ensemble: true, repeats: 1", "text-classification", "one training alone"),
        ("ensemble: true, repeats: 3", "tabular-classification", "together already"),
        ("ensemble: true, repeats: 3, federated: {clients: 4}", "text-classification", "has no ensemble"),
        ("ensemble: three", "text-classification", "expected"),
    ],
)
def test_what_does_not_go_together_is_a_fault_with_its_place(text: str, kind: str, what: str) -> None:
    with pytest.raises(CharterError) as found:
        section(text, kind)
    (fault,) = [fault for fault in found.value.faults if what in fault.what]
    assert fault.line == 7
    assert fault.column > 1
    assert fault.remedy
