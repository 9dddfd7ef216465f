"""The document of a release is plain JSON, and says what is known of each file."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from data.publication.papers import CHARTER, make, paper
from troth.data.publication import Acknowledged, Found, Looked, Said, files_of
from troth.data.publication.document import _is_iso, is_plain
from troth.standard import read


def test_it_is_json_and_tells_no_cell(tmp_path: Path) -> None:
    document = paper(make(tmp_path), said=Said(acknowledged=Acknowledged({"email": None})))
    text = json.dumps(document, allow_nan=False)
    assert document["format"] == 1
    assert "parcel" not in text
    assert "u3@" not in text
    assert [one["rows"] for one in document["files"]] == [40, 40]
    assert document["data"]["retention_days"] == 365


def test_columns_are_those_of_the_file(tmp_path: Path) -> None:
    train, _ = paper(make(tmp_path))["files"]
    assert [(one["name"], one["role"], one["missing"]) for one in train["columns"]] == [
        ("text", "text", 0), ("label", "label", 0), ("region", "group", 0), ("weight", "", 4), ("mail", "personal", 0),
    ]  # fmt: skip


def test_findings_of_all_files_are_added_up(tmp_path: Path) -> None:
    mail, phone = Found("text", "email", 2, 1), Found("text", "phone", 1, 1)
    looked = (Looked(3, (mail,), ("status",)), Looked(4, (mail, phone), ("status",)))
    assert paper(make(tmp_path), looked=looked, left_out=("person",))["looked_for"] == {
        "cells": 7,
        "found": {"email": 4, "phone": 1},
        "columns": [
            {"column": "text", "kind": "email", "count": 4},
            {"column": "text", "kind": "phone", "count": 1},
        ],
        "codes": ["status"],
        "left_out": ["person"],
        "acknowledged": {},
    }


@pytest.mark.parametrize(
    ("content", "form", "plain"),
    [
        ("text,label\na,refund\nb,delivery\n", "", True),
        ("text;label\na;refund\nb;delivery\n", "", False),
        ("text,label\na,refund\nb,delivery\n", 'comment: "#"', False),
        ("text,label\na,refund\nb,delivery\n", "encoding: latin-1", False),
        ("text,label,text\na,refund,c\nb,delivery,d\n", "", False),
        ("a,refund\nb,delivery\n", "header: false, names: [text, label]", False),
    ],
)
def test_what_loaders_read_by_themselves(tmp_path: Path, content: str, form: str, plain: bool) -> None:
    (tmp_path / "train.csv").write_text(content, encoding="utf-8")
    yaml = CHARTER.replace("  test: test.csv\n", f"  format: {{{form}}}\n" if form else "")
    (tmp_path / "charter.yaml").write_text(yaml.replace(", groups: [region], personal: [mail]", ""), encoding="utf-8")
    (file,) = files_of(read(tmp_path / "charter.yaml"), {})
    assert is_plain(file) is plain


@pytest.mark.parametrize(
    ("days", "iso"),
    [
        (["0999-01-02", "2020-02-29T10:00:00", ""], True),
        (["999-01-02"], False),
        (["2020-2-9"], False),
        (["2020-02-30"], False),
    ],
)
def test_a_day_has_a_year_of_four_digits(days: list[str], iso: bool) -> None:
    assert _is_iso(pl.Series(days)) is iso
