"""Where everything of a charter lies, and who may read it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from troth.cli.home import FOLDER, Home, record_in
from troth.errors import TrothError

DIGEST = "sha256:" + "a" * 64


def test_a_home_is_beside_the_charter_unless_named(tmp_path: Path) -> None:
    assert Home.of(tmp_path / "charter.yaml", None).folder == tmp_path / FOLDER
    assert Home.of(tmp_path / "charter.yaml", tmp_path / "other").folder == tmp_path / "other"
    assert list(tmp_path.iterdir()) == []  # nothing is made before it is needed


def test_a_record_is_found_in_its_home_and_beside_its_charter(tmp_path: Path) -> None:
    record = tmp_path / FOLDER / "record.db"
    assert record_in(tmp_path) == tmp_path
    record.parent.mkdir()
    record.touch()
    assert record_in(tmp_path) == record_in(tmp_path / FOLDER) == record_in(record) == record
    (tmp_path / "checkpoint").touch()  # then it is an exported log
    assert record_in(tmp_path) == tmp_path


@pytest.mark.parametrize(
    "left", [["MANIFEST.json"], ["release.proof"], ["charter.yaml", "croissant.json", "datasheet.md"]]
)
def test_what_is_left_of_a_release_is_no_home(tmp_path: Path, left: list[str]) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "record.db").touch()
    for name in left:
        assert record_in(tmp_path) != tmp_path
        (tmp_path / name).touch()
    assert record_in(tmp_path) == tmp_path


def test_secrets_are_nobody_elses(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    assert home.key.parent == home.salt.parent
    assert home.salt.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_takes_the_record_and_never_the_keys(tmp_path: Path) -> None:
    home = Home(tmp_path / FOLDER)
    for place in (home.record, home.key, home.salt):
        place.write_text("")
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)
    listed = subprocess.run(["git", "ls-files"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert listed.split() == [f"{FOLDER}/record.db"]


def test_each_part_has_its_folder(tmp_path: Path) -> None:
    home = Home(tmp_path)
    places = [home.record, home.leaves(DIGEST), home.model(DIGEST), home.training(DIGEST), home.reports("1")]
    assert len({place.parent for place in places}) == len(places)
    assert all(place.parent.is_dir() and ":" not in place.name for place in places)


def test_a_place_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TrothError, match="--home"):
        _ = Home(tmp_path / "file" / "home").record
