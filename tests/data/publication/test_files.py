"""Files of a charter under the names they have in a release."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.publication.papers import CHARTER, make
from troth.data.publication import files_of
from troth.errors import DataError
from troth.standard import read


def test_files_are_named_by_their_splits(tmp_path: Path) -> None:
    charter = make(tmp_path)
    files = files_of(charter, {})
    assert [(one.split, one.name, one.media_type) for one in files] == [
        ("train", "data/train.csv", "text/csv"),
        ("test", "data/test.csv", "text/csv"),
    ]
    assert [one.size for one in files] == [(tmp_path / name).stat().st_size for name in ("train.csv", "test.csv")]
    assert not any(one.replaced for one in files)


def test_a_split_is_left_out_or_replaced(tmp_path: Path) -> None:
    charter = make(tmp_path)
    (tmp_path / "other.csv").write_text("text,label\nx,refund\n")
    (one,) = files_of(charter, {"train": tmp_path / "other.csv"}, ("train",))
    assert one.replaced
    assert one.table.frame.height == 1
    assert one.original_table.frame.height == 40


@pytest.mark.parametrize("split", ["validation", "tset"])
def test_a_split_that_is_not_there_is_not_replaced(tmp_path: Path, split: str) -> None:
    with pytest.raises(DataError, match="no file of"):
        files_of(make(tmp_path), {split: tmp_path / "train.csv"})


@pytest.mark.parametrize(("path", "words"), [("hub:owner/name", "hub"), (".", "folder"), ("none.csv", "no such file")])
def test_what_is_no_file_is_refused(tmp_path: Path, path: str, words: str) -> None:
    make(tmp_path)
    (tmp_path / "charter.yaml").write_text(CHARTER.replace("train: train.csv", f"train: {path}"))
    with pytest.raises(DataError, match=words):
        files_of(read(tmp_path / "charter.yaml"), {})
