"""`troth data generalise`: a table is made anonymous, and what is refused leaves nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.acting import ran

PEOPLE = "name,age,town,ill\nAda,30,Berne,flu\nBob,31,Basle,no\nCem,60,Oslo,flu\nDag,64,Oslo,no\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "towns.csv").write_text("Berne,Swiss\nBasle,Swiss\nOslo,Norse\n")
    return tmp_path


def test_a_table_is_written_and_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--quasi", "age,town", "-k", "2", "--sensitive", "ill", "-l", "2", "--drop", "name"]
    assert ran("data", "generalise", "people.csv", *asked, "--hierarchy", "town=towns.csv") == 0
    told = capsys.readouterr().out
    assert "before: k = 1;" in told
    assert "after: k = 2;" in told
    assert "people.csv:2" in told
    assert "Ada" not in told
    written = (folder / "people.generalised.csv").read_text()
    assert written.splitlines()[1:] == ["30..31,Swiss,flu", "30..31,Swiss,no", "60..64,Oslo,flu", "60..64,Oslo,no"]


def test_json_tells_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        ran(
            "data",
            "generalise",
            "people.csv",
            "--quasi",
            "age",
            "-k",
            "2",
            "--drop",
            "name,town",
            "-o",
            "safe.csv",
            "--json",
        )
        == 0
    )
    told = json.loads(capsys.readouterr().out)
    log = json.loads((folder / "safe.csv.log.json").read_text())
    assert (told["digest_before"], told["digest_after"]) == (log["before"], log["after"])
    assert (told["before"]["k"]["value"], told["after"]["k"]["value"], told["generalised"]) == (1, 2, "safe.csv")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--quasi", "none"], "no column"),
        (["--quasi", "age", "--drop", "name,town", "--keep", "ill"], "whole table"),
        (["--quasi", "age", "-k", "2", "-l", "2"], "sensitive"),
        (["--quasi", "age", "-k", "2", "--hierarchy", "age"], "COLUMN=FILE"),
        (["--quasi", "town", "-k", "2", "--hierarchy", "town=none.csv"], "none.csv"),
        (["--quasi", "age", "-k", "2", "-o", "people.csv"], "is there already"),
        (["--quasi", "age", "-k", "2", "-o", "people.doc"], "cannot tell a format"),
    ],
)
def test_what_is_refused_leaves_nothing(
    folder: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("data", "generalise", "people.csv", *arguments) == 2
    assert words in capsys.readouterr().err
    assert {path.name for path in folder.iterdir()} == {"people.csv", "towns.csv"}
    assert (folder / "people.csv").read_text() == PEOPLE


def test_columns_that_undo_it_are_refused_and_each_way_on_works(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("data", "generalise", "people.csv", "--quasi", "age", "-k", "2") == 2
    told = capsys.readouterr().err
    assert "name: personal by its name" in told
    assert "town: nearly unique" in told
    for number, option in enumerate(("drop", "keep", "quasi")):
        line = next(line for line in told.splitlines() if f"--{option} " in line)
        names = line.partition(f"--{option} ")[2].rstrip(";.")
        asked = {"--quasi": "age", f"--{option}": names}
        arguments = [each for pair in asked.items() for each in pair]
        assert ran("data", "generalise", "people.csv", *arguments, "-k", "2", "-o", f"{number}.csv") == 0
    assert "kept by decision: name (personal" in capsys.readouterr().out


def test_persons_are_counted_where_they_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"p{row // 10},{row % 10 + 20 * (row // 20)}" for row in range(80)]
    (folder / "visits.csv").write_text("\n".join(["patient_id,age", *rows, ""]))
    asked = ["data", "generalise", "visits.csv", "--quasi", "age", "--drop", "patient_id"]
    assert ran(*asked, "-k", "4", "-o", "rows.csv") == 0
    assert "k counts rows" in capsys.readouterr().out
    assert ran(*asked, "-k", "4", "--person", "patient_id", "-o", "persons.csv", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["counted"], told["after"]["k"]["value"]) == ("persons", 4)
    people = [row.partition(",")[0] for row in rows]
    cells = (folder / "persons.csv").read_text().splitlines()[1:]
    assert all(len({p for p, own in zip(people, cells, strict=True) if own == cell}) >= 4 for cell in set(cells))
    assert ran(*asked, "-k", "9", "--person", "patient_id", "-o", "none.csv") == 2
