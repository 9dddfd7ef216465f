"""The example's data: the same bytes for a seed, invented people only, and what is planted is there."""

from __future__ import annotations

import csv
import hashlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "helpdesk"
DIGESTS = {
    "train": "8daef535518664371a4e4a6abe5df8092e48c3c1ad8b0cacf8bb829fcace9f37",
    "test": "922340ac65b917e7a0fee32446abbd9284816fc5dd88da5310784a4664ba1d2b",
}
"""SHA-256 of the files of the default seed; a change of the generator changes them knowingly."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("helpdesk")
    subprocess.run([sys.executable, FOLDER / "make_data.py", "--to", folder], check=True, capture_output=True)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("split", ["train", "test"])
def test_same_bytes_on_every_machine(made: Path, split: str) -> None:
    assert hashlib.sha256((made / f"{split}.csv").read_bytes()).hexdigest() == DIGESTS[split]


def test_the_splits_share_almost_nothing(made: Path) -> None:
    train, test = ({row["message"] for row in rows(made / f"{split}.csv")} for split in ("train", "test"))
    assert len(train & test) < 0.01 * len(test)


def test_every_slot_is_filled(made: Path) -> None:
    assert not [row for row in rows(made / "train.csv") if re.search(r"[{}<>|]", row["message"])]


def test_the_planted_groups_are_there(made: Path) -> None:
    languages = Counter(row["first_language"] for row in rows(made / "test.csv"))
    genders = Counter(row["gender"] for row in rows(made / "test.csv"))
    assert 300 < languages["other"] < 600
    assert 10 < genders["nonbinary"] < 50


def test_the_people_are_invented(made: Path) -> None:
    for row in rows(made / "train.csv"):
        assert row["email"].endswith(("@example.com", "@example.net", "@example.org"))
        assert row["phone"].startswith("01632 960")
