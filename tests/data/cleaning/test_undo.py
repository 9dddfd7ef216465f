"""Undoing: only from what was written, and only to what was there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl
import pytest

from troth.data.cleaning import clean_file, restore_file, steps_named
from troth.data.cleaning.undo import restored_name
from troth.data.quality import sheet_of
from troth.errors import DataError
from troth.standard import Columns


@pytest.fixture
def log(tmp_path: Path) -> Path:
    source = tmp_path / "posts.csv"
    source.write_text("text,label\none row ,a\ntwo rows,b\ntwo rows,b\n")
    read = sheet_of(source, columns=Columns(text="text", label="label"))
    clean_file(source, tmp_path / "new.csv", read, steps_named(["trim", "drop-duplicates"]))
    return tmp_path / "new.csv.log.json"


def test_into_a_folder_by_its_old_name(log: Path) -> None:
    (log.parent / "old").mkdir()
    restored = restore_file(log, log.parent / "old")
    assert restored.target == log.parent / "old" / "posts.csv"
    assert restored.target.read_bytes() == (log.parent / "posts.csv").read_bytes()
    with pytest.raises(DataError, match="is there already"):
        restore_file(log, log.parent / "old")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("new.csv", "two", "TWO"),
        ("new.csv.changes.jsonl", "two rows", "ten rows"),
        ("new.csv.changes.jsonl", '"changes": 1', '"changes": 9'),
        ("new.csv.log.json", '"cleaning": 1', '"cleaning": 2'),
        ("new.csv.log.json", '"target": "new.csv"', '"target": "../new.csv"'),
        ("new.csv.log.json", '"source": "posts.csv"', '"source": "/tmp/posts.csv"'),
        ("new.csv.log.json", '"source": "posts.csv"', '"source": "po\\u0000sts.csv"'),
        ("new.csv.log.json", '"source": "posts.csv"', '"source": "\\ud800"'),
        ("new.csv.log.json", '"source": "posts.csv"', '"source": ".."'),
        ("new.csv.log.json", '"target": "new.csv"', '"target": "new\\u0000.csv"'),
        ("new.csv.log.json", '"mark": ""', '"mark": "x"'),
        ("new.csv.log.json", '"wide": false', '"wide": "yes"'),
        ("new.csv.log.json", '"after"', '"behind"'),
    ],
)
def test_what_is_not_what_was_written_is_refused(log: Path, name: str, old: str, new: str) -> None:
    file = log.with_name(name)
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    before = {path.name for path in log.parent.iterdir()}
    with pytest.raises(DataError):
        restore_file(log)
    assert {path.name for path in log.parent.iterdir()} == before


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    for content in ("", "[]", "{}", json.dumps({"cleaning": 1, "source": 5})):
        (tmp_path / "log.json").write_text(content)
        with pytest.raises(DataError, match="no log"):
            restore_file(tmp_path / "log.json")


def test_a_name_that_is_not_utf8_is_kept(tmp_path: Path) -> None:
    source = tmp_path / os.fsdecode(b"caf\xe9.csv")
    source.write_text("text,label\n one,a\ntwo,b\n")
    target = source.with_suffix(".cleaned.csv")
    clean_file(source, target, sheet_of(source, columns=Columns(label="label")), steps_named(["trim"]))
    restored = restore_file(target.with_name(target.name + ".log.json"))
    assert restored.target.read_bytes() == source.read_bytes()


def test_changes_of_another_encoding_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "posts.csv"
    source.write_bytes("text,label\n one,a\ntwo,b\n".encode("utf-16"))
    clean_file(source, tmp_path / "new.csv", sheet_of(source), steps_named(["fix-encoding", "trim"]))
    changes = tmp_path / "new.csv.changes.jsonl"
    lines = [json.loads(line) for line in changes.read_text().splitlines()]
    lines[1] = {"at": lines[1]["at"], "now": lines[1]["now"], "was_base64": "/w=="}
    changes.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(DataError, match="does not give the source again"):
        restore_file(tmp_path / "new.csv.log.json")


def test_a_number_of_rows_that_no_table_has_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "posts.parquet"
    pl.DataFrame({"text": [" one", "two"], "label": ["a", "b"]}).write_parquet(source)
    clean_file(source, tmp_path / "new.parquet", sheet_of(source), steps_named(["trim"]))
    log = tmp_path / "new.parquet.log.json"
    log.write_text(log.read_text().replace('"rows_before": 2', '"rows_before": 9000000000000000'))
    with pytest.raises(DataError, match="not of this file"):
        restore_file(log)


def test_names() -> None:
    assert restored_name("posts.csv") == "posts.restored.csv"
    assert restored_name("posts.csv.gz") == "posts.restored.csv.gz"
