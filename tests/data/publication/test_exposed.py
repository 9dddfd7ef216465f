"""What lies open is named by column and place, and its contents are not told."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.publication.papers import CHARTER, make
from troth.data.publication import consentless, exposed, files_of
from troth.errors import DataError


def replaced(folder: Path, mails: list[str]) -> Path:
    rows = [f"text {at},refund,north,1,{mail}" for at, mail in enumerate(mails)]
    (folder / "other.csv").write_text("\n".join(["text,label,region,weight,mail", *rows, ""]), encoding="utf-8")
    return folder / "other.csv"


def test_the_charters_own_file_lies_open(tmp_path: Path) -> None:
    train, _ = files_of(make(tmp_path), {})
    (found,) = exposed(train)
    assert (found.column, found.count) == ("mail", 40)
    assert found.places[0] == f"{tmp_path / 'train.csv'}:2"
    assert "example.org" not in str(found)


def test_a_file_without_the_column_is_fine(tmp_path: Path) -> None:
    charter = make(tmp_path)
    (tmp_path / "other.csv").write_text("text,label,region\nx,refund,north\n")
    (train,) = files_of(charter, {"train": tmp_path / "other.csv"}, ("train",))
    assert not exposed(train)


@pytest.mark.parametrize("instead", [False, True])
def test_a_name_that_no_column_has_is_no_excuse(tmp_path: Path, instead: bool) -> None:
    charter = make(tmp_path, charter=CHARTER.replace("personal: [mail]", "personal: [male]"))
    named = {"train": replaced(tmp_path, ["u1@example.org"])} if instead else {}
    train, *_ = files_of(charter, named)
    with pytest.raises(DataError, match="no column 'male', which the charter calls personal"):
        exposed(train)


def test_a_cell_that_was_left_as_it_was_is_found(tmp_path: Path) -> None:
    charter = make(tmp_path)
    other = replaced(tmp_path, ["[email]", " u3@example.org ", "", "person-7"])
    (train,) = files_of(charter, {"train": other}, ("train",))
    (found,) = exposed(train)
    assert (found.count, found.places) == (1, (f"{other}:3",))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(["u1@example.org", "u2@example.org", "[email]", "x7", ""]), min_size=1, max_size=8))
def test_every_value_of_the_original_counts(mails: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        charter = make(Path(place), rows=4)
        (train,) = files_of(charter, {"train": replaced(Path(place), mails)}, ("train",))
        assert sum(one.count for one in exposed(train)) == sum(one.startswith("u") for one in mails)


def test_rows_of_who_withdrew_are_found(tmp_path: Path) -> None:
    train, test = files_of(make(tmp_path), {})
    (found,) = consentless(train, lambda person: person == "u5@example.org")
    assert (found.column, found.count, found.places) == ("mail", 1, (f"{tmp_path / 'train.csv'}:7",))
    assert not consentless(test, lambda person: False)
