from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from troth.data.check import check_groups, check_labels, labels_of
from troth.data.interface import Roles
from troth.data.places import Places
from troth.data.roles import Part
from troth.errors import DataError
from troth.reports.words import words


def posts(name: str, labels: list[str], groups: list[object] | None = None) -> Part:
    frame = pl.DataFrame({"label": labels, **({"sex": groups} if groups else {})})
    places = Places(((0, f"{name}.csv"),), np.arange(2, len(labels) + 2, dtype=np.int64))
    return Part(name, frame, Roles(label="label", groups=("sex",) if groups else ()), places)


def sentences(name: str, tags: list[list[str]], lines: list[int]) -> Part:
    frame = pl.DataFrame({"tags": tags, "tokens": tags})
    return Part(name, frame, Roles(tags="tags", tokens="tokens"), Places(((0, f"{name}.conll"),), np.array(lines)))


def test_labels_are_the_charter_s_else_sorted() -> None:
    train = posts("train", ["b", "a", "b"])
    assert labels_of(train, None) == ("a", "b")
    assert labels_of(train, ("b", "c", "a")) == ("b", "c", "a")


def test_entity_types_stand_for_their_tags() -> None:
    train = sentences("train", [["O", "B-ORG", "I-ORG"], ["B-PER"]], [1, 5])
    assert labels_of(train, ("PER", "ORG")) == ("O", "B-PER", "B-ORG", "I-ORG")
    assert labels_of(train, ("O", "B-PER")) == ("O", "B-PER")


def test_a_label_the_charter_does_not_list() -> None:
    parts = [posts("train", ["spam", "fine"]), posts("test", ["fine", "Spam"])]
    with pytest.raises(DataError, match=r"test.csv:3: holds the label 'Spam', which .* did you mean 'spam'\?"):
        check_labels(parts, ("spam", "fine"), ("spam", "fine"))


def test_a_label_training_never_saw() -> None:
    parts = [posts("train", ["a", "b"]), posts("test", ["a", "c"])]
    with pytest.raises(DataError, match=r"test.csv:3: holds the label 'c', which no training row has"):
        check_labels(parts, ("a", "b"), None)


def test_one_class_only() -> None:
    with pytest.raises(DataError, match=r"train.csv: every row has the same label, 'a'"):
        check_labels([posts("train", ["a", "a"])], ("a",), None)


def test_labels_without_a_row_are_found() -> None:
    parts = [posts("train", ["a", "b"]), posts("test", ["a"])]
    findings = check_labels(parts, ("a", "b", "c"), ("a", "b", "c"))
    assert [finding.what for finding in findings] == [
        "labels without a row in the train split: 'c'",
        "labels without a row in the test split: 'b'",
    ]


def test_a_tag_of_a_known_type_is_a_finding_and_of_an_unknown_one_an_error() -> None:
    train = sentences("train", [["O", "B-ORG"]], [1])
    findings = check_labels([train, sentences("test", [["O"], ["O", "I-ORG"]], [1, 3])], ("B-ORG", "O"), None)
    assert "tags of the test split that training never saw: 'I-ORG'" in [finding.what for finding in findings]
    with pytest.raises(DataError, match=r"test.conll:4: holds the label 'B-PER'"):
        check_labels([train, sentences("test", [["O"], ["O", "B-PER"]], [1, 3])], ("B-ORG", "O"), None)


def test_a_group_of_one_row_is_refused_with_the_nearest_name() -> None:
    parts = [
        posts("train", ["a"] * 4, ["female", "male", "female", "male"]),
        posts("test", ["a", "b"], ["male", "femal"]),
    ]
    with pytest.raises(
        DataError, match=r"test.csv:3: column 'sex': this is the only row of the group 'femal'.*'female'\?"
    ):
        check_groups(parts)


def test_small_groups_of_the_test_split_are_found() -> None:
    parts = [posts("train", ["a"] * 4, ["f", "m", "f", "m"]), posts("test", ["a"] * 42, ["f"] * 2 + ["m"] * 40)]
    assert [finding.what for finding in check_groups(parts)] == [
        "groups of 'sex' have fewer than 30 test rows: 'f' (2)"
    ]


def test_lists_of_groups_may_name_one_once() -> None:
    parts = [posts("train", ["a"] * 2, [["x"], ["y", "x"]]), posts("test", ["a"], [["x"]])]
    assert [finding.severity for finding in check_groups(parts)] == ["warning", "note"]


def test_a_group_without_test_rows_is_found() -> None:
    parts = [posts("train", ["a"] * 6, ["f", "m", "x"] * 2), posts("test", ["a"] * 80, ["f", "m"] * 40)]
    (finding,) = check_groups(parts)
    assert finding.what == "groups of 'sex' have no test row, so nothing can be said of them: 'x'"
    assert (finding.severity, finding.count, finding.split) == ("warning", None, "test")


def test_test_rows_without_a_group_are_found() -> None:
    parts = [posts("train", ["a"] * 4, ["f", "m"] * 2), posts("test", ["a"] * 90, ["f", "m", None] * 30)]
    (finding,) = check_groups(parts)
    assert finding.what == "test rows name no group of 'sex' (33.3% of them), and no figure on it covers them"
    assert (finding.count, finding.examples) == (30, ("test.csv:4", "test.csv:7", "test.csv:10"))


def test_labels_that_may_be_one_are_found() -> None:
    train, test = posts("train", ["Yes", "yes", "no", "Yes"]), posts("test", ["Yes", "no"])
    (found,) = [one for one in check_labels([train, test], ("Yes", "no", "yes"), None) if "blanks" in one.what]
    assert found.what == "labels of the train split that differ only in case or blanks: 'Yes' (2), 'yes' (1)"
    assert (found.severity, found.split) == ("warning", "train")
    assert words("zh").turned(found.what).endswith("只有大小写或空白之差的标签：'Yes' (2), 'yes' (1)")
