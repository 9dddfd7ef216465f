"""A file as it stands, with roles for its columns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from troth.data.quality import Sheet, sheet_of, sheets_of
from troth.errors import DataError
from troth.standard import Columns, read

Made = Callable[..., Sheet]
POSTS = "text,label\n" + "".join(f"a question number {at} of mine,{'ab'[at % 2]}\n" for at in range(30))


def test_roles_are_guessed_and_nothing_is_dropped(made: Made) -> None:
    sheet = made(POSTS + ",a\nlast,\n")
    assert (sheet.kind, sheet.roles.text, sheet.roles.label, len(sheet)) == ("text-classification", "text", "label", 32)
    assert sheet.places.of(31).endswith("posts.csv:33")
    assert sheet.labels is not None
    assert sheet.labels[31] is None


def test_a_file_without_labels_is_of_texts_or_a_table(made: Made) -> None:
    texts = made("text\n" + "".join(f"a question number {at} of mine\n" for at in range(30)))
    assert (texts.roles.text, texts.labels) == ("text", None)


def test_several_annotators_vote(made: Made) -> None:
    rows = "".join(f"a question {at} of mine,{'ab'[at % 2]},a,{'b' if at < 9 else ''}\n" for at in range(20))
    sheet = made(f"text,one,two,label\n{rows}", text="text", annotators=("one", "two", "label"))
    assert sheet.votes is not None
    assert sheet.votes.to_list()[:2] == [["a", "a", "b"], ["b", "a", "b"]]
    assert sheet.labels is not None
    assert sheet.labels.to_list()[:2] == ["a", "b"]
    assert sheet.labels.to_list()[10:12] == ["a", None]


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_another_encoding_is_found_out(made: Made, encoding: str) -> None:
    rows = "".join(f"我的银行卡在哪里，请告诉我 {at},{'ab'[at % 2]}\n" for at in range(30))
    sheet = made(f"text,label\n{rows}".encode(encoding), text="text", label="label")
    assert sheet.frame["text"][0] == "我的银行卡在哪里，请告诉我 0"
    assert sheet.encoding == encoding


def test_how_it_is_written_is_kept(made: Made) -> None:
    sheet = made("text;label;more;more\n" + "one row;a;x;1\ntwo rows;b;y;2\n" * 9, text="text", label="label")
    assert (sheet.separator, sheet.written, sheet.repeated) == (";", ("text", "label", "more", "more_2"), ("more",))
    assert sheet.headed
    assert made(POSTS.replace(",", "\t"), "x.tsv").separator == "\t"


def test_a_column_that_is_not_there_is_refused(made: Made) -> None:
    with pytest.raises(DataError, match="no column 'txt'"):
        made(POSTS, text="txt")


def test_a_charter_names_its_splits(tmp_path: Path) -> None:
    for name in ("train", "test"):
        (tmp_path / f"{name}.csv").write_text(POSTS)
    data = {"train": "train.csv", "test": "test.csv", "columns": {"text": "text", "label": "label"}}
    task = {"kind": "text-classification"}
    charter = {"charter": 1, "name": "x", "task": task, "model": {"base": "minilm"}, "data": data}
    (tmp_path / "charter.yaml").write_text(json.dumps({**charter, "performance": ["accuracy >= 0.5"]}))
    sheets = sheets_of(read(tmp_path / "charter.yaml"))
    assert [(sheet.name, sheet.described) for sheet in sheets] == [("train", True), ("test", False)]
    assert sheets[0].places.of(0) == "train.csv:2"
    assert [sheet.described for sheet in sheets_of(read(tmp_path / "charter.yaml"), test=True)] == [True, True]


def test_a_parquet_file_has_rows_for_lines(made: Made, tmp_path: Path) -> None:
    made(POSTS).frame.write_parquet(tmp_path / "posts.parquet")
    sheet = sheet_of(tmp_path / "posts.parquet", columns=Columns(text="text", label="label"))
    assert (sheet.reader, sheet.encoded, sheet.places.of(4)[-2:]) == ("parquet", (), ":5")
