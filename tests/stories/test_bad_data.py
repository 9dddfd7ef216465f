"""Bad data at the door: one screen that names the place and the remedy, exit 2, and nothing left behind."""

from __future__ import annotations

import gzip
import io
import json
import os
import zlib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from troth import data, standard
from troth.cli.main import main
from troth.errors import TrothError

GOOD = "text,label,sex\n" + "".join(f"text number {row},{'ab'[row % 2]},{'fm'[row % 3 > 1]}\n" for row in range(40))
PEOPLE = "age,work,label\n" + "".join(f"{20 + row},job{row % 3},{'ab'[row % 2]}\n" for row in range(40))
NEWS = "EU\tB-ORG\nrejects\tO\n\nPeter\tB-PER\n\n" * 12


def bomb() -> bytes:
    packer, held = zlib.compressobj(9, wbits=31), io.BytesIO()
    for _ in range(12):
        held.write(packer.compress((b"words " * 40 + b",b\n") * (1 << 12)))
    return held.getvalue() + packer.flush()


def parquet(frame: pl.DataFrame) -> bytes:
    held = io.BytesIO()
    frame.write_parquet(held)
    return held.getvalue()


# name of the file, its bytes, what the message must say
UNREADABLE: list[tuple[str, bytes, str]] = [
    ("empty.csv", b"", "empty.csv: the file is empty"),
    ("blank.csv", b"\n\n\n", "blank.csv: holds no rows"),
    ("header.csv", b"text,label\n", "header.csv:1: holds a header and no rows"),
    ("latin.csv", GOOD.encode() + "café au lait,a,f\n".encode("latin-1"), "latin.csv:42: byte"),
    ("chinese.csv", "text,label\n很好吃,好\n".encode("gb18030"), "chinese.csv:2: byte"),
    ("nul.csv", GOOD.encode() + b"te\0xt,a,f\n", "nul.csv:42: holds a NUL"),
    ("long.csv", b"text,label\n" + b"x" * 10_000_001 + b",a\n", "long.csv:2: the line is longer"),
    ("cut.csv.gz", gzip.compress(GOOD.encode())[:-20], "cut.csv.gz: the compressed file is cut off"),
    ("flipped.csv.gz", gzip.compress(GOOD.encode())[:-8] + b"\0" * 8, "flipped.csv.gz: the compressed file is cut off"),
    ("bomb.csv.gz", bomb(), "a decompression bomb"),
    ("bomb.jsonl.gz", bomb(), "bomb.jsonl.gz:1:1: is not JSON"),
    ("ragged.csv", GOOD.encode() + b"one,two\n", "ragged.csv:42: has 2 cells, where the file has 3"),
    ("quote.csv", GOOD.encode() + b'"never closed,a,f\nx,b,m\n', "quote.csv:42: a quote is opened"),
    ("book.csv", b"PK\x03\x04 sheet", "book.csv: holds a zip archive (or a spreadsheet)"),
    ("really.csv", parquet(pl.DataFrame({"a": [1]})), "really.csv: holds a Parquet file"),
    ("rows.xlsx", b"PK\x03\x04", "not a table that can be read"),
    ("rows.jsonll", b"{}", "Did you mean .jsonl?"),
    ("cut.parquet", parquet(pl.DataFrame({"text": ["a"] * 99}))[:60], "cut.parquet: is not a whole Parquet file"),
    ("none.parquet", parquet(pl.DataFrame({"text": ["a"]}).clear()), "none.parquet: holds columns and no rows"),
    ("cut.jsonl", b'{"text": "a", "label": "x"}\n{"text": "b"', "cut.jsonl:2:13: is not JSON"),
    ("list.jsonl", b'["a", "b"]\n', "list.jsonl:1: holds a list"),
    ("twice.jsonl", b'{"text": "a", "text": "b"}\n', "twice.jsonl:1: the key 'text' stands twice"),
    ("half.jsonl", b'{"text": "\\ud83d", "label": "x"}\n', "half.jsonl:1: cannot be read as JSON"),
    ("ragged.conll", NEWS.encode() + b"alone\n", "ragged.conll:61: has 1 column, where the lines before have 2"),
    ("endless.conll", b"word\tO\n" * 10_001, "endless.conll:1: the sentence that starts here"),
    ("one.csv", b"text,label\n" + b"some words here,a\n" * 30, "one.csv: every row has the same label, 'a'"),
    ("nan.csv", (GOOD + "another text,nan,f\n").encode(), "nan.csv:42: column 'label' has no label here"),
    ("unlabelled.csv", (GOOD + "another text,,f\n").encode(), "unlabelled.csv:42: column 'label' has no label"),
    ("textless.csv", (GOOD + ",a,f\n" * 30).encode(), "textless.csv:42: column 'text' has no text here"),
    ("tieless.jsonl", b'{"text": "a b c", "label": ["x", "y"]}\n' * 9, "annotators tied on every row"),
    ("nothing.csv", b"a,b\n" + "".join(f"{row}.5,{row}.25\n" for row in range(300)).encode(), "no column could be the"),
]

