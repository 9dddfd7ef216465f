"""`troth data anonymise` and `restore`."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from cli.acting import ran

POSTS = 'text,label\n"Mail ann@example.org, card 4111 1111 1111 1111",a\nnothing here,b\nann@example.org again,a\n'
KINDS = ("--kinds", "email,card")
CODES = [("A", "Jo"), ("B", "Li"), ("C", "Bo")] * 3


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts.csv").write_text(POSTS)
    return tmp_path


def texts(path: Path) -> list[str]:
    return pl.read_csv(path)["text"].to_list()


def test_a_column_is_redacted_beside_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "anonymise", "posts.csv", "--columns", "text", *KINDS, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["cells"], told["replaced"]) == (2, {"card": 1, "email": 2})
    assert texts(folder / "posts.anonymised.csv") == ["Mail [email], card [card]", "nothing here", "[email] again"]
    assert (folder / "posts.csv").read_text() == POSTS


def test_one_value_is_one_pseudonym_in_every_file(folder: Path) -> None:
    more = ("--with", "pseudonym", "--key", "secret", *KINDS)
    assert ran("data", "anonymise", "posts.csv", "--columns", "text", *more) == 0
    (folder / "note.txt").write_text("From: Ann@Example.org\n")
    assert ran("data", "anonymise", "note.txt", *more) == 0
    first, _, last = texts(folder / "posts.anonymised.csv")
    pseudonym = last.split()[0]
    assert pseudonym in first
    assert (folder / "note.anonymised.txt").read_text() == f"From: {pseudonym}\n"
    assert "ann@" not in first
    assert (folder / "secret").stat().st_mode & 0o777 == 0o600


def test_what_was_encrypted_comes_back(folder: Path) -> None:
    more = ("--with", "encrypt", "--key", "secret", *KINDS)
    assert ran("data", "anonymise", "posts.csv", "--columns", "text", *more) == 0
    assert "ann@" not in (folder / "posts.anonymised.csv").read_text()
    assert ran("data", "restore", "posts.anonymised.csv", "--columns", "text", "--key", "secret") == 0
    assert texts(folder / "posts.restored.csv") == texts(folder / "posts.csv")
    text = "ann@example.org\nand more\n" * 50_000
    (folder / "long.txt").write_text(text)
    assert ran("data", "anonymise", "long.txt", *more) == 0
    assert ran("data", "restore", "long.anonymised.txt", "--key", "secret") == 0
    assert (folder / "long.restored.txt").read_text() == text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("posts.csv",), "--columns"),
        (("posts.csv", "--columns", "txt"), "has no column 'txt'"),
        (("posts.csv", "--columns", "text", "--kinds", "shoe"), "no kind of personal data: shoe"),
        (("posts.csv", "--columns", "text", "--with", "hash"), "--key FILE"),
        (("posts.csv", "--columns", "text", "--key", "k"), "takes no key"),
        (("none.csv", "--columns", "text"), "none.csv"),
        (("posts.csv", "--columns", "text", "-o", "posts.csv"), "is there already"),
        (("posts.csv", "--columns", "text", "-o", "posts.doc"), "cannot tell a format"),
        (("posts.csv", "--columns", "text", "--with", "hash", "--key", "posts.csv"), "posts.csv"),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], given: tuple[str, ...], said: str
) -> None:
    assert ran("data", "anonymise", *given) == 2
    assert said in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["posts.csv"]


def test_another_secret_restores_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ("--columns", "text", "--with", "encrypt", "--key", "secret", *KINDS)
    assert ran("data", "anonymise", "posts.csv", *more) == 0
    (folder / "other").write_bytes(b"x" * 32)
    (folder / "other").chmod(0o600)
    assert ran("data", "restore", "posts.anonymised.csv", "--columns", "text", "--key", "other") == 2
    assert "does not open" in capsys.readouterr().err
    assert ran("data", "restore", "posts.anonymised.csv", "--columns", "text", "--key", "gone") == 2
    assert not (folder / "posts.restored.csv").exists()


BIRTHS = "1946-07-18\n18.07.1946\n07/18/1946\n1946/7/18\n18 July 1946\n1946年7月18日\n"


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("birth", BIRTHS),
        ("Date of birth", BIRTHS),
        ("出生日期", BIRTHS),
        ("home_phone", "0791234567\n"),
        ("passport", "X1234567\nC01400547\n"),
        ("name", "Grace Okafor\nGrace Novak\n王小明\n"),
    ],
)
def test_the_name_of_a_column_says_what_is_in_it(
    folder: Path, capsys: pytest.CaptureFixture[str], column: str, cells: str
) -> None:
    (folder / "cells.csv").write_text(f"{column}\n{cells}")
    assert ran("data", "anonymise", "cells.csv", "--columns", column, "--json") == 0
    many = len(cells.splitlines())
    assert json.loads(capsys.readouterr().out)["cells"] == many


def test_days_of_another_column_stay(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "cells.csv").write_text(f"joined\n{BIRTHS}")
    assert ran("data", "anonymise", "cells.csv", "--columns", "joined", "--json") == 0
    assert json.loads(capsys.readouterr().out)["cells"] == 0


NAMES = "name,city,score\nGrace Okafor,Lagos,1\n  x 7 ,Rome,2\n,Rome,3\nGrace Okafor,Rome,4\n"


def columns(path: Path, name: str) -> list[str | None]:
    return pl.read_csv(path)[name].to_list()


def test_every_cell_of_a_column_is_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "n.csv").write_text(NAMES)
    assert ran("data", "anonymise", "n.csv", "--whole", "name", "--whole", "score=account_number") == 0
    said = capsys.readouterr().out
    assert "name: 3 of 3\n" in said
    assert "score: 4 of 4\n" in said
    written = folder / "n.anonymised.csv"
    assert columns(written, "name") == ["[person]", "  [person] ", None, "[person]"]
    assert columns(written, "score") == ["[account_number]"] * 4
    assert columns(written, "city") == ["Lagos", "Rome", "Rome", "Rome"]


def test_cells_left_in_clear_are_told_by_column(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "n.csv").write_text("mail,note\nann@example.org,mail bo@example.org\nno,hello\n")
    assert ran("data", "anonymise", "n.csv", "--columns", "note", "--whole", "mail", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["columns"] == {"note": {"changed": 1, "filled": 2}, "mail": {"changed": 2, "filled": 2}}
    assert told["replaced"] == {"email": 3}


def test_whole_cells_are_alike_under_a_key_and_come_back(folder: Path) -> None:
    (folder / "n.csv").write_text(NAMES)
    assert ran("data", "anonymise", "n.csv", "--whole", "name", "--with", "pseudonym", "--key", "k", "-o", "p.csv") == 0
    first, _, _, last = columns(folder / "p.csv", "name")
    assert first == last != "Grace Okafor"
    assert ran("data", "anonymise", "n.csv", "--whole", "name", "--with", "encrypt", "--key", "k", "-o", "e.csv") == 0
    assert ran("data", "restore", "e.csv", "--columns", "name", "--key", "k", "-o", "back.csv") == 0
    assert columns(folder / "back.csv", "name") == columns(folder / "n.csv", "name")


def test_a_whole_of_no_kind_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "anonymise", "posts.csv", "--whole", "text=shoe") == 2
    assert "no kind of personal data: shoe" in capsys.readouterr().err


def test_names_are_not_looked_for_in_short_codes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"{status},{name},Ask Anna Miller about {at}\n" for at, (status, name) in enumerate(CODES))
    (folder / "n.csv").write_text(f"status,first_name,note\n{rows}")
    more = ("--columns", "status,first_name,note", "--kinds", "person,location,email")
    assert ran("data", "anonymise", "n.csv", *more, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["codes"] == ["status"]
    assert {name: each["changed"] for name, each in told["columns"].items()} == {
        "status": 0,
        "first_name": 9,
        "note": 9,
    }
    assert ran("data", "anonymise", "n.csv", *more, "-o", "two.csv") == 0
    assert "no names were looked for: status (--whole replaces every cell)" in capsys.readouterr().out


def test_patterns_are_looked_for_in_short_codes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "n.csv").write_text("status\n" + "A\nB\nC\n" * 3)
    assert ran("data", "anonymise", "n.csv", "--columns", "status", "--kinds", "email", "--json") == 0
    assert json.loads(capsys.readouterr().out)["codes"] == []  # nothing was left out that was asked for


@pytest.mark.parametrize("name", ["posts.csv", "posts.txt"])
def test_the_result_is_never_more_open_than_the_file(folder: Path, name: str) -> None:
    (folder / name).write_text("text\nmail ada@example.org\n")
    (folder / name).chmod(0o640)
    more = ["--columns", "text"] if name.endswith(".csv") else []
    assert ran("data", "anonymise", name, *more, "-o", f"safe-{name}") == 0
    made = [folder / f"safe-{name}", folder / f"safe-{name}.anonymised.json"]
    assert [path.stat().st_mode & 0o777 for path in made] == [0o640, 0o640]
