from __future__ import annotations

from pathlib import Path

import pytest

from troth.cli.main import main
from troth.standard import read

POSTS = "text,label,gender,author\n" + "".join(
    f"this is post number {row},{('spam', 'fine')[row % 2]},{('female', 'male')[row % 3 > 0]},user{row}\n"
    for row in range(60)
)


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    (tmp_path / "train.csv").write_text(POSTS)
    return tmp_path / "train.csv"


def ran(*arguments: object) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in ("init", *arguments)])
    return ended.value.code


def test_a_draft_is_a_valid_charter_over_the_data(posts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = posts.with_name("charter.yaml")
    assert ran(posts, "--output", output) == 0
    charter = read(output)
    assert charter.task.kind == "text-classification"
    assert (charter.data.train.path, charter.data.train.columns.groups) == ("train.csv", ("gender",))
    assert charter.data.train.columns.personal == ("author",)
    assert "troth run" in capsys.readouterr().out
    assert sorted(path.name for path in posts.parent.iterdir()) == ["charter.yaml", "train.csv"]
    assert output.stat().st_mode & 0o777 == 0o644


def test_a_draft_can_be_printed(
    posts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ran(posts, "--output", "-") == 0
    text = capsys.readouterr().out
    assert listed(tmp_path) == ["train.csv"]
    posts.with_name("printed.yaml").write_text(text, encoding="utf-8")
    assert read(posts.with_name("printed.yaml")).data.train.path == "train.csv"


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_paths_are_seen_from_the_charter(posts: Path, tmp_path: Path) -> None:
    (tmp_path / "charters").mkdir()
    assert ran(posts, "-o", tmp_path / "charters" / "one.yaml") == 0
    charter = read(tmp_path / "charters" / "one.yaml")
    assert (charter.folder / charter.data.train.path).resolve() == posts.resolve()


def test_nothing_is_overwritten_unasked(posts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = posts.with_name("charter.yaml")
    output.write_text("mine")
    assert ran(posts, "-o", output) == 2
    assert "--force" in capsys.readouterr().err
    assert output.read_text() == "mine"
    assert ran(posts, "-o", output, "--force") == 0
    assert read(output).name


def test_an_encoding_goes_into_the_charter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, output = tmp_path / "train.csv", tmp_path / "charter.yaml"
    data.write_bytes(POSTS.replace("post", "pöst").encode("latin-1"))
    assert ran(data, "-o", output) == 2
    assert "--encoding" in capsys.readouterr().err
    assert ran(data, "-o", output, "--encoding", "latin-1") == 0
    assert read(output).data.train.format.encoding == "latin-1"
    assert ran(data, "-o", output, "--encoding", "klingon") == 2


def test_a_place_that_cannot_be_written(posts: Path, tmp_path: Path) -> None:
    assert ran(posts, "-o", tmp_path / "no" / "such" / "charter.yaml") == 2
    assert ran(posts, "-o", tmp_path) == 2
    assert list(tmp_path.iterdir()) == [posts]


def test_a_draft_of_a_handful_of_rows_is_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "few.csv").write_text("text,label\n" + "one text,a\nanother text,b\n" * 3)
    assert ran(tmp_path / "few.csv", "--output", "-") == 0
    assert "warning: 6 rows: far too few" in capsys.readouterr().err


def test_a_folder_is_not_searched_through(posts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    above = posts.parent / "above" / "someone" / "else"
    above.mkdir(parents=True)
    posts.rename(above / "train.csv")
    assert ran(posts.parent / "above", "--output", "-") == 2
    assert "is a folder without files of the train split" in capsys.readouterr().err
    (above / "train.csv").rename(posts.parent / "above" / "train.csv")
    assert ran(posts.parent / "above", "--output", "-") == 0


def test_a_first_language_is_a_group(tmp_path: Path) -> None:
    rows = "".join(f"{at * 7 % 31},{('native', 'other')[at % 3 > 0]},{('yes', 'no')[at % 2]}\n" for at in range(60))
    (tmp_path / "loans.csv").write_text("age,first_language,approved\n" + rows)
    assert ran(tmp_path / "loans.csv", "--output", tmp_path / "charter.yaml") == 0
    assert read(tmp_path / "charter.yaml").data.train.columns.groups == ("first_language",)


@pytest.mark.parametrize("how", ["redact", "mask"])
@pytest.mark.parametrize("column", ["text", "said"])
def test_redacted_texts_are_still_texts(tmp_path: Path, column: str, how: str) -> None:
    rows = "".join(
        f"My mail is u{row:03d}@example.org and I wait,u{row}@example.org,{('spam', 'fine')[row % 2]}\n"
        for row in range(60)
    )
    (tmp_path / "train.csv").write_text(f"{column},mail,label\n{rows}")
    assert anonymised(tmp_path / "train.csv", column, how) == 0
    assert ran(tmp_path / "train.anonymised.csv", "--output", tmp_path / "charter.yaml") == 0
    charter = read(tmp_path / "charter.yaml")
    assert (charter.task.kind, charter.data.train.columns.text) == ("text-classification", column)
    assert charter.data.train.columns.personal == ("mail",)


def anonymised(file: Path, column: str, how: str) -> int | str | None:
    columns = f"{column},mail"
    with pytest.raises(SystemExit) as ended:
        main(["data", "anonymise", str(file), "--columns", columns, "--kinds", "email", "--with", how])
    return ended.value.code


def test_a_column_that_was_replaced_whole_is_no_text(tmp_path: Path) -> None:
    rows = "".join(f"[street_address] [postcode],[person] [person],{row},{'ab'[row % 2]}\n" for row in range(60))
    (tmp_path / "train.csv").write_text(f"where,who,weight,label\n{rows}")
    assert ran(tmp_path / "train.csv", "--output", tmp_path / "charter.yaml") == 0
    assert read(tmp_path / "charter.yaml").task.kind == "tabular-classification"
