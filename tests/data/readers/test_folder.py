from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from troth.data.readers import Reading, has_part, read, reader_of
from troth.errors import DataError
from troth.standard import Format


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A folder as the hub lays it out: shards of Parquet, a card, and a script that must never matter."""
    data = tmp_path / "snapshot" / "data"
    data.mkdir(parents=True)
    for shard in range(2):
        frame = pl.DataFrame({"text": [f"text {shard}{row}" for row in range(3)], "label": ["a", "b", "a"]})
        frame.write_parquet(data / f"train-0000{shard}-of-00002.parquet")
    pl.DataFrame({"text": ["t"], "label": ["a"]}).write_parquet(data / "test-00000-of-00001.parquet")
    (data.parent / "README.md").write_text("# card")
    (data.parent / "loader.py").write_text("raise SystemExit")
    return data.parent


def test_the_shards_of_a_split_are_one_table(hub: Path) -> None:
    table = read(str(hub), Path(), Reading(split="train"))
    assert table.frame["text"].to_list() == [f"text {shard}{row}" for shard in range(2) for row in range(3)]
    assert table.places.of(4).endswith("train-00001-of-00002.parquet:2")
    assert read("snapshot", hub.parent, Reading(split="test")).frame.height == 1


def test_which_splits_a_folder_has(hub: Path) -> None:
    assert [has_part(str(hub), Path(), split) for split in ("train", "validation", "test")] == [True, False, True]
    with pytest.raises(DataError, match="without files of the validation split"):
        read(str(hub), Path(), Reading(split="validation"))


def test_files_without_a_split_s_name_are_training_rows(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("text,label\nx,a\n")
    assert read(str(tmp_path), Path(), Reading()).frame.height == 1
    assert not has_part(str(tmp_path), Path(), "test")


def test_shards_with_other_columns(tmp_path: Path) -> None:
    (tmp_path / "train-1.csv").write_text("text,label\nx,a\n")
    (tmp_path / "train-2.csv").write_text("text,class\ny,b\n")
    with pytest.raises(DataError, match=r"train-2.csv: has other columns than .*class, label"):
        read(str(tmp_path), Path(), Reading())


def test_a_name_of_the_hub_is_looked_up_in_its_cache_first(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []

    def snapshot_download(name: str, **wanted: object) -> str:
        asked.append({"name": name, **wanted})
        if wanted.get("local_files_only") and name == "owner/far":
            raise FileNotFoundError("not in the cache")
        if name == "owner/none":
            raise ConnectionError("no route\nto host")
        return str(hub)

    monkeypatch.setitem(sys.modules, "huggingface_hub", SimpleNamespace(snapshot_download=snapshot_download))
    assert read("hub:owner/near@v1", Path(), Reading()).frame.height == 6
    assert (asked[0]["local_files_only"], asked[0]["revision"], len(asked)) == (True, "v1", 1)
    assert not any("py" in pattern for pattern in asked[0]["allow_patterns"])  # type: ignore[attr-defined]
    assert read("hub:owner/far", Path(), Reading()).frame.height == 6
    with pytest.raises(DataError, match="hub:owner/none: cannot be fetched: no route"):
        read("hub:owner/none", Path(), Reading())


def test_without_the_hub_s_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(DataError, match=r"hub:owner/name: .*huggingface_hub\n.*pip install huggingface_hub"):
        read("hub:owner/name", Path(), Reading())
    with pytest.raises(DataError, match="is not a data set's name"):
        read("hub:../../etc", Path(), Reading())


@pytest.mark.parametrize(
    ("name", "reader"),
    [("a.csv", "csv"), ("a.TSV.gz", "csv"), ("a.jsonl", "jsonl"), ("a.parquet", "parquet"), ("a.conll.gz", "conll")],
)
def test_readers_by_ending(tmp_path: Path, name: str, reader: str) -> None:
    (tmp_path / name).write_text("a,b\n1,2\n")
    assert reader_of(tmp_path / name, Reading()) == reader


def test_words_and_tags_under_another_ending(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("EU\tB-ORG\nis\tO\n\nBye\tO\n")
    assert reader_of(tmp_path / "a.tsv", Reading()) == "conll"
    assert reader_of(tmp_path / "a.tsv", Reading(kind="text-classification")) == "csv"


def test_endings_and_kinds_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no reader for a file ending in '.jsonlines'. Did you mean .jsonl\?"):
        reader_of(tmp_path / "a.jsonlines", Reading())
    assert reader_of(tmp_path / "a.jsonlines", Reading(Format(kind="jsonl"))) == "jsonl"
    with pytest.raises(DataError, match="there is no format 'jsnl'; did you mean 'jsonl'"):
        reader_of(tmp_path / "a", Reading(Format(kind="jsnl")))
