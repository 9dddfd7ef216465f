"""Rows without labels: which of them are left to choose from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from troth.data import load, load_pool
from troth.errors import DataError
from troth.standard import Charter

Make = Callable[..., Charter]


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def texts(folder: Path, charter: Make) -> Charter:
    rows = "".join(f"question {number} {'abc'[number % 3]},{'xy'[number % 2]}\n" for number in range(40))
    written(folder / "train.csv", "text,label\n" + rows)
    return charter(train="train.csv")


def test_each_new_content_once_in_the_files_own_columns(tmp_path: Path, charter: Make) -> None:
    made = texts(tmp_path, charter)
    pool = written(
        tmp_path / "pool.csv", "from,text\na,new one\nb,QUESTION 4 b\nc,New  one\nd,\ne,new two\nf,question 5 c\n"
    )
    found = load_pool(made, load(made), pool)
    assert found.frame.rows() == [("a", "new one"), ("e", "new two")]
    assert found.split.inputs() == ["new one", "new two"]
    assert (found.known, found.repeated, found.empty) == (2, 1, 1)


def test_rows_of_every_split_are_known(tmp_path: Path, charter: Make) -> None:
    made = texts(tmp_path, charter)
    data = load(made)
    with pytest.raises(DataError, match="no row that is not in the charter's data"):
        load_pool(made, data, tmp_path / "train.csv")


def test_a_column_that_is_not_there_is_named(tmp_path: Path, charter: Make) -> None:
    made = texts(tmp_path, charter)
    with pytest.raises(DataError, match=r"has no column 'text', .*'texts' is near"):
        load_pool(made, load(made), written(tmp_path / "pool.csv", "texts\nnew\n"))


def test_features_are_typed_as_the_training_rows_are(tmp_path: Path, charter: Make) -> None:
    rows = "".join(f"{number},{'ab'[number % 2]},{'xy'[number % 2]}\n" for number in range(40))
    written(tmp_path / "train.csv", "age,job,label\n" + rows)
    made = charter("tabular-classification", train="train.csv", columns={"label": "label"})
    found = load_pool(made, load(made), written(tmp_path / "pool.csv", "job,age\n7,99\na,0\na,\n"))
    inputs = found.split.inputs()
    assert isinstance(inputs, dict)
    np.testing.assert_array_equal(inputs["age"], [99.0, np.nan])
    assert inputs["job"].tolist() == ["7", "a"]
    assert found.known == 1
    with pytest.raises(DataError, match="holds 'old', where training rows hold finite numbers"):
        load_pool(made, load(made), written(tmp_path / "pool.csv", "job,age\n7,old\n"))


def test_sentences_need_no_tags(tmp_path: Path, charter: Make) -> None:
    lines = [json.dumps({"tokens": [f"w{number}", "x"], "tags": ["O", "B-a"]}) for number in range(30)]
    written(tmp_path / "train.jsonl", "\n".join(lines))
    made = charter("token-classification", train="train.jsonl", columns={"tokens": "tokens", "tags": "tags"})
    pool = written(
        tmp_path / "pool.jsonl", '{"tokens": ["new", "words", "."]}\n{"tokens": ["w3", "x"]}\n{"tokens": []}\n'
    )
    found = load_pool(made, load(made), pool)
    assert found.split.inputs() == [["new", "words", "."]]
    assert (found.known, found.empty) == (1, 1)
