"""`troth data clean`: new files beside the old ones, and the old ones back from their logs."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from cli.acting import ran
from troth.data.cleaning import STEPS, defaults

TRAIN = (
    "text,label\n where is my card ,card\nwhy was i charged,fee\nWHERE is my card,card\nwhy was i charged,card\n,fee\n"
)
TEST = "text,label\nwhy was i charged,fee\nsomething else is asked here,card\n"
CHARTER = """\
charter: 1
name: bank
task: {kind: text-classification}
model: {base: minilm}
data:
  train: train.csv
  test: test.csv
  columns: {text: text, label: label}
performance: [accuracy >= 0.5]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, content in (("train.csv", TRAIN), ("test.csv", TEST), ("charter.yaml", CHARTER)):
        (tmp_path / name).write_text(content)
    return tmp_path


def test_a_file_is_cleaned_and_made_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "clean", "train.csv") == 0
    said = capsys.readouterr().out
    assert "written: train.cleaned.csv, 3 of 5 rows" in said
    assert "drop-duplicates: 1 row removed" in said
    assert "i charged" not in said
    written = (folder / "train.cleaned.csv").read_text()
    assert written == "text,label\nwhere is my card,card\nwhy was i charged,fee\nwhy was i charged,card\n"
    assert ran("data", "clean", "--undo", "train.cleaned.csv.log.json") == 0
    assert (folder / "train.restored.csv").read_text() == TRAIN
    assert (folder / "train.csv").read_text() == TRAIN


def test_steps_are_taken_in_their_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--steps", "drop-leaked, trim", "--against", "test.csv", "--label", "label", "--output", "new", "--json"]
    assert ran("data", "clean", "train.csv", *asked) == 0
    (told,) = json.loads(capsys.readouterr().out)["files"]
    assert [step["step"] for step in told["steps"]] == ["drop-leaked", "trim"]
    assert (told["rows"], told["steps"][1]["cells_changed"]) == ([5, 3], {"text": 1})
    log = json.loads((folder / "new" / "train.csv.log.json").read_text())
    assert log["steps"][0]["removed_lines"] == [3, 5]
    assert log["steps"][0]["settings"]["against"][0]["file"] == "test.csv"
    assert log["steps"][0]["settings"]["against"][0]["digest"].startswith("sha256:")


def test_of_a_charter_the_test_file_is_never_written(folder: Path) -> None:
    assert ran("data", "clean", "charter.yaml", "--steps", "trim,drop-leaked,keep-majority", "--output", "new") == 0
    names = {path.name for path in (folder / "new").iterdir()}
    assert names == {"train.csv", "train.csv.log.json", "train.csv.changes.jsonl"}
    assert (
        folder / "new" / "train.csv"
    ).read_text() == "text,label\nwhere is my card,card\nWHERE is my card,card\n,fee\n"


def test_a_row_that_validation_and_test_have_stays_in_the_test(folder: Path) -> None:
    (folder / "valid.csv").write_text(
        "text,label\nwhere is my card,card\nsomething else is asked here,card\nmore,fee\n"
    )
    (folder / "charter.yaml").write_text(CHARTER.replace("  test:", "  validation: valid.csv\n  test:"))
    assert ran("data", "clean", "charter.yaml", "--steps", "drop-leaked") == 0
    assert (folder / "train.cleaned.csv").read_text() == "text,label\n,fee\n"
    assert (folder / "valid.cleaned.csv").read_text() == "text,label\nwhere is my card,card\nmore,fee\n"


def test_what_few_may_read_only_its_owner_may_open(folder: Path) -> None:
    made = ("train.cleaned.csv", "train.cleaned.csv.log.json", "train.cleaned.csv.changes.jsonl")
    assert ran("data", "clean", "charter.yaml", "--steps", "trim") == 0
    assert {(folder / name).stat().st_mode & 0o777 for name in made} == {0o644}
    for name in made:
        (folder / name).unlink()
    council = 'council: {members: [{name: Ada, role: officer, key: "ed25519:' + "A" * 42 + 'I="}]}\n'
    access = "  access: [{columns: [text], roles: [officer]}]\n  test:"
    (folder / "charter.yaml").write_text(CHARTER.replace("  test:", access) + council)
    assert ran("data", "clean", "charter.yaml", "--steps", "trim") == 0
    assert {(folder / name).stat().st_mode & 0o777 for name in made} == {0o600}
    assert ran("data", "clean", "--undo", "train.cleaned.csv.log.json") == 0
    assert (folder / "train.restored.csv").stat().st_mode & 0o777 == 0o600


def test_what_is_made_of_a_private_file_is_private(folder: Path) -> None:
    (folder / "train.csv").chmod(0o600)
    assert ran("data", "clean", "train.csv", "--steps", "trim") == 0
    assert (folder / "train.cleaned.csv").stat().st_mode & 0o777 == 0o600


