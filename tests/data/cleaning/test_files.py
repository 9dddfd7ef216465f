"""Whole files: cleaned, read again, and made again byte for byte from what was written."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.cleaning import STEPS, Beside, clean_file, restore_file, steps_named
from troth.data.cleaning.files import changes_beside, log_beside
from troth.data.quality import Sheet, sheet_of
from troth.errors import DataError
from troth.standard import Columns

CELL = st.text(st.sampled_from("ab \"',;\n=é我\u200b\u00a0"), max_size=8)
ALONE = sorted(set(STEPS) - {"fix-encoding", "drop-leaked", "drop-suspects"})
NAMED = Columns(text="text", label="label")


def sheet(path: Path) -> Sheet:
    return sheet_of(path, columns=NAMED)


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(CELL, st.sampled_from("ab"), CELL), min_size=3, max_size=12),
    st.lists(st.sampled_from(ALONE), unique=True, min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([b"", codecs.BOM_UTF8]),
    st.sampled_from(["csv", "jsonl"]),
    st.booleans(),
)
def test_what_was_cleaned_can_be_undone(
    rows: list[tuple[str, str, str]], names: list[str], end: str, mark: bytes, kind: str, first: bool
) -> None:
    header = ("text", "label", "more")
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator=end).writerows([header, *rows])
        content = mark + text.getvalue().encode()
    else:
        lines = (json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) for row in rows)
        content = mark + end.join(lines).encode()
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / f"posts.{kind}", Path(folder) / f"new.{kind}"
        source.write_bytes(content)
        try:
            done = clean_file(source, target, sheet(source), steps_named(["fix-encoding"] * first + names))
        except DataError as error:
            assert "would leave no row" in error.what  # noqa: PT017
            assert [path.name for path in Path(folder).iterdir()] == [source.name]
            return
        assert source.read_bytes() == content
        assert (done.before, done.after) == (digest(content), digest(target.read_bytes()))
        assert len(sheet(target)) == done.rows[1]
        for one, other in zip(done.steps, done.steps[1:], strict=False):
            assert one.after == other.before
            assert one.rows_after == other.rows_before
        restored = restore_file(log_beside(target))
        assert restored.target.read_bytes() == content


POSTS = "text,label\n  one row ,a\ntwo rows,b\none row,a\n,a\nthree rows are here,b\n"


def test_what_is_left_alone_is_copied_byte_for_byte(tmp_path: Path) -> None:
    content = b'# made by hand\ntext, label\n"one" ,a\n\n"two ""x""",b\nthree,b\nthree,b\n'
    (tmp_path / "posts.csv").write_bytes(content)
    clean_file(
        tmp_path / "posts.csv", tmp_path / "new.csv", sheet(tmp_path / "posts.csv"), steps_named(["drop-duplicates"])
    )
    assert (tmp_path / "new.csv").read_bytes() == content.removesuffix(b"three,b\n")


