"""What no command on data takes: locked, binary and endless files; and cells that a spreadsheet would run are told."""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from cli.acting import ran

COMMANDS = {
    "describe": [],
    "clean": [],
    "anonymise": ["--columns", "text"],
    "restore": ["--columns", "text", "--key", "key"],
    "generalise": ["--quasi", "text"],
    "balance": ["--with", "over", "--label", "label"],
}


def zipped(name: str, *, locked: bool) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, "text,label\nx,a\n")
    content = bytearray(held.getvalue())
    content[6] |= locked
    return bytes(content)


LOCKED_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(3000)
NESTED = pl.DataFrame({"text": ["a b", "c"], "deep": [[[[["q"]]]], None], "span": [timedelta(days=1), None]})


def parquet(frame: pl.DataFrame) -> bytes:
    held = io.BytesIO()
    frame.write_parquet(held)
    return held.getvalue()


FILES = {
    "locked.xlsx": (LOCKED_OFFICE, "protected by a password"),
    "locked-office.csv": (LOCKED_OFFICE, "protected by a password"),
    "locked.zip": (zipped("posts.csv", locked=True), "protected by a password"),
    "locked.parquet": (zipped("posts.csv", locked=True), "protected by a password"),
    "open.zip": (zipped("posts.csv", locked=False), "zip archive"),
    "open.xlsx": (zipped("[Content_Types].xml", locked=False), "a spreadsheet, not a table that can be read"),
    "spreadsheet.jsonl": (zipped("[Content_Types].xml", locked=False), "a spreadsheet"),
    "random.csv": (random.Random(1).randbytes(30_000), "random.csv"),
    "random.jsonl": (random.Random(2).randbytes(30_000), "random.jsonl"),
    "random.parquet": (random.Random(3).randbytes(30_000), "not a whole Parquet file"),
    "nul.csv": (b"text,label\n" + b"a\x00b,c\n" * 30, "NUL"),
    "endless.csv": (b"text,label\n" + b"x" * 45_000_000, "endless.csv:2: the line is longer than 10000000 characters"),
    "endless.jsonl": (b'{"text": "' + b"x" * 45_000_000, "longer than 10000000 characters"),
    "header.csv": (b"text,label\n", "no rows"),
    "empty.csv": (b"", "empty"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key").write_bytes(bytes(range(32)))
    (tmp_path / "key").chmod(0o600)
    return tmp_path


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_cannot_be_read_is_refused_with_its_reason(
    folder: Path, command: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content, words = FILES[name]
    (folder / name).write_bytes(content)
    assert ran("data", command, name, *COMMANDS[command]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert {path.name for path in folder.iterdir()} == {name, "key"}


@pytest.mark.parametrize("command", ["describe", "clean"])
def test_lines_of_several_encodings_are_read_line_by_line(folder: Path, command: str) -> None:
    words = "我的银行卡在哪里呢，请告诉我"
    content = f"text,label\n{words},a\n".encode() + f"{words}还有,b\n".encode("gb18030") * 3
    (folder / "mixed.csv").write_bytes(content + "voilà l’été à Köln,a\n".encode("windows-1252"))
    assert ran("data", command, "mixed.csv") == 0
    if command == "clean":
        cleaned = (folder / "mixed.cleaned.csv").read_text("utf-8")
        assert cleaned == f"text,label\n{words},a\n{words}还有,b\nvoilà l’été à Köln,a\n"


@pytest.mark.parametrize("command", ["anonymise", "generalise", "restore"])
def test_lines_of_several_encodings_are_refused_where_one_is_named(
    folder: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "mixed.csv").write_bytes("text\né\n".encode() + "é\n".encode("windows-1252"))
    assert ran("data", command, "mixed.csv", *COMMANDS[command]) == 2
    assert "mixed.csv:3" in capsys.readouterr().err


def test_a_line_without_end_is_not_held_while_sealed_texts_are_opened(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "endless.txt").write_bytes(b"x" * 15_000_000)
    assert ran("data", "restore", "endless.txt", "--key", "key") == 2
    assert "longer than 10000000" in capsys.readouterr().err
    assert not (folder / "endless.restored.txt").exists()


POSTS = (
    'text,age,label\n"=HYPERLINK(""http://x"")",-3.5,a\n@you are right,-4,b\nmail me at ada@example.org,5,a\n-- ,6,b\n'
)


@pytest.mark.parametrize("command", ["clean", "anonymise", "generalise", "balance"])
def test_cells_that_a_spreadsheet_would_run_are_told(
    folder: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "posts.csv").write_text(POSTS)
    more = ["--quasi", "age", "-k", "2", "--keep", "text,label"] if command == "generalise" else COMMANDS[command]
    assert ran("data", command, "posts.csv", *more) == 0
    said = capsys.readouterr().out
    assert "2 cells of posts." in said
    assert "defuse-formulas" in said
    assert ran("data", "clean", "posts.csv", "--steps", "defuse-formulas", "--output", "safe", "--json") == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["formulas"] == 0
    safe = (folder / "safe" / "posts.csv").read_text()
    assert safe == POSTS.replace('"=HYPER', "\"'=HYPER").replace("\n@you are right", '\n"\'@you are right"')


def test_the_list_of_rows_that_were_found_has_none(folder: Path) -> None:
    rows = "".join(f"a question {at % 9} is asked here,={'ab'[at % 2]}\n" for at in range(40))
    (folder / "=posts.csv").write_text(f"text,label\n{rows}")
    assert ran("data", "describe", "=posts.csv", "--no-label-errors", "--list", "found.csv") == 0
    cells = (folder / "found.csv").read_text().replace("\n", ",").split(",")
    assert "'=posts.csv" in cells
    assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "@", "\t"))]


@pytest.mark.parametrize("command", ["describe", "clean", "anonymise", "generalise"])
def test_types_that_lie_deep_are_read(folder: Path, command: str) -> None:
    (folder / "nested.parquet").write_bytes(parquet(NESTED))
    more = ["--quasi", "text", "-k", "2", "--keep", "deep,span"] if command == "generalise" else COMMANDS[command]
    assert ran("data", command, "nested.parquet", *more) == 0


@pytest.mark.parametrize("name", ["none/deep/found.csv", "posts.csv/found.csv", "loop.csv", "posts.csv"])
def test_a_list_that_cannot_be_written_leaves_no_pages(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "posts.csv").write_text(POSTS)
    (folder / "loop.csv").symlink_to("loop.csv")
    assert ran("data", "describe", "posts.csv", "--no-label-errors", "--list", name) == 2
    assert f"error: {name}: " in capsys.readouterr().err
    assert {path.name for path in folder.iterdir()} == {"posts.csv", "loop.csv", "key"}


def test_a_log_is_not_undone_over_what_is_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "posts.csv").write_text(POSTS)
    assert ran("data", "clean", "posts.csv") == 0
    (folder / "posts.restored.csv").symlink_to("posts.restored.csv")
    assert ran("data", "clean", "--undo", "posts.cleaned.csv.log.json") == 2
    assert "Name another folder with --output" in capsys.readouterr().err
    assert ran("data", "clean", "--undo", "posts.cleaned.csv.log.json", "--output", "new") == 0
    assert (folder / "new" / "posts.csv").read_text() == POSTS


