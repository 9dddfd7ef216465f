"""Texts without labels: what is left out of them, and how they join the training rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from troth.data import Dataset, load, told_rows, with_labels
from troth.errors import DataError
from troth.standard import Charter, Source

Make = Callable[..., Charter]

TEST = "where is the card that i ordered two weeks ago from your bank"


def loaded(folder: Path, charter: Make, unlabelled: list[str] | None, **more: Any) -> Dataset:
    rows = "".join(f"question {number} {'abc'[number % 3]},{'xy'[number % 2]},g\n" for number in range(40))
    (folder / "train.csv").write_text("text,label,group\n" + rows, encoding="utf-8")
    for name, text in (("valid", "is it raining there"), ("test", TEST)):
        (folder / f"{name}.csv").write_text(f"text,label,group\n{text},x,g\n{text} now,y,g\n", encoding="utf-8")
    made = charter(**{"train": "train.csv", "validation": "valid.csv", "test": "test.csv", **more})
    if unlabelled is None:
        return load(made)
    (folder / "more.csv").write_text("text\n" + "".join(f"{text}\n" for text in unlabelled), encoding="utf-8")
    named = replace(made.data.train, path="more.csv", written="more.csv")
    return load(replace(made, data=replace(made.data, unlabelled=named)))


def test_what_is_judged_on_is_left_out_and_told(tmp_path: Path, charter: Make) -> None:
    near = TEST + " please"
    found = loaded(
        tmp_path,
        charter,
        ["one more", "ONE  more", '""', "question 3 a", TEST.upper(), near, "Is it raining there", "two"],
    )
    assert found.unlabelled is not None
    assert found.unlabelled.inputs() == ["one more", "two"]
    told = {finding.what: finding for finding in found.findings if finding.what.startswith("unlabelled")}
    assert [(finding.count, finding.severity, finding.split) for finding in told.values()] == [
        (1, "warning", "validation"),
        (2, "warning", "test"),
        (1, "note", "train"),
        (1, "note", "train"),
        (1, "note", "train"),
    ]
    assert (
        told["unlabelled rows left out because they stand, or nearly stand, in the test split"]
        .examples[0]
        .endswith("more.csv:6")
    )
    assert found.lineage[-1].details["split"] == "unlabelled"


def test_rows_of_a_document_that_is_judged_on_are_left_out_and_told(tmp_path: Path, charter: Make) -> None:
    columns = {"text": "text", "label": "label", "document": "doc"}
    for name, count in (("train", 40), ("valid", 4), ("test", 4)):
        rows = "".join(f"{name} {number},{'xy'[number % 2]},{name}-{number // 4}\n" for number in range(count))
        (tmp_path / f"{name}.csv").write_text("text,label,doc\n" + rows, encoding="utf-8")
    given = "one,train-1\ntwo,test-0\nthree,\nfour,valid-0\nfive,test-0\n"
    (tmp_path / "more.csv").write_text("text,doc\n" + given, encoding="utf-8")
    made = charter(train="train.csv", validation="valid.csv", test="test.csv", columns=columns)
    found = load(replace(made, data=replace(made.data, unlabelled=Source("more.csv", "more.csv"))))
    assert found.unlabelled is not None
    assert found.unlabelled.inputs() == ["one", "three"]
    what = "unlabelled rows left out because the {} split has others of their document"
    told = {finding.what: finding.count for finding in found.findings}
    assert (told[what.format("test")], told[what.format("validation")]) == (2, 1)


def test_the_digest_binds_them_and_no_row_changes_its_split(tmp_path: Path, charter: Make) -> None:
    without = loaded(tmp_path, charter, None)
    one, other = (loaded(tmp_path, charter, texts) for texts in (["one more"], ["one other"]))
    assert len({without.digest, one.digest, other.digest}) == 3
    assert without.unlabelled is None


def test_naming_them_later_moves_no_row(tmp_path: Path, charter: Make) -> None:
    rows = "".join(f"question {number},{'xy'[number % 2]}\n" for number in range(60))
    (tmp_path / "train.csv").write_text("text,label\n" + rows, encoding="utf-8")
    (tmp_path / "more.csv").write_text("text\nsomething else\n", encoding="utf-8")
    made = charter(train="train.csv")
    document = {**made.document, "data": {**made.document["data"], "unlabelled": "more.csv"}}
    data = replace(made.data, unlabelled=Source("more.csv", "more.csv"))
    before, after = load(made), load(replace(made, data=data, document=document))
    assert after.unlabelled is not None
    assert [split.digest for split in before.splits] == [split.digest for split in after.splits]


def test_a_file_without_a_new_text_is_refused(tmp_path: Path, charter: Make) -> None:
    with pytest.raises(DataError, match="no text that is not in the charter's data"):
        loaded(tmp_path, charter, ["question 3 a"])


def test_they_join_the_training_rows_under_labels_of_a_model(tmp_path: Path, charter: Make) -> None:
    columns = {"text": "text", "label": "label", "groups": ["group"]}
    found = loaded(tmp_path, charter, ["one more", "and two", "three"], columns=columns)
    joined = with_labels(found, np.array([0, 2]), ["x", "y"])
    assert joined.train.inputs()[-2:] == ["one more", "three"]
    assert joined.train.labels()[-2:] == ["x", "y"]
    assert joined.train.places.of(41).endswith("more.csv:4")
    assert joined.train.groups("group").rows.tolist() == list(range(40))
    assert joined.digest != found.digest
    assert joined.train.digest != found.train.digest
    assert told_rows(joined).inputs() == found.train.inputs()
    assert len(told_rows(found)) == 40
