"""Files are made anonymous whole or not at all, with a log of digests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from troth.data.anonymity import Demand, generalise_table, log_beside
from troth.errors import DataError

PEOPLE = "name,age,town,ill\nAda,30,Berne,flu\nBob,31,Berne,no\nCem,60,Basle,flu\nDag,64,Basle,no\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


def digest(path: Path) -> str:
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def test_a_table_is_written_with_its_log(people: Path) -> None:
    target = people.with_name("safe.csv")
    made = generalise_table(people, target, ["age", "town"], Demand(2, l=2), sensitive=["ill"], drop=["name"])
    assert target.read_text() == "age,town,ill\n30..31,Berne,flu\n30..31,Berne,no\n60..64,Basle,flu\n60..64,Basle,no\n"
    assert people.read_text() == PEOPLE
    log = json.loads(log_beside(target).read_text())
    assert (log["before"], log["after"]) == made.digests == (digest(people), digest(target))
    assert (log["k"], log["rows"], log["suppressed"], log["dropped"]) == (2, 4, 0, ["name"])
    assert (made.before.k.value, made.after.k.value) == (1, 2)
    assert made.places.of(made.before.k.rows[0]).endswith("people.csv:2")


@pytest.mark.parametrize("taken", ["safe.csv", "safe.csv.log.json"])
def test_what_is_there_is_left_as_it_is(people: Path, taken: str) -> None:
    people.with_name(taken).write_text("mine")
    with pytest.raises(DataError, match="is there already"):
        generalise_table(people, people.with_name("safe.csv"), ["age"], Demand(2))
    assert {path.name for path in people.parent.iterdir()} == {"people.csv", taken}
    assert people.with_name(taken).read_text() == "mine"


@pytest.mark.parametrize(("quasi", "k", "words"), [(["none"], 2, "no column"), (["age"], 5, "whole table")])
def test_a_refusal_names_the_file_and_writes_nothing(people: Path, quasi: list[str], k: int, words: str) -> None:
    with pytest.raises(DataError, match=f"people.csv: .*{words}"):
        generalise_table(people, people.with_name("safe.csv"), quasi, Demand(k))
    assert [path.name for path in people.parent.iterdir()] == ["people.csv"]
