"""Files of rows are written with sealed columns and their key, or not at all."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from troth.data.sealing import SecretKey, keys_beside, open_table, recipients_of, rewrap, seal, seal_table
from troth.errors import DataError

ADA, BOB = SecretKey.generate(), SecretKey.generate()
PEOPLE = 'id,name,note\n7,Ada,"two\nlines, and ""quotes"""\n08,,\n9,=1+1,NA\n'


@pytest.fixture
def people(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return tmp_path / "people.csv"


def test_a_table_comes_back_as_it_was(people: Path) -> None:
    sealed, opened = people.with_name("sealed.csv"), people.with_name("opened.csv")
    key = seal_table(people, sealed, ["name", "note"], [ADA.recipient], row_id="id")
    assert list(key.columns) == ["name", "note"]
    text = sealed.read_text(encoding="utf-8")
    assert text.startswith("id,name,note\n7,sealed:1:")
    assert "Ada" not in text
    assert open_table(sealed, opened, ADA) == key
    assert opened.read_text(encoding="utf-8") == PEOPLE
    assert opened.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in people.parent.iterdir()) == [
        "opened.csv", "people.csv", "sealed.csv", "sealed.csv.keys"
    ]  # fmt: skip


@pytest.mark.parametrize("ending", [".tsv", ".jsonl", ".parquet", ".csv"])
def test_tables_of_every_kind(people: Path, ending: str) -> None:
    frame = pl.DataFrame({"id": ["1", "2"], "name": ["Ada", None], "town": ["Berne", "Chur"]})
    source, sealed, opened = (people.with_name(f"{name}{ending}") for name in ("source", "sealed", "opened"))
    write = {".jsonl": frame.write_ndjson, ".parquet": frame.write_parquet}.get(ending)
    write(source) if write else frame.write_csv(source, separator=";" if ending == ".csv" else "\t")
    seal_table(source, sealed, ["name"], [ADA.recipient])
    open_table(sealed, opened, ADA)
    assert opened.read_bytes() == source.read_bytes()


def test_recipients_of_a_table_are_those_of_its_key(people: Path) -> None:
    sealed = people.with_name("sealed.csv")
    seal_table(people, sealed, ["name"], [ADA.recipient])
    before = sealed.read_bytes()
    rewrap(keys_beside(sealed), ADA, add=[BOB.recipient], remove=[ADA.recipient])
    assert recipients_of(keys_beside(sealed), BOB) == (BOB.recipient,)
    assert sealed.read_bytes() == before
    open_table(sealed, people.with_name("opened.csv"), BOB, ["name"])
    with pytest.raises(DataError, match="not sealed to this key"):
        open_table(sealed, people.with_name("again.csv"), ADA)


def test_an_altered_cell_is_named_by_its_line(people: Path) -> None:
    sealed, opened = people.with_name("sealed.csv"), people.with_name("opened.csv")
    seal_table(people, sealed, ["name"], [ADA.recipient])
    lines = sealed.read_text(encoding="utf-8").splitlines()
    sealed.write_text("\n".join([lines[0], *lines[-1:], *lines[1:-1]]), encoding="utf-8")
    with pytest.raises(DataError, match="altered, or moved") as raised:
        open_table(sealed, opened, ADA)
    assert raised.value.where == f"{sealed}:2"
    assert not opened.exists()


def test_what_is_refused_leaves_nothing(people: Path) -> None:
    sealed = people.with_name("sealed.csv")
    to = [ADA.recipient]
    for columns, recipients, target, words in (
        (["nobody"], to, sealed, "no column 'nobody'"),
        (["name"], [], sealed, "nobody could open it"),
        (["name"], to, people.with_name("sealed.txt"), "cannot tell a format"),
        (["name"], to, people, "is there already"),
    ):
        with pytest.raises(DataError, match=words):
            seal_table(people, target, columns, recipients)
        assert list(people.parent.iterdir()) == [people]
    keys_beside(sealed).write_text("somebody else's")
    with pytest.raises(DataError, match="is there already"):
        seal_table(people, sealed, ["name"], to)
    assert keys_beside(sealed).read_text() == "somebody else's"
    assert not sealed.exists()


def test_a_key_that_is_missing_or_another_thing_is_named(people: Path) -> None:
    opened = people.with_name("opened.csv")
    with pytest.raises(DataError, match="there is no such file"):
        open_table(people, opened, ADA)
    seal(people, keys_beside(people), [ADA.recipient])
    with pytest.raises(DataError, match="holds no key of sealed columns"):
        open_table(people, opened, ADA)
    assert not opened.exists()
