"""Columns are given to whom the charter lets read them, and to nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.data import (
    Reader,
    check_headers,
    check_readable,
    columns_read,
    guarded,
    limited,
    load,
    may_read,
    readable,
)
from troth.errors import DataError
from troth.standard import Charter, read

KEY = "ed25519:" + "A" * 42 + "I="
CHARTER = """
charter: 1
name: loans
version: "1"
purpose: Tell who pays back.
task: {kind: tabular-classification}
model: {base: boosting}
data:
  train: rows.csv
  columns: {label: paid, groups: [sex], personal: [mail], features: [income, age]}
  access:
    - {of: personal, roles: [officer]}
    - {of: groups, roles: [auditor, officer]}
    - {columns: [income, mail], roles: [officer, analyst]}
performance: [accuracy >= 0.5]
council:
  members:
    - {name: Ada, role: auditor, key: "KEY1"}
    - {name: Bob, role: officer, key: "KEY2"}
    - {name: Cem, role: analyst, key: "KEY3"}
"""
ADA, BOB, CEM = Reader("Ada", "auditor"), Reader("Bob", "officer"), Reader("Cem", "analyst")


def charter_in(folder: Path) -> Charter:
    lines = [f"{at % 2},{at},{20 + at % 50},{'FM'[at % 2]},p{at}@example.org" for at in range(60)]
    (folder / "rows.csv").write_text("paid,income,age,sex,mail\n" + "\n".join(lines) + "\n", encoding="utf-8")
    keys = {f"KEY{at}": "ed25519:" + letter * 42 + "I=" for at, letter in enumerate("ABC", 1)}
    text = CHARTER
    for name, key in keys.items():
        text = text.replace(name, key)
    (folder / "charter.yaml").write_text(text, encoding="utf-8")
    return read(folder / "charter.yaml")


@pytest.fixture
def charter(tmp_path: Path) -> Charter:
    return charter_in(tmp_path)


@pytest.mark.parametrize(
    ("reader", "columns"),
    [
        (ADA, {"age", "paid", "sex"}),
        (BOB, {"age", "paid", "sex", "mail", "income"}),
        (CEM, {"age", "paid", "income"}),
        (None, {"age", "paid"}),
    ],
)
def test_who_may_read_what(charter: Charter, reader: Reader | None, columns: set[str]) -> None:
    split = load(charter).train
    assert {name for name in split.frame.columns if may_read(charter, name, reader)} == columns
    assert columns_read(charter, split, sorted(columns), reader).columns == sorted(columns)
    for name in set(split.frame.columns) - columns:
        with pytest.raises(DataError, match=f"may not read '{name}'"):
            columns_read(charter, split, ["age", name], reader)


def test_it_names_who_may(charter: Charter) -> None:
    with pytest.raises(
        DataError, match="Cem, analyst, may not read 'mail': the charter lets officer, and also officer or analyst"
    ):
        check_readable(charter, ["mail"], CEM)
    with pytest.raises(DataError, match="somebody who did not say who they are"):
        check_readable(charter, ["income"], None)


def test_no_split_hangs_on_who_may_read(charter: Charter) -> None:
    text = charter.path.read_text(encoding="utf-8")
    before = load(charter).digest
    charter.path.write_text(text.replace("roles: [auditor, officer]", "roles: [officer]"), encoding="utf-8")
    assert load(read(charter.path)).digest == before


def test_test_rows_are_not_read(charter: Charter) -> None:
    dataset = load(charter)
    assert readable(dataset, "validation") is dataset.validation
    with pytest.raises(DataError, match="opened by audits alone"):
        readable(dataset, "test")


def test_a_column_without_a_role_is_named(charter: Charter) -> None:
    with pytest.raises(DataError, match="no column 'town'"):
        columns_read(charter, load(charter).train, ["town"], BOB)


def test_columns_that_are_not_for_everybody(charter: Charter) -> None:
    assert limited(charter) == ("mail", "sex", "income")
    assert guarded(charter) == {"mail", "sex", "income"}


def test_a_rule_is_about_a_column_that_is_there(charter: Charter) -> None:
    """A slip of the pen would let everybody read what few may."""
    text = charter.path.read_text("utf-8").replace("[income, mail]", "[incom, mail]")
    charter.path.write_text(text, encoding="utf-8")
    misspelt = read(charter.path)
    with pytest.raises(DataError, match=r"no column 'incom', which a rule of data.access names\n.*Did you mean income"):
        load(misspelt)
    assert ["incom" in str(one) for one in check_headers(misspelt)] == [True]
