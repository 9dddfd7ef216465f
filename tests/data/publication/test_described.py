"""Files are described under the names that they have in a release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.publication.papers import make, paper
from troth.data.publication import described, files_of
from troth.errors import DataError


def test_places_are_those_of_the_release(tmp_path: Path) -> None:
    charter = make(tmp_path)
    with (tmp_path / "train.csv").open("a", encoding="utf-8") as file:
        file.write('"train parcel 1, where is it",refund,north,1.5,u1@example.org\n')
    document = paper(charter)
    (copies,) = (one for one in document["description"]["listings"] if one["kind"] == "copies")
    assert copies["rows"] == [{"place": "data/train.csv:42", "other": "data/train.csv:3"}]
    assert str(tmp_path) not in json.dumps(document)


def test_roles_of_columns_that_were_dropped_are_left_out(tmp_path: Path) -> None:
    charter = make(tmp_path)
    (tmp_path / "other.csv").write_text("text,label\nx,refund\ny,delivery\n", encoding="utf-8")
    (tmp_path / "place").mkdir()
    files = files_of(charter, {"train": tmp_path / "other.csv"}, ("train",))
    data = described(charter, files, tmp_path / "place").data
    assert (data.train.path, data.train.columns.groups, data.train.columns.personal) == ("data/train.csv", (), ())
    assert data.test is None


def test_a_release_has_something_to_train_on(tmp_path: Path) -> None:
    charter = make(tmp_path)
    (tmp_path / "place").mkdir()
    with pytest.raises(DataError, match="without the training file"):
        described(charter, files_of(charter, {}, ("test",)), tmp_path / "place")
