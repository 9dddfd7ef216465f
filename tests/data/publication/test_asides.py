"""What no cell holds is read too: each kind of file has places for it."""

from __future__ import annotations

import base64
import gzip
import io
from pathlib import Path

import polars as pl
import pytest

from data.publication.papers import CHARTER, make
from troth.data.publication import DataFile, files_of
from troth.data.publication.asides import asides, untagged

TOKENS = """\
charter: 1
name: names
version: "1"
purpose: Find names.
task: {kind: token-classification}
model: {base: minilm}
data: {train: train.conll, columns: {tokens: tokens, tags: tags}}
performance: [entity_f1 >= 0.5]
"""


def of(folder: Path, name: str, content: bytes, charter: str = CHARTER) -> DataFile:
    made = make(folder, charter=charter)
    (folder / name).write_bytes(content)
    named = {} if "conll" in charter else {"train": folder / name}
    (train,) = files_of(made, named, ("train",))
    return train


def told(file: DataFile) -> dict[str, str]:
    return {text: where.removeprefix(str(file.path)) for where, text in asides(file)}


def test_names_of_columns(tmp_path: Path) -> None:
    assert told(of(tmp_path, "a.jsonl", b'{"text": "x", "label": "y", "bo@example.org": 1}\n')) == {
        "text": ", name of column 1",
        "label": ", name of column 2",
        "bo@example.org": ", name of column 3",
    }


def test_comments_of_separated_values(tmp_path: Path) -> None:
    text = CHARTER.replace("  source:", "  format: {comment: '#'}\n  source:")
    content = b'# from Bo\ntext,label\n"x\n# no comment",refund\n#to Cy, with love\ny,refund\n'
    found = told(of(tmp_path, "a.csv", content, text))
    assert (found["from Bo"], found["to Cy, with love"]) == (":1", ":5")
    assert "no comment" not in str(found)


def test_a_header_that_the_charter_names_otherwise(tmp_path: Path) -> None:
    text = CHARTER.replace("  source:", "  format: {header: true, names: [text, label]}\n  source:")
    assert told(of(tmp_path, "a.csv", b"text of Bo,label\nx,refund\n", text))["text of Bo"] == ":1"


def test_other_columns_and_marks_of_words_with_tags(tmp_path: Path) -> None:
    content = (
        b"-DOCSTART- -X- O\n\n# text = of Bo\nAda\tbo@example.org\tB-PER\nleft\tVBD\tO\n\n"
        b"-DOCSTART-\tby Cy\tO\n\nHello\tUH\tO\nyou\tVBD\tO\n"
    )
    text = TOKENS.replace("train.conll,", "train.conll, format: {comment: '#'},")
    found = told(of(tmp_path, "train.conll", content, text))
    assert (found["text = of Bo"], found["bo@example.org"], found["by Cy O"]) == (":3", ":4", ":7")
    assert not {"VBD", "UH", "B-PER", "-X- O", "Ada"} & set(found)


def test_metadata_of_parquet(tmp_path: Path) -> None:
    out = io.BytesIO()
    frame = pl.DataFrame({"text": ["x", "y"], "label": ["refund", "refund"]})
    notes = {"author": "Bo Holm", "pandas": '{"columns": [{"name": "of Cy"}]}', "tel 5": "0"}
    frame.write_parquet(out, metadata=notes)
    found = told(of(tmp_path, "a.parquet", out.getvalue()))
    assert {"Bo Holm", "of Cy", "author", "tel 5"} <= {
        text for text, where in found.items() if where == ", its metadata"
    }
    assert "pandas" not in found


def test_a_schema_is_looked_into(tmp_path: Path) -> None:
    """Arrow keeps a schema, with what programs put into it, in base64."""
    out = io.BytesIO()
    schema = base64.b64encode(b'\0\0\0{"by": "Bo Holm"}\0\0of Cyrus\0').decode()
    pl.DataFrame({"text": ["x"], "label": ["y"]}).write_parquet(out, metadata={"schema": schema})
    assert {"Bo Holm", "of Cyrus"} <= set(told(of(tmp_path, "a.parquet", out.getvalue())))


@pytest.mark.parametrize("name", ["bo@example.org.csv", ""])
def test_the_name_that_a_packed_file_had(tmp_path: Path, name: str) -> None:
    out = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=out) as file:
        file.write(b"text,label\nx,refund\n")
    found = told(of(tmp_path, "a.csv.gz", out.getvalue()))
    assert found.get(name) == (", header of the packed file" if name else None)


@pytest.mark.parametrize(
    ("tags", "words"),
    [("B-person", "person"), ("I-ORG", ""), ("NNP", ""), ("O", ""), ("张伟", "张伟"), ("415 555 1234", "415 555 1234")],
)
def test_tags_name_kinds(tags: str, words: str) -> None:
    assert untagged(tags) == words
