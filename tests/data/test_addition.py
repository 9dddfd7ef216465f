"""Rows that came since: which splits they join, and what stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from troth.data import load
from troth.errors import DataError
from troth.standard import Charter

Make = Callable[..., Charter]


def write(path: Path, labels: str, count: int, start: str = "question") -> Path:
    rows = "".join(f"{start} number {number} here,{labels[number % len(labels)]}\n" for number in range(count))
    path.write_text("text,label\n" + rows, encoding="utf-8")
    return path


def test_the_charter_s_rows_stay_where_they_were_and_new_ones_come_last(tmp_path: Path, charter: Make) -> None:
    write(tmp_path / "train.csv", "xy", 100)
    made = charter(train="train.csv")
    old = load(made)
    new = load(made, added=[write(tmp_path / "new.csv", "z", 40, "remark")])
    assert new.labels == ("x", "y", "z")
    assert new.added is not None
    assert new.added.rows == {"test": 8, "validation": 3, "train": 29}
    for before, after in zip(old.splits, new.splits, strict=True):
        assert after.inputs()[: len(before)] == before.inputs()
        assert len(after) == len(before) + new.added.rows[before.name]
        assert new.added.before[before.name] == before.digest
        assert all(text.startswith("remark") for text in after.inputs()[len(before) :])
    assert new.train.places.of(len(new.train) - 1).partition(":")[0].endswith("new.csv")
    assert new.digest != old.digest


def test_rows_of_an_earlier_file_stay_where_they_were_when_another_comes(tmp_path: Path, charter: Make) -> None:
    write(tmp_path / "train.csv", "xy", 100)
    made = charter(train="train.csv")
    first, second = write(tmp_path / "a.csv", "z", 40, "remark"), write(tmp_path / "b.csv", "w", 40, "wish")
    one, two = load(made, added=[first]), load(made, added=[first, second])
    assert two.added is not None
    assert dict(two.added.before) == {split.name: split.digest for split in one.splits}
    assert two.validation.inputs()[: len(one.validation)] == one.validation.inputs()
    assert two.labels == ("w", "x", "y", "z")


def test_a_label_that_is_listed_for_new_rows_moves_no_row(tmp_path: Path, charter: Make) -> None:
    write(tmp_path / "train.csv", "xy", 100)
    new = write(tmp_path / "new.csv", "z", 40, "remark")
    old = load(charter(train="train.csv", labels=["y", "x"]))
    found = load(charter(train="train.csv", labels=["y", "z", "x"]), added=[new])
    assert found.added is not None
    assert dict(found.added.before) == {split.name: split.digest for split in old.splits}


def test_a_validation_file_gets_rows_of_labels_it_has_not_and_a_test_file_none(tmp_path: Path, charter: Make) -> None:
    for name in ("train", "valid", "test"):
        write(tmp_path / f"{name}.csv", "xy", 60, name)
    made = charter(train="train.csv", validation="valid.csv", test="test.csv")
    known = load(made, added=[write(tmp_path / "more.csv", "xy", 20, "more")])
    assert known.added is not None
    assert known.added.rows == {"train": 20}
    unknown = load(made, added=[write(tmp_path / "new.csv", "z", 20, "new")])
    assert unknown.added is not None
    assert set(unknown.added.rows) == {"train", "validation"}
    assert len(unknown.test) == 60


def test_what_is_there_already_is_left_out_and_told(tmp_path: Path, charter: Make) -> None:
    write(tmp_path / "train.csv", "xy", 60)
    write(tmp_path / "test.csv", "xy", 10, "asked")
    made = charter(train="train.csv", test="test.csv")
    old = load(made)
    text, label = old.train.inputs()[0], old.train.labels()[0]
    other = "y" if label == "x" else "x"
    new = tmp_path / "new.csv"
    new.write_text(f"text,label\n{text},{other}\nasked NUMBER 3 here,z\nnew one,z\nNew  one,z\n", encoding="utf-8")
    found = load(made, added=[new])
    assert found.added is not None
    assert found.added.rows == {"train": 1}
    told = {finding.what: finding.count for finding in found.findings if finding.what.startswith("new rows")}
    assert list(told.values()) == [1, 3]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("text,label\nquestion number 3 here,y\n", "has no row that is not in the charter's data already"),
        ("words,label\nnew,z\n", "has no column 'text'"),
        ("text,label\nnew one,z\nnew two,w\n", "holds the label 'w', which task.output.labels does not list"),
        ("text,label\nnew one,\n", "has no label here"),
    ],
)
def test_a_file_that_adds_nothing_or_does_not_fit_is_refused(
    tmp_path: Path, charter: Make, content: str, message: str
) -> None:
    write(tmp_path / "train.csv", "xy", 60)
    made = charter(train="train.csv", labels=["x", "y", "z"])
    (tmp_path / "new.csv").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message) as error:
        load(made, added=[tmp_path / "new.csv"])
    assert "new.csv" in str(error.value)


def documented(path: Path, labels: str, documents: list[str], start: str) -> Path:
    lines = [f"{start} {name} {n},{labels[n % len(labels)]},{name}\n" for name in documents for n in range(4)]
    path.write_text("text,label,case\n" + "".join(lines), encoding="utf-8")
    return path


def test_rows_of_a_document_that_a_split_has_follow_it(tmp_path: Path, charter: Make) -> None:
    old = [f"c{number}" for number in range(40)]
    documented(tmp_path / "train.csv", "xy", old, "question")
    made = charter(train="train.csv", columns={"text": "text", "label": "label", "document": "case"})
    found = load(made, added=[documented(tmp_path / "new.csv", "xy", [*old, "d1", "d2", "d3"], "remark")])
    whole = [set(split.frame["case"]) for split in found.splits]
    assert not whole[0] & whole[1] | whole[0] & whole[2] | whole[1] & whole[2]
    assert found.added is not None
    assert sum(found.added.rows.values()) == 4 * 43
    assert found.added.before == {split.name: split.digest for split in load(made).splits}


def test_rows_of_a_document_of_a_test_file_are_left_out(tmp_path: Path, charter: Make) -> None:
    documented(tmp_path / "train.csv", "xy", [f"c{number}" for number in range(40)], "question")
    documented(tmp_path / "test.csv", "xy", ["t1", "t2"], "question")
    columns = {"text": "text", "label": "label", "document": "case"}
    made = charter(train="train.csv", test="test.csv", columns=columns)
    found = load(made, added=[documented(tmp_path / "new.csv", "xy", ["t1", "d1", "d2"], "remark")])
    assert len(found.test) == 8
    assert "t1" not in {*found.train.frame["case"], *found.validation.frame["case"]}
    what = "new rows left out because the test split has others of their document"
    assert [finding.count for finding in found.findings if finding.what == what] == [4]
    with pytest.raises(DataError, match="has no row to learn from"):
        load(made, added=[documented(tmp_path / "other.csv", "xy", ["t2"], "remark")])


def test_words_join_too(tmp_path: Path, charter: Make) -> None:
    def sentences(name: str, tag: str, count: int) -> Path:
        path = tmp_path / name
        path.write_text("".join(f"Ann\t{tag}\n{name}{n}\tO\n\n" for n in range(count)), encoding="utf-8")
        return path

    sentences("train.tsv", "B-PER", 60)
    made = charter(
        kind="token-classification",
        train="train.tsv",
        columns={"tokens": "tokens", "tags": "tags"},
        format={"kind": "conll"},
    )
    found = load(made, added=[sentences("new.tsv", "B-ORG", 20)])
    assert found.added is not None
    assert sum(found.added.rows.values()) == 20
    assert "B-ORG" in found.labels