@pytest.mark.parametrize("command", [["anonymise", "--with", "hash"], ["restore"]])
@pytest.mark.parametrize(
    ("name", "words"), [("pipe", "is a pipe"), ("loop", "leads back to itself"), (".", "a folder")]
)
def test_a_secret_is_a_file(
    folder: Path, command: list[str], name: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "posts.csv").write_text(POSTS)
    os.mkfifo(folder / "pipe", 0o600)
    (folder / "loop").symlink_to("loop")
    assert ran("data", *command, "posts.csv", "--columns", "text", "--key", name) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "asked",
    [
        ["generalise", "posts.csv", "--quasi", "label", "-k", "2", "--hierarchy", "label=pipe"],
        ["encrypt", "posts.csv", "--to", "pipe"],
        ["release", "charter.yaml", "-o", "out", "--access", "closed", "--answers", "pipe"],
    ],
)
def test_nothing_waits_for_a_pipe(folder: Path, asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "posts.csv").write_text(POSTS)
    os.mkfifo(folder / "pipe")
    assert ran("data", *asked) == 2
    assert "pipe: is a pipe or a device" in capsys.readouterr().err


def test_a_hierarchy_is_of_separated_values(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "posts.csv").write_text(POSTS)
    (folder / "tree.csv").write_text("a," + "x" * 200_000)
    assert ran("data", "generalise", "posts.csv", "--quasi", "label", "-k", "2", "--hierarchy", "label=tree.csv") == 2
    assert "tree.csv: is not separated values" in capsys.readouterr().err
