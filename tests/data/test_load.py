from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from troth.data import Dataset, load
from troth.errors import DataError
from troth.standard import Charter, read

POSTS = "text,label,sex,name\n" + "".join(
    f"post number {row} about things,{'ab'[row % 2]},{('f', 'm', '')[row % 3]},user{row}\n" for row in range(200)
)
NEWS = "-DOCSTART-\tO\n\nEU\tB-ORG\nrejects{0}\tO\n\nPeter{0}\tB-PER\n\n"
PINNED = [3, 5, 11, 23, 25, 33]
"""Lines of the first test rows of POSTS, the same on every machine."""

COLUMNS = {"text": "text", "label": "label", "groups": ["sex"], "personal": ["name"]}


@pytest.fixture
def posts(tmp_path: Path, loaded: Callable[..., Dataset]) -> Dataset:
    (tmp_path / "train.csv").write_text(POSTS)
    return loaded(train="train.csv", columns=COLUMNS)


def test_texts(posts: Dataset) -> None:
    assert [len(split) for split in posts.splits] == [144, 16, 40]
    assert posts.labels == ("a", "b")
    assert posts.train.inputs()[0].startswith("post number")  # type: ignore[index, union-attr]
    assert set(posts.train.labels()) == {"a", "b"}
    assert posts.train.lengths() is None
    assert posts.train.documents() is None


def test_groups_and_their_intersections(posts: Dataset) -> None:
    groups = posts.test.groups("sex")
    assert groups.names == ("f", "m")
    assert len(groups.rows) == sum(value is not None for value in posts.test.frame["sex"])
    assert posts.test.has_groups("sex")
    assert not posts.test.has_groups("race")
    with pytest.raises(DataError, match="'race' is not a group column of the test split"):
        posts.test.groups("race")


def test_rows_and_digests_leave_out_what_is_only_personal(posts: Dataset) -> None:
    rows = list(posts.test.rows())
    assert len(rows) == 40
    assert not any(b"user" in row for row in rows)
    assert "name" in posts.test.frame.columns


def test_loading_again_gives_the_same(posts: Dataset, loaded: Callable[..., Dataset]) -> None:
    again = loaded(train="train.csv", columns=COLUMNS)
    assert (again.digest, again.lineage) == (posts.digest, posts.lineage)
    assert again.test.places.lines.tolist() == posts.test.places.lines.tolist()


def test_an_amended_clause_leaves_every_row_in_its_split(posts: Dataset, charter: Callable[..., Charter]) -> None:
    amended = charter(train="train.csv", columns=COLUMNS)
    document = json.loads(amended.path.read_text())
    amended.path.write_text(json.dumps({**document, "version": "2", "performance": ["accuracy >= 0.9"]}))
    after = read(amended.path)
    assert after.digest != amended.digest
    assert load(after).test.digest == posts.test.digest


def test_what_is_said_of_the_data_chooses_the_split(posts: Dataset, loaded: Callable[..., Dataset]) -> None:
    assert loaded(train="train.csv", columns={**COLUMNS, "personal": []}).test.digest != posts.test.digest


def test_this_very_split_is_made_of_a_file(posts: Dataset) -> None:
    assert posts.test.places.lines[:6].tolist() == PINNED


def test_a_group_without_test_rows_keeps_its_name(tmp_path: Path, loaded: Callable[..., Dataset]) -> None:
    for name, sexes in (("train", "fmx"), ("test", "fm")):
        rows = [f"{name} number {row},{'ab'[row % 2]},{sexes[row // 2 % len(sexes)]}" for row in range(120)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["text,label,sex", *rows, ""]))
    columns = {"text": "text", "label": "label", "groups": ["sex"]}
    test = loaded(train="train.csv", test="test.csv", columns=columns).test
    assert test.groups("sex").names == ("f", "m", "x")
    assert test.groups("sex").sizes().tolist() == [60, 60, 0]
    assert test.groups("sex") is test.groups("sex")


def test_a_changed_cell_changes_the_digest(tmp_path: Path, posts: Dataset, loaded: Callable[..., Dataset]) -> None:
    (tmp_path / "train.csv").write_text(POSTS.replace("number 7 ", "number 7! "))
    assert loaded(train="train.csv", columns=COLUMNS).digest != posts.digest


def test_what_was_done_is_said(posts: Dataset) -> None:
    assert [step.what for step in posts.lineage] == ["read", "split", "split"]
    assert posts.lineage[0].details["file"] == "train.csv"
    assert posts.lineage[1].details["rows"] == {"train": 160, "test": 40}


def test_places_survive_the_split(tmp_path: Path, posts: Dataset) -> None:
    lines = (tmp_path / "train.csv").read_text().splitlines()
    for row in range(len(posts.test)):
        place = posts.test.places.of(row)
        assert lines[int(place.rpartition(":")[2]) - 1].startswith(posts.test.inputs()[row])  # type: ignore[index, arg-type]


def test_the_description(posts: Dataset) -> None:
    said = posts.describe()
    assert said["splits"][2]["labels"] == {"a": 20, "b": 20}
    assert sum(said["splits"][0]["groups"]["sex"].values()) + said["splits"][0]["missing"]["sex"] == 144
    assert said["splits"][0]["lengths"]["of"] == "characters"
    assert said["digest"] == posts.digest


