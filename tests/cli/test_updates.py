"""An update of a release by the commands: what is told, recorded and refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.acting import entries, ran
from training import tiny
from training.updating.made import charter, make, rows
from troth.record import verify

CLAUSES = ("accuracy >= 0.5", "forgetting <= 0.2")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a release of two labels was made and judged."""
    folder = tmp_path_factory.mktemp("released")
    assert ran("run", make(folder, *CLAUSES)) == 3  # as forgetting cannot be measured
    return folder


@pytest.fixture
def folder(released: Path, tmp_path: Path) -> Path:
    """The same, for one test."""
    shutil.copytree(released, tmp_path / "copy")
    path = tmp_path / "copy" / "charter.yaml"
    return path.parent


def model_of(folder: Path) -> str:
    return str(entries(folder, "trained")[0].predicate["model"])


def asked(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_run_from_a_release_tells_what_was_kept_and_the_record_holds_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = model_of(folder)
    capsys.readouterr()
    update = ("run", folder / "charter.yaml", "--from", old[7:19], "--new", folder / "new.csv", "--json")
    assert ran(*update) == 0
    document = asked(capsys)
    assert document["update"]["from"] == old
    assert document["update"]["labels_added"] == ["court", "town"]
    assert [check["split"] for check in document["update"]["checks"]] == ["validation", "test"]
    assert [check["verdict"] for check in document["update"]["checks"]] == ["kept", "kept"]
    forgetting = next(each for each in document["clauses"] if each["measure"] == "forgetting")
    assert forgetting["verdict"] == "met"
    assert forgetting["counts"]["n"] == 60
    (first, second) = (entry.predicate for entry in entries(folder, "updated"))
    assert (first["split"], second["split"]) == ("validation", "test")
    assert first["clauses"][0]["before"]["verdict"] == "met"
    assert entries(folder, "trained")[1].predicate["from"] == old
    found = verify(folder / ".troth" / "record.db")
    assert found.genuine
    assert ran(*update) == 0  # nothing is trained again
    assert len(entries(folder, "trained")) == 2
    assert len(entries(folder, "updated")) == 2


def test_an_audit_afterwards_asks_both_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, new = folder / "charter.yaml", folder / "new.csv"
    assert ran("train", file, "--from", folder / ".troth" / "models" / model_of(folder)[7:], "--new", new) == 0
    told = capsys.readouterr().out
    assert "labels added: court, town" in told
    assert "accuracy >= 0.5: met" in told
    made = entries(folder, "trained")[1].predicate["model"]
    assert ran("audit", file, "--model", folder / ".troth" / "models" / made[7:], "--new", new, "--json") == 0
    document = asked(capsys)
    assert document["update"]["checks"][0]["split"] == "test"
    shutil.rmtree(folder / ".troth" / "models" / model_of(folder)[7:])
    assert ran("audit", file, "--model", folder / ".troth" / "models" / made[7:], "--new", new, "--json") == 3
    assert "not in this home" in asked(capsys)["clauses"][1]["reason"]


def test_what_forgets_is_refused_and_is_no_release(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows of one label that say what those of another did: to learn them is to forget."""
    tiny.write_texts(folder / "wrong.csv", [(text, "town") for text, _ in rows(["card"], 600, 9)])
    path = charter(folder, *CLAUSES, name="late", epochs=12)
    old = model_of(folder)
    capsys.readouterr()
    update = ("run", path, "--from", old, "--new", folder / "wrong.csv", "--json")
    assert ran(*update) == 1
    document = asked(capsys)
    (check,) = document["update"]["checks"]
    assert check["verdict"] == "refused"
    assert check["drop"]["low"] > 0.2
    assert any("fewer of 60 rows with old labels right" in reason for reason in check["reasons"])
    (entry,) = entries(folder, "updated")
    assert entry.predicate["verdict"] == "refused"
    assert len(entries(folder, "test-opened")) == 1  # of the first release alone
    assert ran("train", path, "--from", Path(document["model"]), "--new", folder / "new.csv") == 2
    assert "was refused as a release" in capsys.readouterr().err
    ran("audit", path, "--model", document["model"], "--new", folder / "wrong.csv", "--json")
    warnings = [finding["what"] for finding in asked(capsys)["data"]["findings"] if finding["severity"] == "warning"]
    assert any("refused as an update" in what for what in warnings)


def test_a_clause_that_the_charter_dropped_is_asked_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = charter(folder, "macro_f1 >= 0.5", name="late")
    capsys.readouterr()
    assert ran("train", path, "--from", model_of(folder), "--new", folder / "new.csv", "--json") == 0
    (check,) = asked(capsys)["update"]["checks"]
    assert [each["clause"] for each in check["clauses"]] == ["macro_f1 >= 0.5", "accuracy >= 0.5"]
    assert check["allowed"] == 0.2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--new", "new.csv"], "--from and --new belong together"),
        (["--from", "MODEL"], "--from and --new belong together"),
        (["--from", "sha256:00000000", "--new", "new.csv"], "no releases of this home"),
        (["--from", "nowhere", "--new", "new.csv"], "no such release"),
        (["--from", "MODEL", "--new", "train.csv"], "has no row that is not in the charter's data already"),
        (["--from", "MODEL", "--new", "gone.csv"], "gone.csv"),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing_behind(
    folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    named = {"MODEL": model_of(folder), **{name: str(folder / name) for name in ("new.csv", "train.csv", "gone.csv")}}
    before = len(entries(folder))
    capsys.readouterr()
    assert ran("train", folder / "charter.yaml", *(named.get(option, option) for option in options)) == 2
    assert message in capsys.readouterr().err
    assert len(entries(folder)) == before


def test_a_release_whose_files_changed_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = folder / ".troth" / "models" / model_of(folder)[7:]
    card = model / "troth.json"
    card.write_text(card.read_text().replace('"temperature"', '"note": "", "temperature"'))
    assert ran("train", folder / "charter.yaml", "--from", model, "--new", folder / "new.csv") == 2
    assert "not those that were recorded" in capsys.readouterr().err


def test_rows_that_the_release_learned_do_not_judge_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The test file is changed for one of rows that were learned."""
    text = (folder / "charter.yaml").read_text()
    tiny.write_texts(folder / "fresh.csv", rows(["card", "weather"], 100, 20))
    (folder / "learned.csv").write_text("".join((folder / "train.csv").read_text().splitlines(keepends=True)[:60]))
    path = folder / "other.yaml"
    path.write_text(text.replace("train.csv", "fresh.csv").replace("test.csv", "learned.csv"))
    assert ran("train", path, "--from", model_of(folder), "--new", folder / "new.csv") == 2
    assert "test rows are rows that the release learned from" in capsys.readouterr().err


def test_of_two_files_that_are_both_new_the_first_is_not_taken_for_old(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny.write_texts(folder / "newer.csv", rows(["card", "weather"], 20, 21))
    update = ("train", folder / "charter.yaml", "--from", model_of(folder), "--new", folder / "new.csv")
    assert ran(*update, "--new", folder / "newer.csv") == 2
    assert "are not those that the release learned from" in capsys.readouterr().err


def test_validation_rows_of_new_labels_alone_tell_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny.write_texts(folder / "valid.csv", rows(["court", "town"], 40, 22))
    assert ran("train", folder / "charter.yaml", "--from", model_of(folder), "--new", folder / "new.csv") == 2
    assert "no validation row has a label that the release knows" in capsys.readouterr().err


def test_rows_that_any_training_of_its_line_learned_do_not_judge_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The test file is changed for rows that the second training learned, and the first did not."""
    assert ran("train", folder / "charter.yaml", "--from", model_of(folder), "--new", folder / "new.csv") == 0
    update = str(entries(folder, "trained")[1].predicate["model"])
    text = (folder / "charter.yaml").read_text()
    tiny.write_texts(folder / "fresh.csv", rows(["card", "weather", "court", "town"], 100, 20))
    shutil.copy(folder / "new.csv", folder / "learned.csv")
    path = folder / "other.yaml"
    path.write_text(text.replace("train.csv", "fresh.csv").replace("test.csv", "learned.csv"))
    tiny.write_texts(folder / "newer.csv", rows(["card", "weather"], 20, 21))
    assert ran("train", path, "--from", update, "--new", folder / "newer.csv") == 2
    assert "test rows are rows that the release learned from" in capsys.readouterr().err


def test_a_validation_split_that_moved_does_not_judge_and_one_that_stayed_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path, "accuracy >= 0.5", epochs=2)
    path.write_text(path.read_text().replace("  validation: valid.csv\n", ""))
    assert ran("train", path) == 0
    update = ("train", path, "--from", model_of(tmp_path), "--new", tmp_path / "new.csv")
    train = (tmp_path / "train.csv").read_text()
    (tmp_path / "train.csv").write_text(train + "the king met a queen in rome,card\n")
    capsys.readouterr()
    assert ran(*update) == 2
    assert "validation rows are split off otherwise than for the release" in capsys.readouterr().err
    (tmp_path / "train.csv").write_text(train)
    assert ran(*update) in (0, 1)  # whatever two epochs taught
    assert len(entries(tmp_path, "updated")) == 1


def test_a_release_that_the_record_never_saw_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release = folder / ".troth" / "models" / model_of(folder)[7:]
    update = ("train", folder / "charter.yaml", "--from", release, "--new", folder / "new.csv")
    assert ran(*update, "--home", tmp_path / "elsewhere") == 2
    assert "no training of this release is in the record" in capsys.readouterr().err


def test_a_folder_of_another_make_is_no_release(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny.make_base(folder / "other")
    assert ran("train", folder / "charter.yaml", "--from", folder / "other", "--new", folder / "new.csv") == 2
    assert "troth.json" in capsys.readouterr().err
