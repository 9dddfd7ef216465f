"""Keys of `training` that need others, or do not go with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import CharterError
from troth.standard import SelfTraining, TrainingSection, Translators, parse

CHARTER = """charter: 1
name: keys
task: {kind: KIND}
model: {base: BASE}
data: {train: train.csv,MORE columns: {text: text, label: label}}
performance: [accuracy >= 0.8]
training: {SECTION}
"""
UNLABELLED = " unlabelled: more.csv,"
WAYS = "{there: en-de, back: de-en}"


def section(text: str, kind: str = "text-classification", more: str = "") -> TrainingSection:
    charter = CHARTER.replace("KIND", kind).replace("SECTION", text).replace("MORE", more)
    return parse(charter.replace("BASE", "gradient-boosting" if "tab" in kind else "minilm"), Path("c.yaml")).training


def test_they_are_read() -> None:
    assert section("repeats: 3, ensemble: true").ensemble
    assert not section("repeats: 3").ensemble
    assert section("self_training: {}", more=" unlabelled: more.csv,").self_training == SelfTraining()
    named = section(f"augment: [masking, back_translation], translators: {WAYS}").translators
    assert named == Translators("en-de", "de-en")
    assert section("self_training: {rounds: 2, sure: 0.9}", more=UNLABELLED).self_training == SelfTraining(2, 0.9)


def test_texts_without_labels_are_read_as_the_training_file() -> None:
    text = (
        CHARTER.replace("KIND", "text-classification").replace("BASE", "minilm").replace("SECTION", "self_training: {}")
    )
    text = text.replace("train: train.csv", "train: {path: train.csv, format: {separator: ';'}}")
    data = parse(text.replace("MORE", UNLABELLED), Path("charter.yaml")).data
    assert data.unlabelled is not None
    assert (data.unlabelled.path, data.unlabelled.written) == ("more.csv", "more.csv")
    assert data.unlabelled.format == data.train.format
    assert data.train.format.separator == ";"


@pytest.mark.parametrize(
    ("training", "more", "kind", "what"),
    [
        ("epochs: 1", " unlabelled: more.csv,", "text-classification", "nothing learns"),
        ("self_training: {}", "", "text-classification", "no texts without labels"),
        ("self_training: {}", UNLABELLED, "token-classification", "rows without labels so far"),
        ("self_training: {}, federated: {clients: 4}", UNLABELLED, "text-classification", "clients' rows alone"),
        ("self_training: {}", " unlabelled: train.csv,", "text-classification", "the same file as train"),
        ("self_training: {sure: 95}", UNLABELLED, "text-classification", "expected"),
        ("augment: [back_translation]", "", "text-classification", "needs two translators"),
        (f"augment: [masking], translators: {WAYS}", "", "text-classification", "nothing is translated"),
        (f"augment: [back_translation], translators: {WAYS}", "", "token-classification", "whole texts"),
        (
            f"augment: [back_translation], translators: {WAYS}, federated: {{clients: 4}}",
            "",
            "text-classification",
            "translates nothing",
        ),
        ("augment: [back_translation], translators: {there: a}", "", "text-classification", "back"),
    ],
)
def test_what_unlabelled_and_translated_texts_need(training: str, more: str, kind: str, what: str) -> None:
    with pytest.raises(CharterError, match=what):
        section(training, kind, more)


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