def test_tables(tmp_path: Path, loaded: Callable[..., Dataset]) -> None:
    rows = "".join(f"{20 + row}, {('x', '?')[row % 2]}, {'fm'[row % 3 > 1]}, {'ab'[row % 2]}.\n" for row in range(100))
    (tmp_path / "people.data").write_text(rows)
    form = {
        "header": False,
        "names": ["age", "work", "sex", "label"],
        "strip": True,
        "missing": ["?"],
        "label_suffix": ".",
    }
    dataset = loaded(
        "tabular-classification", train="people.data", format=form, columns={"label": "label", "groups": ["sex"]}
    )
    inputs = dataset.test.inputs()
    assert isinstance(inputs, dict)
    assert list(inputs) == ["age", "work"]
    assert inputs["age"].dtype == np.float64
    assert set(inputs["work"].tolist()) == {"x", None}
    assert dataset.labels == ("a", "b")
    assert dataset.describe()["splits"][0]["missing"]["work"] > 0


def test_words_with_tags(tmp_path: Path, loaded: Callable[..., Dataset]) -> None:
    (tmp_path / "news.conll").write_text("".join(NEWS.format(number) for number in range(50)))
    dataset = loaded("token-classification", ["PER", "ORG"], train="news.conll", columns={"tokens": "t", "tags": "n"})
    test = dataset.test
    assert dataset.labels == ("O", "B-PER", "B-ORG")
    assert [len(split) for split in dataset.splits] == [72, 8, 20]
    assert test.lengths().tolist() == [2, 1] * 10  # type: ignore[union-attr]
    assert test.documents().tolist() == [row // 2 for row in range(20)]  # type: ignore[union-attr]
    assert test.labels()[:3] == ["B-ORG", "O", "B-PER"]
    assert dataset.describe()["splits"][2]["documents"] == 10


def test_several_annotators_and_lists_of_words(tmp_path: Path, loaded: Callable[..., Dataset]) -> None:
    frame = pl.DataFrame(
        {
            "words": [["post", str(row)] for row in range(60)],
            "votes": [["a", "a", "b"] if row % 2 else ["b", "b", "b"] for row in range(58)] + [["a", "b"]] * 2,
            "about": [[["x"], ["x"], ["y"]]] * 60,
        }
    )
    frame.write_ndjson(tmp_path / "posts.jsonl")
    dataset = loaded(train="posts.jsonl", columns={"text": "words", "label": "votes", "groups": ["about"]})
    assert sum(len(split) for split in dataset.splits) == 58
    assert all(text.startswith("post ") for text in dataset.test.inputs())  # type: ignore[union-attr]
    assert dataset.test.groups("about").names == ("x",)
    ties = [finding for finding in dataset.findings if "tied" in finding.what]
    assert [(finding.count, finding.examples) for finding in ties] == [(2, ("posts.jsonl:59", "posts.jsonl:60"))]


def test_annotators_in_columns_of_their_own(tmp_path: Path, loaded: Callable[..., Dataset]) -> None:
    rows = "".join(f"post {row},{'ab'[row % 2]},{'ab'[row % 2]},b\n" for row in range(50))
    (tmp_path / "posts.csv").write_text("text,one,two,three\n" + rows)
    dataset = loaded(train="posts.csv", columns={"text": "text", "annotators": ["one", "two", "three"]})
    assert dataset.labels == ("a", "b")


def test_a_file_may_have_columns_of_its_own(tmp_path: Path, loaded: Callable[..., Dataset]) -> None:
    (tmp_path / "train.csv").write_text(POSTS)
    (tmp_path / "test.jsonl").write_text('{"post": "one", "gold": "a"}\n{"post": "two", "gold": "b"}\n')
    test = {"path": "test.jsonl", "columns": {"text": "post", "label": "gold", "groups": []}}
    dataset = loaded(train="train.csv", test=test, columns={"text": "text", "label": "label"})
    assert dataset.test.labels() == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "split", "sizes"),
    [("banking77", "category", (9503, 500, 3080)), ("zh_reviews", "label", (9090, 500, 2397))],
)
def test_real_data(
    shared_data: Callable[[str], Path],
    loaded: Callable[..., Dataset],
    name: str,
    split: str,
    sizes: tuple[int, int, int],
) -> None:
    folder = shared_data(name)
    if name == "banking77":
        files = {"train": f"{folder}/train.csv.gz", "test": f"{folder}/test.csv.gz"}
        dataset = loaded(columns={"text": "text", "label": split}, **files)
    else:
        dataset = loaded(columns={"text": "review", "label": split}, train=f"{folder}/waimai_10k.csv.gz")
    assert tuple(len(part) for part in dataset.splits) == sizes


def test_a_clause_about_a_column_that_a_file_does_not_have_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("income,sex,granted\n" + "1,F,yes\n2,M,no\n" * 20)
    (tmp_path / "charter.yaml").write_text(
        "charter: 1\nname: loans\ntask: {kind: tabular-classification, output: {labels: [yes, no]}}\n"
        "model: {base: gradient-boosting}\ndata: {train: loans.csv, columns: {label: granted, groups: [sex]}}\n"
        "compliance:\n  - 'forbidden(label=yes, where=\"incom < 2\") <= 0'\n"
    )
    with pytest.raises(DataError, match=r"loans.csv:1: has no column 'incom', which the clause .*\n.*mean income\?"):
        load(read(tmp_path / "charter.yaml"))
