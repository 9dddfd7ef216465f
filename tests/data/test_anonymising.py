"""Files written again with what is personal replaced: whole or not at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from troth.data.anonymising import LOG, anonymise_table, anonymise_text, digest
from troth.errors import DataError


def louder(column: pl.Series) -> Callable[[str], tuple[str, Counter[str]]]:
    return lambda text: (text.replace("ann", "[person]"), Counter({"person": text.count("ann")}))


class Upper:
    """A stream that holds back what has no full stop yet."""

    def __init__(self) -> None:
        self.held = ""

    def feed(self, piece: str) -> str:
        whole, stop, self.held = (self.held + piece).rpartition(".")
        return (whole + stop).upper()

    def end(self) -> str:
        return self.held.upper()


def test_columns_are_changed_and_the_rest_stays(tmp_path: Path) -> None:
    source, target = tmp_path / "posts.csv", tmp_path / "clean.csv"
    source.write_text('text,n,who\n"ann, hi",1,ann\n,2,ann\nbye,3,\n')
    before = source.read_bytes()
    done = anonymise_table(source, target, ["text"], louder, how="louder")
    assert pl.read_csv(target)["text"].to_list() == ["[person], hi", None, "bye"]
    assert pl.read_csv(target)["who"].to_list() == ["ann", "ann", None]
    assert (done.rows, done.cells, done.replaced) == (3, 1, {"person": 1})
    assert source.read_bytes() == before
    log = json.loads(Path(f"{target}{LOG}").read_text())
    assert (log["before"], log["after"]) == (digest(source), digest(target))
    assert "ann" not in json.dumps(log)


@pytest.mark.parametrize(("columns", "what"), [(["texts"], "has no column 'texts'"), (["n"], "holds no text")])
def test_a_column_that_cannot_be_changed_is_refused(tmp_path: Path, columns: list[str], what: str) -> None:
    source = tmp_path / "posts.parquet"
    pl.DataFrame({"text": ["a"], "n": [1]}).write_parquet(source)
    with pytest.raises(DataError, match=what):
        anonymise_table(source, tmp_path / "out.parquet", columns, louder, how="louder")
    assert [path.name for path in tmp_path.iterdir()] == ["posts.parquet"]


def test_what_is_there_is_left(tmp_path: Path) -> None:
    source, target = tmp_path / "posts.csv", tmp_path / "clean.csv"
    source.write_text("text\nann\n")
    target.write_text("mine")
    with pytest.raises(DataError, match="is there already"):
        anonymise_table(source, target, ["text"], louder, how="louder")
    assert target.read_text() == "mine"


def test_a_text_streams_by(tmp_path: Path) -> None:
    source, target = tmp_path / "notes.txt", tmp_path / "loud.txt"
    text = "Grüße. " * 200_000 + "the end"  # characters of two bytes fall across pieces
    source.write_text(text, encoding="utf-8")
    anonymise_text(source, target, Upper(), how="upper")
    assert target.read_text("utf-8") == text.upper()


@pytest.mark.parametrize("content", [b"good \xff\xfe bad", b"good \xe4\xb8"])
def test_what_is_no_text_is_refused_by_its_byte(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "notes.txt"
    source.write_bytes(content)
    with pytest.raises(DataError, match="from byte 5 on"):
        anonymise_text(source, tmp_path / "out.txt", Upper(), how="upper")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
