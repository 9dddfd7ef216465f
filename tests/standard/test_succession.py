"""What an older charter demanded that a later one has nothing on."""

from __future__ import annotations

from pathlib import Path

from troth.standard import inherited, parse

HEAD = """\
charter: 1
name: posts
task: {kind: text-classification}
model: {base: minilm}
data: {train: train.csv, columns: {text: text, label: label, groups: [sex]}}
"""
OLD = HEAD + (
    "performance:\n  - accuracy >= 0.9\n  - recall(label=spam) >= 0.8\n"
    "fairness:\n  - accuracy_difference(group=sex) <= 0.1\n"
)


def test_a_clause_on_a_measure_that_is_named_no_more_is_inherited() -> None:
    later = parse(HEAD + "performance:\n  - accuracy >= 0.8\n  - recall(label=ham) >= 0.8\n", Path("later.yaml"))
    found = inherited(OLD, later)
    assert [clause.text for clause in found] == ["recall(label=spam) >= 0.8", "accuracy_difference(group=sex) <= 0.1"]
    assert [clause.article for clause in found] == ["performance", "fairness"]


def test_of_the_same_charter_nothing_is() -> None:
    assert inherited(OLD, parse(OLD, Path("old.yaml"))) == ()
