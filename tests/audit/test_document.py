"""The audit document: plain JSON with a line for every clause, label and group."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from audit.told import Answers, posts, texts, words
from troth.audit import examine
from troth.audit.view import OTHER
from troth.standard import read_audit_document

KIND = "text-classification"


def test_the_document_is_json_that_the_standard_reads(tmp_path: Path) -> None:
    charter, dataset = texts(tmp_path)
    truth = dataset.test.labels()
    shares = [[0.8, 0.2] if label == "spam" else [0.1, 0.9] for label in truth]
    document = examine(charter, Answers(KIND, ("spam", "ham"), truth, shares), dataset, seed=5).document
    assert read_audit_document(json.loads(json.dumps(document, allow_nan=False)))
    assert document["seed"] == "5"
    assert [clause["verdict"] for clause in document["clauses"]] == ["met", "undecided"]  # 120 rows are few for AUC
    assert document["performance"]["confusion"]["counts"] == [[truth.count("spam"), 0], [0, truth.count("ham")]]
    assert {each["column"] for each in document["groups"]} == {"sex"}
    assert sum(each["n"] for each in document["calibration"]["bins"]) == len(truth)


def test_the_same_audit_gives_the_same_document(tmp_path: Path) -> None:
    charter, dataset = texts(tmp_path)
    model = Answers(KIND, ("spam", "ham"), dataset.test.labels())
    one, other = (examine(charter, model, dataset).document for _ in range(2))
    assert {**one, "made": ""} == {**other, "made": ""}


def test_a_label_of_the_model_alone_is_in_the_confusion_and_no_label(tmp_path: Path) -> None:
    charter, dataset = texts(tmp_path)
    said = ["other" if i < 4 else label for i, label in enumerate(dataset.test.labels())]
    performance = examine(charter, Answers(KIND, ("spam", "ham", "other"), said), dataset).document["performance"]
    assert [label["name"] for label in performance["labels"]] == ["spam", "ham"]
    assert performance["confusion"]["labels"] == ["spam", "ham", OTHER]
    assert sum(row[2] for row in performance["confusion"]["counts"]) == 4


def test_groups_without_rows_are_left_out_of_the_figures_and_counted_0(tmp_path: Path) -> None:
    rows = [("spam" if i % 3 else "ham", "FM"[i % 2]) for i in range(100)]
    charter, dataset = posts(tmp_path, rows, train_sexes="FMX")
    document = examine(charter, Answers(KIND, ("spam", "ham"), dataset.test.labels()), dataset).document
    assert [part["name"] for part in document["groups"][0]["parts"]] == ["F", "M"]
    assert document["data"]["splits"][2]["groups"] == {"sex": {"F": 50, "M": 50, "X": 0}}
    assert "test" in [finding["split"] for finding in document["data"]["findings"] if "'X'" in finding["what"]]


def test_texts_that_the_model_read_in_part_are_counted(tmp_path: Path) -> None:
    charter, dataset = texts(tmp_path)
    model = Answers(KIND, ("spam", "ham"), dataset.test.labels())
    whole = examine(charter, model, dataset).document["data"]["findings"]
    model.prediction = replace(model.prediction, cut=7)
    cut = examine(charter, model, dataset).document["data"]["findings"]
    assert [(finding["severity"], finding["count"], finding["split"]) for finding in cut[len(whole) :]] == [
        ("note", 7, "test")
    ]


def test_words_have_figures_by_group_and_no_calibration(tmp_path: Path) -> None:
    charter, dataset = words(tmp_path)
    model = Answers("token-classification", ("O", "B-PER", "I-PER"), dataset.test.labels())
    document = examine(charter, model, dataset).document
    assert [each["measure"] for each in document["groups"]] == ["entity_f1", "token_accuracy"]
    assert document["calibration"] is None
    assert document["clauses"][2]["arguments"] == {"measure": "entity_f1", "group": "origin"}
