"""Rows of people who withdrew are found, also in a file that takes the place of the charter's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.publication.papers import CHARTER, make
from troth.data.publication import DataFile, consentless, files_of
from troth.errors import DataError

IDS = CHARTER.replace("label: label,", "label: label, id: who,")


def gone(person: str) -> bool:
    return person in ("u5@example.org", "p5")


def instead(folder: Path, content: str, charter: str = CHARTER) -> DataFile:
    made = make(folder, charter=charter, rows=8)
    if charter == IDS:
        for name in ("train", "test"):
            first, *rest = (folder / f"{name}.csv").read_text().splitlines()
            lines = [f"{first},who", *(f"{line},p{at}" for at, line in enumerate(rest))]
            (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    (folder / "other.csv").write_text(content)
    (train,) = files_of(made, {"train": folder / "other.csv"}, ("train",))
    return train


def test_rows_of_who_withdrew_are_found(tmp_path: Path) -> None:
    train, test = files_of(make(tmp_path), {})
    (found,) = consentless(train, gone)
    assert (found.column, found.count, found.places) == ("mail", 1, (f"{tmp_path / 'train.csv'}:7",))
    assert not consentless(test, lambda person: False)


def test_a_replacement_that_keeps_ids_is_held_against_them(tmp_path: Path) -> None:
    train = instead(tmp_path, "text,label,mail\na,refund,u1@example.org\nb,refund,U5@example.org\n")
    (found,) = consentless(train, gone)
    assert (found.column, found.places) == ("mail", (f"{tmp_path / 'other.csv'}:3",))
    (tmp_path / "other.csv").write_text("text,label,mail\na,refund,u1@example.org\nb,refund,u3@example.org\n")
    (train,) = files_of(make(tmp_path), {"train": tmp_path / "other.csv"}, ("train",))
    assert not consentless(train, gone)


@pytest.mark.parametrize(
    ("content", "words", "line"),
    [
        ("text,label\na,refund\n", "has no column 'mail'", 1),
        ("text,label,post\na,refund,u5@example.org\n", "has no column 'mail'", 1),
        ("text,label,mail\na,refund,u1@example.org\nb,refund,\nc,refund,p-77\n", "has 2 rows whose 'mail'", 3),
    ],
)
def test_one_whose_rows_may_be_anybodys_is_refused(tmp_path: Path, content: str, words: str, line: int) -> None:
    with pytest.raises(DataError, match=words) as error:
        consentless(instead(tmp_path, content), gone)
    assert error.value.where == f"{tmp_path / 'other.csv'}:{line}"
    assert "u5" not in str(error.value)


def test_where_nobody_withdrew_none_needs_ids(tmp_path: Path) -> None:
    assert not consentless(instead(tmp_path, "text,label\na,refund\n"), lambda person: False)


def test_ids_that_are_not_personal_count_too(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="has no column 'who'"):
        consentless(instead(tmp_path, "text,label,number\na,refund,p1\n", IDS), gone)