def test_the_log_tells_places_and_digests_and_no_cell(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(POSTS)
    clean_file(
        tmp_path / "posts.csv",
        tmp_path / "new.csv",
        sheet(tmp_path / "posts.csv"),
        steps_named(["trim", "drop-empty", "drop-duplicates"]),
    )
    text = (tmp_path / "new.csv.log.json").read_text()
    told = json.loads(text)
    assert "rows are" not in text
    assert (told["rows_before"], told["rows_after"], told["before"]) == (5, 3, digest(POSTS.encode()))
    trim, empty, copies = told["steps"]
    assert trim["changed_lines"] == {"text": [2]}
    assert empty["removed_lines"] == [5]
    assert copies["removed_lines"] == [4]
    assert (trim["after"], copies["after"]) == (empty["before"], told["after"])
    assert (tmp_path / "new.csv").read_text() == "text,label\none row,a\ntwo rows,b\nthree rows are here,b\n"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig", "windows-1252"])
def test_another_encoding_becomes_utf8_and_comes_back(tmp_path: Path, encoding: str) -> None:
    word = "für" if encoding == "windows-1252" else "我的银行卡在哪里"
    content = f"text,label\n{word} {word},a\nplain rows,b\n{word},a\n{word},a\n".encode(encoding)
    (tmp_path / "posts.csv").write_bytes(content)
    named = None if encoding == "utf-8-sig" else encoding
    read = sheet_of(tmp_path / "posts.csv", columns=NAMED, encoding=named)
    if named:
        with pytest.raises(DataError, match="fix-encoding"):
            clean_file(tmp_path / "posts.csv", tmp_path / "new.csv", read, steps_named(["trim"]))
    clean_file(tmp_path / "posts.csv", tmp_path / "new.csv", read, steps_named(["fix-encoding", "drop-duplicates"]))
    assert (tmp_path / "new.csv").read_bytes() == f"text,label\n{word} {word},a\nplain rows,b\n{word},a\n".encode()
    assert restore_file(tmp_path / "new.csv.log.json").target.read_bytes() == content


def test_lines_of_two_encodings_become_one(tmp_path: Path) -> None:
    words = "我的银行卡在哪里呢，请告诉我"
    content = f"text,label\n{words},a\n".encode() + f"{words}还有,b\n".encode("gb18030") * 3 + "这是好的,a\n".encode()
    (tmp_path / "posts.csv").write_bytes(content)
    read = sheet(tmp_path / "posts.csv")
    clean_file(tmp_path / "posts.csv", tmp_path / "new.csv", read, steps_named(["fix-encoding"]))
    assert (tmp_path / "new.csv").read_text("utf-8").count(words) == 4
    assert restore_file(tmp_path / "new.csv.log.json").target.read_bytes() == content


def test_a_compressed_file_stays_one(tmp_path: Path) -> None:
    (tmp_path / "posts.csv.gz").write_bytes(gzip.compress(POSTS.encode()))
    for name in ("one.csv.gz", "two.csv.gz"):
        clean_file(
            tmp_path / "posts.csv.gz", tmp_path / name, sheet(tmp_path / "posts.csv.gz"), steps_named(["drop-empty"])
        )
    assert gzip.decompress((tmp_path / "one.csv.gz").read_bytes()).decode() == POSTS.replace(",a\nthree", "three")
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()
    restored = restore_file(tmp_path / "one.csv.gz.log.json").target
    assert restored.name == "posts.restored.csv.gz"
    assert gzip.decompress(restored.read_bytes()).decode() == POSTS


def test_sentences_go_with_the_blank_line_after_them(tmp_path: Path) -> None:
    content = (
        "-DOCSTART-\tO\n\nEU\tB-ORG\nrejects\tO\n\nGerman\tO\ncalls\tO\n\neu\tB-ORG\nrejects\tO\n\nlast\tO\nword\tO\n"
    )
    (tmp_path / "words.conll").write_text(content)
    steps = steps_named(["trim", "drop-duplicates"])
    clean_file(tmp_path / "words.conll", tmp_path / "new.conll", sheet_of(tmp_path / "words.conll"), steps)
    assert (tmp_path / "new.conll").read_text() == content.replace("eu\tB-ORG\nrejects\tO\n\n", "")
    assert restore_file(tmp_path / "new.conll.log.json").target.read_text() == content


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


def test_what_is_refused_or_interrupted_leaves_nothing(tmp_path: Path) -> None:
    source, target = tmp_path / "posts.csv", tmp_path / "new.csv"
    source.write_text(POSTS)
    read = sheet(source)

    def stop(stage: str, done: int, total: int | None = None, note: str = "") -> None:
        if done:
            raise Interrupted

    with pytest.raises(Interrupted):
        clean_file(source, target, read, steps_named(["trim", "drop-empty"]), progress=stop)
    everything = Beside(listed=frozenset(read.places.lines.tolist()))
    with pytest.raises(DataError, match="no row"):
        clean_file(source, target, read, steps_named(["drop-suspects"]), everything)
    source.write_text(POSTS + "more,a\n")
    with pytest.raises(DataError, match="changed while"):
        clean_file(source, target, read, steps_named(["trim"]))
    log_beside(target).write_text("mine")
    with pytest.raises(DataError, match="is there already"):
        clean_file(source, target, sheet(source), steps_named(["trim"]))
    assert {path.name for path in tmp_path.iterdir()} == {"posts.csv", "new.csv.log.json"}


def _posts(folder: Path) -> Path:
    (folder / "posts.csv").write_text(POSTS)
    return folder / "posts.csv"


def test_changes_hold_what_was_taken_out(tmp_path: Path) -> None:
    source = _posts(tmp_path)
    clean_file(source, tmp_path / "new.csv", sheet(source), steps_named(["drop-empty"]))
    lines = changes_beside(tmp_path / "new.csv").read_text().splitlines()
    assert json.loads(lines[1]) == {"at": 45, "now": 0, "line": 5, "dropped_by": "drop-empty", "was": ",a\n"}
