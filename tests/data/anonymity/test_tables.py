"""Files are made anonymous whole or not at all, with a log of digests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from troth.data.anonymity import Demand, Named, generalise_table, log_beside
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
    made = generalise_table(people, target, Named(["age", "town"], ["ill"], ["name"]), Demand(2, l=2))
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
        generalise_table(people, people.with_name("safe.csv"), Named(["age"], drop=["name", "town"]), Demand(2))
    assert {path.name for path in people.parent.iterdir()} == {"people.csv", taken}
    assert people.with_name(taken).read_text() == "mine"


@pytest.mark.parametrize(("quasi", "k", "words"), [(["none"], 2, "no column"), (["age"], 5, "whole table")])
def test_a_refusal_names_the_file_and_writes_nothing(people: Path, quasi: list[str], k: int, words: str) -> None:
    with pytest.raises(DataError, match=f"people.csv: .*{words}"):
        generalise_table(people, people.with_name("safe.csv"), Named(quasi, drop=["name", "town", "ill"]), Demand(k))
    assert [path.name for path in people.parent.iterdir()] == ["people.csv"]


def test_what_gives_away_what_is_hidden_is_dropped_kept_or_refused(people: Path) -> None:
    target = people.with_name("safe.csv")
    with pytest.raises(
        DataError, match=r"people\.csv: [^\0]*name: [^\0]*town: [^\0]*--drop ill,name,town;[^\0]*--keep"
    ):
        generalise_table(people, target, Named(["age"], drop=["ill"]), Demand(3))
    assert not target.exists()
    made = generalise_table(people, target, Named(["age"], drop=["ill", "name"], keep=["town"]), Demand(3))
    assert [one.column for one in made.kept] == ["town"]
    assert set(json.loads(log_beside(target).read_text())["kept"]) == {"town"}


def test_the_file_is_never_more_open_than_its_source(people: Path) -> None:
    people.chmod(0o600)
    target = people.with_name("safe.csv")
    generalise_table(people, target, Named(["age"], drop=["name", "town"]), Demand(2))
    assert {path.stat().st_mode & 0o777 for path in (target, log_beside(target))} == {0o600}


def test_what_a_charter_calls_personal_is_refused_and_once_kept_its_owners_alone(people: Path) -> None:
    target = people.with_name("safe.csv")
    with pytest.raises(DataError, match="ill: personal, or read by few, as the charter says"):
        generalise_table(people, target, Named(["age"], drop=["name", "town"], personal=["ill"]), Demand(2))
    named = Named(["age"], drop=["name", "town"], keep=["ill"], personal=["ill"])
    generalise_table(people, target, named, Demand(2))
    assert target.stat().st_mode & 0o777 == 0o600


def test_names_with_commas_and_blanks_are_told_as_an_option_takes_them(people: Path) -> None:
    people.write_text(PEOPLE.replace("name,age", '"Name, full",age').replace("town,", "home town,"))
    with pytest.raises(DataError, match="--drop '\"Name, full\",home town'"):
        generalise_table(people, people.with_name("safe.csv"), Named(["age"]), Demand(2))
