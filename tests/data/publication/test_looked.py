"""What is found in texts is counted by kind and place."""

from __future__ import annotations

from pathlib import Path

from data.publication.papers import make
from troth import personal
from troth.data.hints import Hint
from troth.data.publication import Found, Looked, files_of, looked, together


def kinds(text: str, hint: Hint) -> list[str]:
    return [one.kind for one in personal.find(text, kinds=("email", "phone", "date_of_birth"), beside=hint.words)]


def test_findings_are_counted_where_they_stand(tmp_path: Path) -> None:
    train, _ = files_of(make(tmp_path), {})
    found = looked(train, kinds)
    assert found.found == {"email": 40}
    assert (found.parts[0].column, found.parts[0].cells) == ("mail", 40)
    assert found.parts[0].places[0] == f"{tmp_path / 'train.csv'}:2"
    assert "example.org" not in str(found)


def test_a_cell_that_is_there_twice_counts_twice(tmp_path: Path) -> None:
    charter = make(tmp_path)
    (tmp_path / "other.csv").write_text("text,label\nmail a@b.org,refund\nmail a@b.org,refund\nnothing,refund\n")
    (train,) = files_of(charter, {"train": tmp_path / "other.csv"}, ("train",))
    found = looked(train, kinds)
    assert found.found == {"email": 2}
    assert found.cells == 3  # two texts and a label


def test_labels_are_looked_through_too(tmp_path: Path) -> None:
    charter = make(tmp_path)
    (tmp_path / "other.csv").write_text("text,label\nx,a@b.org\ny,a@b.org\n")
    (train,) = files_of(charter, {"train": tmp_path / "other.csv"}, ("train",))
    found = looked(train, kinds)
    assert found.parts == (Found("label", "email", 2, 2, (f"{tmp_path / 'other.csv'}:2",)),)


def test_what_is_beside_cells_counts_with_its_place(tmp_path: Path) -> None:
    charter = make(tmp_path)
    (tmp_path / "other.csv").write_text("text,label,mail bo@example.org\nx,refund,1\n")
    (train,) = files_of(charter, {"train": tmp_path / "other.csv"}, ("train",))
    found = looked(train, kinds)
    assert found.parts == (Found(None, "email", 1, 0, (f"{tmp_path / 'other.csv'}, name of column 3",)),)


def test_progress_is_told(tmp_path: Path) -> None:
    train, _ = files_of(make(tmp_path, rows=400), {})
    said: list[tuple[str, int]] = []
    looked(train, lambda text, hint: [], progress=lambda stage, done, total=None, note="": said.append((stage, done)))
    assert len(said) > 1


def test_the_name_of_a_column_stands_beside_its_cells(tmp_path: Path) -> None:
    charter = make(tmp_path)
    (tmp_path / "other.csv").write_text("text,label,birth,seen\nx,refund,1946-07-18,2026-07-18\n")
    (train,) = files_of(charter, {"train": tmp_path / "other.csv"}, ("train",))
    assert looked(train, kinds).found == {"date_of_birth": 1}


def test_a_column_of_several_files_is_one() -> None:
    one = Looked(1, (Found("note", "email", 2, 1, ("a:2",)), Found(None, "phone", 1, 0, ("a",))))
    other = Looked(1, (Found("text", "email", 1, 1, ("b:2",)), Found("note", "email", 3, 3, ("b:3",))))
    assert together((one, other)) == (
        Found("note", "email", 5, 4, ("a:2", "b:3")),
        Found("text", "email", 1, 1, ("b:2",)),
        Found(None, "phone", 1, 0, ("a",)),
    )


def test_columns_of_codes_are_told(tmp_path: Path) -> None:
    charter = make(tmp_path)
    (tmp_path / "other.csv").write_text("text,label,status\n" + "x y z,refund,A\nx y,refund,B\n" * 2)
    (train,) = files_of(charter, {"train": tmp_path / "other.csv"}, ("train",))
    assert looked(train, kinds).codes == ("status",)
