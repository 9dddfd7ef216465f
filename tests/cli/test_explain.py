"""`troth explain`: the label, the probabilities and the words, as a picture, in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.acting import ran
from models.tiny import LABELS, edit_json, write_huggingface, write_troth
from troth import explain as room
from troth.cli import explain
from troth.standard import VOCABULARY

CHARTER = """\
charter: 1
name: triage
task: {kind: text-classification, output: {labels: [good, fine, bad], abstain_below: 0.999}}
model: {base: minilm}
data: {train: train.csv, columns: {text: text, label: label}}
performance: [accuracy >= 0.8]
"""


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    path = tmp_path / "charter.yaml"
    path.write_text(CHARTER)
    return path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_troth(tmp_path / "model", tokens=False)


@pytest.mark.parametrize("method", ["integrated_gradients", "occlusion", "shapley"])
def test_the_document_adds_up(charter: Path, model: Path, method: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = "the cat sat far away!"
    assert ran("explain", charter, "--model", model, text, "--method", method, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["format"] == 1
    assert set(found["probabilities"]) == set(LABELS)
    assert found["label"] == max(found["probabilities"], key=found["probabilities"].get)
    assert [text[each["start"] : each["end"]] for each in found["words"]] == ["the", "cat", "sat", "far", "away", "!"]
    assert found["charter"]["name"] == "triage"
    rise = found["probabilities"][found["label"]] - found["base"]
    if method != "occlusion":
        assert sum(each["weight"] for each in found["words"]) == pytest.approx(rise, abs=0.011)
    assert not (charter.parent / ".troth").exists()


def test_the_picture_has_a_signed_bar_for_each_word(
    charter: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("explain", charter, "--model", model, "the cat ran far \x1b[31maway") == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert out.startswith("label: ")
    assert "the charter has it abstain" in out.splitlines()[0]
    lines = [line for line in out.splitlines() if "|" in line]
    assert [line.split()[0] for line in lines][:4] == ["the", "cat", "ran", "far"]
    for line in lines:
        left, _, right = line.partition("|")
        assert set(right) <= {"+"}
        assert not (right and left.rstrip().endswith("--"))
    assert max(max(line.count("+"), line.count("-")) for line in lines) >= 24
    assert "with no word said" in out
    assert "the largest standard error of a word's" in out
    assert "to within" not in out


def test_bad_input_ends_with_2_and_a_remedy(charter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "answers.csv"
    answers.write_text("label\ngood\nfine\nbad\n")
    assert ran("explain", charter, "--model", f"predictions:{answers}", "the cat") == 2
    assert "stored answers" in capsys.readouterr().err
    folder = write_huggingface(tmp_path / "hf", tokens=False)
    edit_json(folder / "config.json", id2label={"0": "x", "1": "y", "2": "z"})
    assert ran("explain", charter, "--model", folder, "the cat") == 2
    assert ran("explain", charter, "--model", folder, "the cat", "--method", "tea") == 2


def test_the_methods_are_those_of_the_room_and_of_clauses() -> None:
    choices = VOCABULARY["explanation_faithfulness"].parameters[0].choices
    assert explain.METHODS == room.METHODS == choices


def test_a_text_without_words_is_said_to_have_none(
    charter: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("explain", charter, "--model", model, " ") == 0
    assert "There is no word in the text." in capsys.readouterr().out


def test_rows_are_of_tables(charter: Path, model: Path) -> None:
    assert ran("explain", charter, "--model", model, "--row", 1) == 2
    assert ran("explain", charter, "--model", model) == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("a text", "--row", 1), "TEXT and --row are different things"),
        (("--tree", "--rows", "rows.csv"), "--rows and --tree are different things"),
        (("a text", "--tree"), "TEXT and --tree are different things"),
        (("--row", 1, "--method", "shapley"), "--method goes with TEXT, not with --row"),
        (("a text", "--depth", 4), "--depth goes with --tree, not with TEXT"),
        (("--row", 1, "--output", "there"), "--output goes with --tree, not with --row"),
        (("--tree", "--language", "zh"), "--language goes with --row or --rows, not with --tree"),
        (("--depth", 3), "--depth goes with --tree, which is not there"),
    ],
)
def test_options_that_would_not_count_are_refused(
    charter: Path, more: tuple[object, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("explain", charter, "--model", "nowhere", *more) == 2
    assert said in capsys.readouterr().err
