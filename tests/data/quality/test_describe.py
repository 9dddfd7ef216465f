"""What a description finds in files that were made for it, by places and never by contents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from troth.data.quality import describe, document, sheet_of

ROWS = [
    ("where is my new card please tell me soon", "card"),
    ("why was i charged twice for one coffee", "fee"),
    ("where is my new card please tell me soon", "card"),
    ("how do i change the address of my account", "account"),
    ("how do i change the address of my account!", "account"),
    ("why was i charged twice for one coffee", "card"),
    ("", "fee"),
]
MORE = [(f"a question about thing number {at} of the bank", ("card", "fee", "account")[at % 3]) for at in range(40)]


@pytest.fixture
def found(tmp_path: Path) -> dict[str, object]:
    (tmp_path / "train.csv").write_text(
        "text,label\n" + "".join(f'"{text}",{label}\n' for text, label in (*ROWS, *MORE)), encoding="utf-8"
    )
    (tmp_path / "test.csv").write_text(
        "text,label\nwhere is my new card please tell me soon,card\nsomething else altogether is asked here,fee\n"
    )
    sheets = [sheet_of(tmp_path / "train.csv"), sheet_of(tmp_path / "test.csv")]
    description = describe(sheets)
    said = " | ".join(f"{one.what} {one.count} {one.examples}" for one in description.findings)
    return {"said": said, "document": document(description)}


def test_copies_conflicts_and_leaks_are_found_by_their_places(found: dict[str, object]) -> None:
    said = str(found["said"])
    for place in ("train.csv:4", "train.csv:7", "train.csv:8", "test.csv:2"):
        assert place in said


def test_no_row_is_told(found: dict[str, object]) -> None:
    told = json.dumps(found["document"]) + str(found["said"])
    assert "coffee" not in told
    assert "new card" not in told


def test_the_document_is_plain_json(found: dict[str, object]) -> None:
    told = json.dumps(found["document"], allow_nan=False)
    assert json.dumps(json.loads(told)) == told


def test_describing_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text("text,label\n" + "good day to you all,a\nbad day to nobody at all,b\n" * 8)
    before = file.read_bytes()
    describe([sheet_of(file)])
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["posts.csv"]
