"""Data are released for review, commented on, answered and released for good; whoever gets them can prove it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.acting import ran
from stories import workshop
from stories.workshop import troth

YESTERDAY = (
    "from datetime import timedelta\nfrom troth.cli import released\nfrom troth.record import log\n"
    "real = released.now\n"
    "released.now = lambda: real() - timedelta(days=2)\nlog._now = lambda: released.moment(released.now())"
)
"""The release for review is made by a clock that is two days behind, so that its review is over."""

LIGHT = "import sys\nsys.modules['polars'] = sys.modules['torch'] = sys.modules['numpy'] = None"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the charter, with the draft and the final version."""
    folder = tmp_path_factory.mktemp("publisher")
    charter = workshop.make(folder)
    charter.write_text(
        charter.read_text("utf-8").replace(
            "performance:", "  source: made for a test\n  licence: MIT\n  retention_days: 900\nperformance:", 1
        ),
        "utf-8",
    )
    entered = troth("data", "ledger", charter, "--enter", "--obtained", "2026-01-15", before=YESTERDAY)
    assert entered.returncode == 0, entered.stderr
    draft = ("data", "release", charter, "-o", folder / "draft", "--access", "public", "--kinds", "email,phone")
    made = troth(*draft, "--review-days", "1", "--refresh-days", "90", before=YESTERDAY)
    assert made.returncode == 0, made.stderr
    assert troth("verify", folder / "draft").returncode == 0
    said = troth(
        "data", "comment", folder / "draft", "--text", "Is region a protected kind?", "--by", "Bo", "--objection"
    )
    assert said.returncode == 0, said.stderr
    final = ("data", "release", charter, "-o", folder / "final", "--final", "--kinds", "email,phone")
    early = troth(*final)
    assert early.returncode == 4
    assert "objections are not answered: entry 4" in early.stderr
    answered = troth("data", "comment", charter, "--text", "It is not; it is drawn.", "--by", "Ada", "--answer", "4")
    assert answered.returncode == 0, answered.stderr
    done = troth(*final, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["comments"] == [4, 5]
    return folder


def test_the_record_tells_all_of_it(story: Path) -> None:
    found = workshop.answer(troth("verify", story, "--json"))
    assert found["genuine"], found["findings"]
    assert not found["findings"]
    assert found["counts"] == {"charter-signed": 1, "data-comment": 2, "data-obtained": 2, "data-release": 2}
    assert found["charters"][0]["released"] == [3, 6]


def test_a_stranger_proves_it_with_little(story: Path, tmp_path: Path) -> None:
    shutil.copytree(story / "final", tmp_path / "got")
    key = workshop.answer(troth("record", "list", story, "--json"))["log"]["key"]
    done = troth("verify", tmp_path / "got", "--key", key, "--json", before=LIGHT)
    assert done.returncode == 0, done.stdout + done.stderr
    found = workshop.answer(done)
    assert found["kind"] == "bundle"
    assert found["key_trusted"]
    assert found["release"]["final"]
    assert found["release"]["version"] == "1.0.1"


def test_the_final_version_answers(story: Path) -> None:
    text = (story / "final" / "datasheet.md").read_text("utf-8")
    assert "Is region a protected kind?" in text
    assert "It is not; it is drawn." in text
    assert "2026-01-15" in text
    assert "Version 1.0.0 was published" in text.replace("\\", "")


NAMES = (
    "MANIFEST.json", "charter.yaml", "croissant.json", "data/test.csv", "data/train.csv", "datasheet.md",
    "datasheet.zh.md", "description/description.html", "description/description.json",
    "description/description.zh.html", "proofs/entry-000004.proof", "proofs/entry-000005.proof", "release.proof",
)  # fmt: skip


def test_every_file_that_is_tampered_with_is_named(
    story: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = {path.relative_to(story / "final").as_posix() for path in (story / "final").rglob("*") if path.is_file()}
    assert there == set(NAMES)
    for number, name in enumerate(NAMES):
        copy = tmp_path / str(number)
        shutil.copytree(story / "final", copy)
        content = bytearray((copy / name).read_bytes())
        content[len(content) // 2] ^= 1
        (copy / name).write_bytes(content)
        capsys.readouterr()
        assert ran("verify", copy) == 5, name
        assert capsys.readouterr().out.splitlines()[1].strip().startswith(f"{name}:"), name


def test_a_file_of_another_version_is_named(story: Path, tmp_path: Path) -> None:
    shutil.copytree(story / "final", tmp_path / "mixed")
    for name in ("MANIFEST.json", "datasheet.md"):
        shutil.copy(story / "draft" / name, tmp_path / "mixed" / name)
    done = troth("verify", tmp_path / "mixed")
    assert done.returncode == 5
