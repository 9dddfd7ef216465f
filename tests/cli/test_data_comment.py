"""`troth data comment`: what is said of a release becomes an entry, in plain text of bounded size."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from cli.acting import entries, ran
from data.publication.papers import make
from troth.record import load_or_create_key, verify


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    """A charter whose closed data were released to `out`."""
    made = make(tmp_path, rows=12).path
    assert ran("data", "release", made, "-o", tmp_path / "out", "--access", "closed", "--review-days", "3") == 0
    return made


def comment(path: Path, *more: object) -> int:
    return ran("data", "comment", path, *more)


def test_a_comment_on_a_folder_and_on_its_charter(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert comment(charter.parent / "out", "--text", "Why\nso few?", "--by", "Bo") == 0
    assert comment(charter, "--text", "More will come.", "--by", "Ada", "--answer", "2") == 0
    capsys.readouterr()
    assert comment(charter, "--list", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["entry"], one["kind"], one["by"], one["answers"]) for one in told["comments"]] == [
        (2, "comment", "Bo", None),
        (3, "answer", "Ada", 2),
    ]
    first, _ = entries(charter.parent, "data-comment")
    assert first.signed
    assert first.predicate["text"] == "Why\nso few?"
    assert not verify(charter.parent / ".troth" / "record.db").findings


def test_it_may_come_from_standard_input(charter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("from a pipe\n"))
    assert comment(charter, "--text", "-", "--by", "Bo") == 0
    assert entries(charter.parent, "data-comment")[0].predicate["text"] == "from a pipe"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--text", "x" * 4001, "--by", "Bo"), "4,000 characters"),
        (("--text", "a\x1b[31mb", "--by", "Bo"), "characters that hide"),
        (("--text", "a\u202eb", "--by", "Bo"), "characters that hide"),
        (("--text", " ", "--by", "Bo"), "is empty"),
        (("--text", "a", "--by", "B" * 101), "longer than 100"),
        (("--text", "a", "--by", "B\no\x07"), "characters that hide"),
        (("--text", "a"), "--by"),
        (("--by", "Bo"), "--text"),
        (("--list", "--by", "Bo"), "--list"),
        (("--text", "a", "--by", "Bo", "--answer", "1"), "entry 1 is no comment"),
        (("--text", "a", "--by", "Bo", "--answer", "1", "--objection"), "an answer answers"),
    ],
)
def test_what_may_not_be_said(
    charter: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], words: str
) -> None:
    assert comment(charter, *asked) == 2
    assert words in capsys.readouterr().err
    assert not entries(charter.parent, "data-comment")


def test_a_folder_that_was_altered_is_not_commented_on(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (charter.parent / "out" / "datasheet.md").write_text("better")
    assert comment(charter.parent / "out", "--text", "a", "--by", "Bo") == 5
    assert "datasheet.md" in capsys.readouterr().err


def test_who_does_not_keep_the_record_is_told(
    charter: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(charter.parent / "out", elsewhere)
    assert comment(elsewhere, "--text", "a", "--by", "Bo") == 2
    assert "sends the comment to who does" in capsys.readouterr().err
    assert comment(elsewhere, "--text", "a", "--by", "Bo", "--home", charter.parent / ".troth") == 0


def test_a_release_of_another_record(
    charter: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    other = make(tmp_path_factory.mktemp("other"), rows=12).path
    assert ran("data", "release", other, "-o", other.parent / "out", "--access", "closed") == 0
    assert comment(other.parent / "out", "--text", "a", "--by", "Bo", "--home", charter.parent / ".troth") == 2
    assert "knows no such release" in capsys.readouterr().err


def test_nothing_was_released(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    charter = make(tmp_path, rows=12).path
    assert comment(charter, "--text", "a", "--by", "Bo") == 2
    assert "there is no record" in capsys.readouterr().err
    assert not (tmp_path / ".troth").exists()
    assert comment(tmp_path, "--text", "a", "--by", "Bo") == 2


def handed(charter: Path, folder: Path, *more: object) -> int:
    """A comment on a copy of the release, by somebody who has nothing of the record."""
    if not (folder / "copy").exists():
        shutil.copytree(charter.parent / "out", folder / "copy")
    key = ("--key", folder / "bo.pem", "--output", folder / "said.json")
    return comment(folder / "copy", "--text", "Why so few?", "--by", "Bo", *key, *more)


@pytest.fixture
def away(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another place than that of the record."""
    return tmp_path_factory.mktemp("away")


def test_who_does_not_keep_the_record_signs_and_hands_over(
    charter: Path, away: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handed(charter, away, "--objection") == 0
    assert "hand it to who keeps the record" in capsys.readouterr().out
    assert not entries(charter.parent, "data-comment")
    assert comment(charter, "--from", away / "said.json") == 0
    assert "objection on version 1.0.0 recorded" in capsys.readouterr().out
    (entry,) = entries(charter.parent, "data-comment")
    assert entry.predicate["key"] == str(load_or_create_key(away / "bo.pem").public)
    assert (entry.predicate["by"], entry.predicate["text"]) == ("Bo", "Why so few?")
    assert not verify(charter.parent / ".troth" / "record.db").findings
    assert comment(charter, "--list") == 0
    assert f"by Bo, signed by {entry.predicate['key']}: Why so few?" in capsys.readouterr().out


def test_a_signed_comment_is_taken_in_once(charter: Path, away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert handed(charter, away) == 0
    assert comment(charter, "--from", away / "said.json") == 0
    assert comment(charter, "--from", away / "said.json") == 2
    assert "taken in before" in capsys.readouterr().err


def test_one_that_was_altered_is_not_taken_in(charter: Path, away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert handed(charter, away) == 0
    said = (away / "said.json").read_text("utf-8")
    (away / "said.json").write_text(said.replace("so few", "so many"), "utf-8")
    assert comment(charter, "--from", away / "said.json") == 5
    assert "not signed by its author" in capsys.readouterr().err
    for other in ("{}", "[", said.replace('"by"', '"mail"')):
        (away / "said.json").write_text(other, "utf-8")
        assert comment(charter, "--from", away / "said.json") == 2
    assert not entries(charter.parent, "data-comment")


@pytest.mark.parametrize(
    "asked",
    [
        ("--from", "x.json", "--text", "a"),
        ("--from", "x.json", "--list"),
        ("--text", "a", "--by", "Bo", "--key", "k.pem"),
        ("--text", "a", "--by", "Bo", "--output", "x.json"),
        ("--from", "x.json", "--output", "x.json", "--key", "k.pem"),
    ],
)
def test_options_of_handing_over_go_together(charter: Path, asked: tuple[str, ...]) -> None:
    assert comment(charter.parent / "out", *asked) == 2
    assert not (charter.parent / "k.pem").exists()