def test_suspects_go_as_a_list_names_them(folder: Path) -> None:
    (folder / "list.csv").write_text("kind,place,label\nsuspects,train.csv:5,card\n")
    assert ran("data", "clean", "train.csv", "--steps", "drop-suspects", "--list", "list.csv") == 0
    assert (folder / "train.cleaned.csv").read_text() == TRAIN.replace("why was i charged,card\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train.csv", "--steps", "trimm"], "did you mean 'trim'"),
        (["train.csv", "--steps", "drop-leaked"], "--against"),
        (["train.csv", "--steps", "drop-suspects"], "--list"),
        (["train.csv", "--list", "test.csv"], "drop-suspects"),
        (["train.csv", "--list", "none.csv", "--steps", "drop-suspects"], "none.csv"),
        (["train.csv", "--text", "txt"], "no column 'txt'"),
        (["none.csv"], "none.csv"),
        (["charter.yaml", "--against", "test.csv"], "a charter says these"),
        (["train.csv", "--undo", "test.csv"], "--undo"),
        (["--undo", "test.csv"], "no log"),
        (["--undo", "none.json"], "none.json"),
        ([], "CHARTER"),
        (["train.csv", "--output", "test.csv/new"], "test.csv"),
    ],
)
def test_what_is_refused_leaves_nothing(
    folder: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("data", "clean", *arguments) == 2
    assert words in capsys.readouterr().err
    assert {path.name for path in folder.iterdir()} == {"train.csv", "test.csv", "charter.yaml"}


def test_the_help_names_every_step_and_those_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "clean", "--help") == 0
    said = "".join(capsys.readouterr().out.split())
    assert all(name in said for name in STEPS)
    assert ",".join(defaults("tabular-classification")) in said


def test_of_a_charter_all_files_are_written_or_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second split fails after the first was cleaned: what was there stays, and nothing else is."""
    text = CHARTER.replace("  test: test.csv", "  validation: more.parquet\n  test: test.csv")
    (folder / "charter.yaml").write_text(text)
    pl.DataFrame({"text": ["a", "b"], "label": ["card", "fee"], "troth:row": [1, 2]}).write_parquet("more.parquet")
    before = {path.name for path in folder.iterdir()}
    assert ran("data", "clean", "charter.yaml") == 2
    assert "'troth:row'" in capsys.readouterr().err
    assert ran("data", "clean", "charter.yaml", "--output", "new/deep") == 2
    assert {path.name for path in folder.iterdir()} == before
    (folder / "charter.yaml").write_text(text.replace("parquet", "csv"))
    (folder / "more.csv").write_text("text,label\nx y,card\nz,fee\n")
    assert ran("data", "clean", "charter.yaml") == 0
    assert (folder / "more.cleaned.csv").is_file()


@pytest.mark.parametrize("command", [["clean"], ["balance", "--with", "over"]])
def test_a_charter_takes_no_other_one(folder: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "other.yaml").write_text(CHARTER)
    assert ran("data", *command, "charter.yaml", "--charter", "other.yaml") == 2
    assert "--charter goes with a data FILE" in capsys.readouterr().err
    assert not (folder / ".troth").exists()


def test_labels_in_several_spellings_are_made_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "train.csv").write_text("text,label\na b,Yes\nc d,yes \ne f,Yes\ng h,no\ni j,YES\nyes ,no\n")
    assert ran("data", "clean", "train.csv", "--steps", "unify-labels") == 0
    assert "unify-labels: 2 cells changed" in capsys.readouterr().out
    written = (folder / "train.cleaned.csv").read_text()
    assert written == "text,label\na b,Yes\nc d,Yes\ne f,Yes\ng h,no\ni j,Yes\nyes ,no\n"
    log = json.loads((folder / "train.cleaned.csv.log.json").read_text())
    assert log["steps"][0]["changed_lines"] == {"label": [3, 6]}
    assert ran("data", "clean", "--undo", "train.cleaned.csv.log.json") == 0
    assert (folder / "train.restored.csv").read_bytes() == (folder / "train.csv").read_bytes()


def test_of_a_charter_every_split_has_the_same_spelling(folder: Path) -> None:
    (folder / "train.csv").write_text("text,label\na b,Yes\nc d,yes\ne f,Yes\ng h,no\n")
    (folder / "validation.csv").write_text("text,label\nk l,yes\nm n,yes\no p,no\n")
    charter = CHARTER.replace("  test: test.csv\n", "  test: test.csv\n  validation: validation.csv\n")
    (folder / "charter.yaml").write_text(charter)
    asked = ("data", "clean", "charter.yaml", "--steps", "unify-labels", "--output")
    assert ran(*asked, "new") == 0
    assert (folder / "new" / "validation.csv").read_text() == "text,label\nk l,Yes\nm n,Yes\no p,no\n"
    named = charter.replace("text-classification}", "text-classification, output: {labels: [YES, no]}}")
    (folder / "charter.yaml").write_text(named)
    assert ran(*asked, "named") == 0
    assert (folder / "named" / "train.csv").read_text() == "text,label\na b,YES\nc d,YES\ne f,YES\ng h,no\n"


def test_labels_that_are_in_no_column_are_not_made_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "votes.jsonl").write_text('{"text": "a", "label": ["Yes", "yes"]}\n{"text": "b", "label": ["no"]}\n')
    assert ran("data", "clean", "votes.jsonl", "--steps", "unify-labels") == 2
    assert "no column of the file holds one label a row" in capsys.readouterr().err
    assert not (folder / "votes.cleaned.jsonl").exists()
