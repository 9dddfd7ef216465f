from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.readers.conll import looks_like_conll, read_conll
from troth.data.readers.interface import Reading, Table
from troth.errors import DataError
from troth.standard import Columns, Format


def must_name(error: DataError, path: Path) -> None:
    assert path.name in str(error)
    assert error.remedy


NEWS = (
    "-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\n\nPeter NNP B-NP B-PER\n\n"
    "-DOCSTART- -X- -X- O\n\nBye UH O O\n"
)


def table(path: Path, text: str, columns: Columns | None = None, **form: object) -> Table:
    path.write_text(text, encoding="utf-8")
    return read_conll(path, Reading(Format(**form), columns or Columns()))  # type: ignore[arg-type]


def test_words_tags_sentences_documents(tmp_path: Path) -> None:
    read = table(tmp_path / "a.conll", NEWS)
    assert read.frame["tokens"].to_list() == [["EU", "rejects"], ["Peter"], ["Bye"]]
    assert read.frame["tags"].to_list() == [["B-ORG", "O"], ["B-PER"], ["O"]]
    assert read.frame["document"].to_list() == [0, 0, 1]
    assert read.places.lines.tolist() == [3, 6, 10]


def test_other_columns_by_name(tmp_path: Path) -> None:
    read = table(tmp_path / "a.conll", NEWS, Columns(tokens="word", tags="pos"), names=("word", "pos", "chunk", "ner"))
    assert read.frame["tags"].to_list() == [["NNP", "VBZ"], ["NNP"], ["UH"]]


def test_tabs_let_words_hold_blanks(tmp_path: Path) -> None:
    read = table(tmp_path / "a.tsv", "New York\tB-LOC\n. \tO\n")
    assert read.frame["tokens"].to_list() == [["New York", "."]]
    assert read.frame["document"].to_list() == [0]


def test_places_in_words_are_taken_off(tmp_path: Path) -> None:
    read = table(tmp_path / "a.conll", "科0\tO\n技1\tO\n\n20\tO\n41\tO\na12\tO\n")
    assert read.frame["tokens"].to_list() == [["科", "技"], ["2", "4", "a"]]
    plain = table(tmp_path / "b.conll", "科0\tO\nwent\tO\n")
    assert plain.frame["tokens"].to_list() == [["科0", "went"]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("EU\tB-ORG\nrejects\n", "a.conll:2: has 1 column, where the lines before have 2"),
        ("EU\n", "a.conll:1: has one column"),
        ("-DOCSTART- O\n\n", "holds no sentences"),
        ("a\tO\n" * 10_001, "a.conll:1: the sentence that starts here has more than 10000 words"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        table(tmp_path / "a.conll", text)


def test_a_name_that_is_no_column(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"data.format.names has no column 'ner'"):
        table(tmp_path / "a.conll", NEWS, Columns(tags="ner"), names=("word", "pos", "chunk", "tag"))


def test_what_looks_like_words_with_tags() -> None:
    assert looks_like_conll(NEWS.splitlines(keepends=True))
    assert not looks_like_conll(["text\tlabel\n", "hello\ta\n"])
    assert not looks_like_conll(["a\tO\n", "b\tO\n"])  # no sentence ends
    assert not looks_like_conll([])


def test_the_shared_news(shared_data) -> None:
    read = read_conll(shared_data("conll2003") / "valid.tsv.gz", Reading())
    assert (read.frame.height, read.frame["tokens"].list.len().sum()) == (3250, 51362)
    assert read.frame["document"].n_unique() == 216


def test_the_shared_microblogs(shared_data) -> None:
    read = read_conll(shared_data("weibo_ner") / "valid.conll.gz", Reading())
    assert (read.frame.height, read.frame["tokens"].list.len().sum()) == (270, 14509)
    assert max(len(word) for sentence in read.frame["tokens"].to_list() for word in sentence) <= 2


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=100) | st.text("aO-\t \n早", max_size=60).map(str.encode))
def test_any_bytes_give_a_table_or_a_data_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a.conll"
    path.write_bytes(data)
    try:
        read = read_conll(path, Reading())
    except DataError as error:
        must_name(error, path)
    else:
        assert (read.frame["tokens"].list.len() == read.frame["tags"].list.len()).all()
