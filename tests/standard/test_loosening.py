"""What a later charter demands less of, told of texts alone."""

from __future__ import annotations

import pytest

from troth.errors import CharterError
from troth.standard import loosened

TEXT = """\
charter: 1
name: triage
data: {train: "${NOWHERE}/train.csv"}
performance:
  - macro_f1 >= 0.66
  - recall(label=abusive) >= 0.70 at 0.99
fairness:
  - accuracy_difference(group=[gender, target]) <= 0.08
"""

LOOSER = [
    ("0.66", "0.6", "the limit of macro_f1 was loosened from 0.66 to 0.6"),
    ("<= 0.08", "<= 0.1", "the limit of accuracy_difference(group=[gender, target]) was loosened from 0.08 to 0.1"),
    ("  - macro_f1 >= 0.66\n", "", "the clause macro_f1 >= 0.66 was taken out"),
    (" at 0.99", " at 0.9", "the confidence of recall(label=abusive) was lowered from 0.99 to 0.9"),
    (" at 0.99", "", "the confidence of recall(label=abusive) was lowered from 0.99 to 0.95"),
    ("0.66", "0.66 at 0.8", "the confidence of macro_f1 was lowered from 0.95 to 0.8"),
    ("charter: 1", "charter: 1\nconfidence: 0.9", "the confidence was lowered from 0.95 to 0.9"),
]
OUTPUT = "task: {kind: text-classification, output: {labels: [a, b], positive: a}}"


@pytest.mark.parametrize(("old", "new", "words"), LOOSER, ids=[row[2] for row in LOOSER])
def test_what_is_demanded_less_is_told_and_the_way_back_is_not(old: str, new: str, words: str) -> None:
    assert old in TEXT
    later = TEXT.replace(old, new, 1)
    assert list(loosened(TEXT, later).values()) == [words]
    assert loosened(later, TEXT) == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.66", "0.660"),
        ("macro_f1 >= 0.66", "macro_f1 >= 0.66 at 0.95"),
        ("  - macro_f1 >= 0.66", "  - macro_f1 >= 0.66\n  - accuracy >= 0.5"),
        ("macro_f1 >= 0.66", "macro_f1>=0.7   # higher"),
        ("name: triage", "name: triage\npurpose: another"),
    ],
)
def test_what_asks_for_as_much_is_not_told(old: str, new: str) -> None:
    assert loosened(TEXT, TEXT.replace(old, new, 1)) == {}


@pytest.mark.parametrize("text", ["- a list", "performance: [nonsense >= 0.5]", "performance: [accuracy >=]"])
def test_a_text_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(CharterError):
        loosened(TEXT, text)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("positive: a", "positive: b", "the positive label was changed from a to b"),
        (", positive: a", "", "the positive label was changed from a to none"),
        ("[a, b]", "[a, b, c]", "the labels were changed from a, b to a, b, c"),
        ("labels: [a, b], ", "", "the labels were changed from a, b to those of the data"),
    ],
)
def test_another_meaning_of_the_same_clauses_is_told(old: str, new: str, words: str) -> None:
    before = TEXT + OUTPUT
    assert list(loosened(before, before.replace(old, new)).values()) == [words]
    assert loosened(before, before.replace("[a, b]", "[b, a]")) == {}


def test_a_confidence_that_no_clause_takes_is_not_told() -> None:
    text = "confidence: 0.99\nperformance: [accuracy >= 0.8 at 0.95]"
    assert loosened(text, text.replace("0.99", "0.9")) == {}
