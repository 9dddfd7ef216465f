"""`troth data describe`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.acting import ran


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"question number {at} about the bank,{'ab'[at % 2]}\n" for at in range(60))
    (tmp_path / "posts.csv").write_text(f"text,label\n{rows}question number 3 about the bank,a\n")
    return tmp_path


def test_pages_and_json_are_written_beside_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "describe", "posts.csv", "--no-label-errors") == 0
    said = capsys.readouterr().out
    assert "61 rows" in said
    names = {path.name for path in (folder / "descriptions").iterdir()}
    assert names == {"posts.html", "posts.zh.html", "posts.json"}
    english, chinese = ((folder / "descriptions" / name).read_text("utf-8") for name in ("posts.html", "posts.zh.html"))
    assert "<svg" in english
    assert 'lang="zh' in chinese
    assert "question number" not in english + chinese


def test_one_json_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "describe", "posts.csv", "--no-label-errors", "--json") == 0
    assert json.loads(capsys.readouterr().out)["troth"]


def test_wrong_labels_are_looked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "describe", "posts.csv", "--label-errors") == 0
    assert "wrong labels" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("archive.csv", b"PK\x03\x04" + bytes(60)),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(60)),
        ("none.csv", None),
    ],
)
def test_what_is_no_data_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None
) -> None:
    if content is not None:
        (folder / name).write_bytes(content)
    assert ran("data", "describe", name) == 2
    assert name in capsys.readouterr().err
    assert not (folder / "descriptions").exists()


def test_an_unknown_column_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "describe", "posts.csv", "--text", "txt") == 2
    assert "txt" in capsys.readouterr().err


def test_labels_in_several_spellings_are_told_in_both_languages(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spelled = ["Yes", "no"] * 30 + ["yes "] * 4 + ["YES"] * 3
    rows = "".join(f"question number {at} about the bank,{label}\n" for at, label in enumerate(spelled))
    (folder / "posts.csv").write_text(f"text,label\n{rows}")
    assert ran("data", "describe", "posts.csv", "--no-label-errors", "--list", "rows.csv") == 0
    said = capsys.readouterr().out
    what = "rows of posts.csv have a label that differs from a commoner one only in case or blanks"
    assert f"warning: {what} ('Yes' (30), 'yes ' (4), 'YES' (3)): 7  (posts.csv:62)" in said
    told = json.loads((folder / "descriptions" / "posts.json").read_text("utf-8"))
    assert told["sheets"][0]["spellings"] == [
        [{"name": "Yes", "rows": 30}, {"name": "yes ", "rows": 4}, {"name": "YES", "rows": 3}]
    ]
    assert (folder / "rows.csv").read_text().count("spellings,posts.csv,label,") == 7
    english, chinese = ((folder / "descriptions" / name).read_text("utf-8") for name in ("posts.html", "posts.zh.html"))
    assert what[1:] in english
    assert "Rows of posts.csv whose label is spelled otherwise" in english
    assert "posts.csv中标签与更常见的写法只有大小写或空白之差的行" in chinese
    assert "标签写法与多数行不同的行" in chinese


def test_blanks_round_labels_alone_are_a_note(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"question number {at} about the bank,{('a', 'b', 'a ')[at % 3]}\n" for at in range(60))
    (folder / "posts.csv").write_text(f"text,label\n{rows}")
    assert ran("data", "describe", "posts.csv", "--no-label-errors") == 0
    assert "note: rows of posts.csv have a label that differs from a commoner one" in capsys.readouterr().out


def test_redacted_texts_are_described_as_texts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"My mail is [email] and I wait,{'ab'[at % 2]}\n" for at in range(60))
    (folder / "posts.csv").write_text(f"said,label\n{rows}")
    assert ran("data", "describe", "posts.csv", "--no-label-errors", "--json") == 0
    (sheet,) = json.loads(capsys.readouterr().out)["sheets"]
    assert sheet["kind"] == "text-classification"
    assert (sheet["columns"][0]["role"], sheet["columns"][0]["type"]) == ("text", "texts")
