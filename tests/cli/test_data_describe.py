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