# changes to a good charter's data section, files beside it, what the message must say
UNUSABLE: list[tuple[str, dict[str, object], dict[str, str], str]] = [
    ("missing-column", {"columns": {"text": "txt", "label": "label"}}, {}, "has no column 'txt'"),
    ("near-column", {"columns": {"text": "text", "label": "lable"}}, {}, "'label' is near"),
    ("no-such-file", {"train": "tain.csv"}, {}, "Did you mean"),
    ("no-such-group", {"columns": {"text": "text", "label": "label", "groups": ["gender"]}}, {}, "names as groups"),
    ("group-of-one", {}, {"train.csv": GOOD + "the last,a,x\n"}, "train.csv:42: column 'sex': this is the only row"),
    ("near-group", {}, {"train.csv": GOOD.replace(",f\n", ",female\n") + "a b,a,femal\n"}, "did you mean 'female'?"),
    ("foreign-label", {}, {"train.csv": GOOD + "the last,c,f\n"}, "train.csv:42: holds the label 'c'"),
    ("unseen-label", {"test": "test.csv", "labels": None}, {"test.csv": GOOD + "x y,c,f\n"}, "no training row has"),
    ("too-few", {"columns": {"text": "text", "label": "label"}}, {"train.csv": "text,label\nx,a\ny,b\n"}, "too few"),
    ("repeated", {}, {"train.csv": "text,label,sex,sex\n" + "x,a,f,m\n" * 5}, "'sex' is there more than once"),
    ("names", {"format": {"header": False, "names": ["text", "label"]}}, {}, "data.format.names has 2"),
    ("folder", {"train": "sub"}, {"sub/notes.md": "-"}, "without files of the train split"),
]  # fmt: skip


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int | str | None, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return ended.value.code, capsys.readouterr().err


def one_screen(message: str) -> None:
    assert 2 <= len(message.splitlines()) <= 24, message
    assert "Traceback" not in message
    assert "internal error" not in message


@pytest.mark.parametrize(("name", "content", "expected"), UNREADABLE, ids=[name for name, _, _ in UNREADABLE])
def test_no_charter_is_drafted_from_bad_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, expected: str
) -> None:
    (tmp_path / name).write_bytes(content)
    status, message = ran(capsys, "init", str(tmp_path / name), "--output", str(tmp_path / "charter.yaml"))
    one_screen(message)
    assert expected in message
    assert status == 2
    assert listed(tmp_path) == [name]


@pytest.mark.parametrize("what", ["nowhere.csv", "loop.csv", "pipe.csv", "folder"])
def test_no_charter_is_drafted_from_what_is_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    before = listed(tmp_path)
    status, message = ran(capsys, "init", str(tmp_path / what), "--output", str(tmp_path / "charter.yaml"))
    one_screen(message)
    assert (status, what in message, listed(tmp_path)) == (2, True, before)


@pytest.fixture
def charter(tmp_path: Path) -> Callable[..., Path]:
    """A charter over a good file, changed by what is given; returns the charter's path."""

    def write(changes: dict[str, object], files: dict[str, str]) -> Path:
        columns = {"text": "text", "label": "label", "groups": ["sex"]}
        section: dict[str, object] = {"train": "train.csv", "columns": columns} | changes
        task: dict[str, object] = {"kind": "text-classification"}
        if section.pop("labels", "a, b"):
            task["output"] = {"labels": ["a", "b"]}
        document = {
            "charter": 1, "name": "trial", "task": task, "model": {"base": "minilm"}, "data": section,
            "performance": ["accuracy >= 0.5"],
        }  # fmt: skip
        for name, text in {"train.csv": GOOD, **files, "charter.yaml": json.dumps(document)}.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / "charter.yaml"

    return write


@pytest.mark.parametrize(("name", "changes", "files", "expected"), UNUSABLE, ids=[case[0] for case in UNUSABLE])
def test_no_run_starts_on_bad_data(
    charter: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
    name: str,
    changes: dict[str, object],
    files: dict[str, str],
    expected: str,
) -> None:
    path = charter(changes, files)
    before = listed(path.parent)
    with pytest.raises(TrothError) as refused:
        data.load(standard.read(path))
    one_screen(str(refused.value))
    assert expected in str(refused.value)
    status, message = ran(capsys, "run", str(path))
    one_screen(message)
    assert expected in message
    assert status == 2
    assert listed(path.parent) == before


def test_a_text_among_numbers(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text(PEOPLE)
    (tmp_path / "test.csv").write_text(PEOPLE + "old,job1,a\n")
    document = {
        "charter": 1, "name": "trial", "task": {"kind": "tabular-classification"},
        "model": {"base": "gradient-boosting"},
        "data": {"train": "train.csv", "test": "test.csv", "columns": {"label": "label"}},
        "performance": ["accuracy >= 0.5"],
    }  # fmt: skip
    (tmp_path / "charter.yaml").write_text(json.dumps(document))
    with pytest.raises(TrothError, match=r"test.csv:42: column 'age' holds 'old'"):
        data.load(standard.read(tmp_path / "charter.yaml"))
