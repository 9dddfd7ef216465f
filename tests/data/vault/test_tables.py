"""Files of rows about persons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from troth.data.sealing import SecretKey
from troth.data.vault import Vault, open_table_for, open_vault, seal_table_for
from troth.errors import DataError, Erased


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with open_vault(tmp_path / "vault", SecretKey.generate(), create=True) as vault:
        yield vault


@pytest.fixture
def people(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text("who;name;mail\n01;Ada;a@x\n2;Bob;\n01;Ada L.;a@y\n", encoding="utf-8")
    return tmp_path / "people.csv"


def test_a_table_comes_back_until_somebody_is_erased(people: Path, vault: Vault) -> None:
    sealed = people.with_name("sealed.csv")
    assert seal_table_for(people, sealed, ["name", "mail"], "who", vault) == 3
    assert "Ada" not in sealed.read_text(encoding="utf-8")
    assert open_table_for(sealed, people.with_name("opened.csv"), "who", vault) == (("name", "mail"), 0)
    assert people.with_name("opened.csv").read_bytes() == people.read_bytes()
    assert people.with_name("opened.csv").stat().st_mode & 0o777 == 0o600
    vault.erase("01")
    assert open_table_for(sealed, people.with_name("after.csv"), "who", vault, ["name"]) == (("name",), 2)
    lines = people.with_name("after.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(";")[:2] for line in lines[1:]] == [["01", ""], ["2", "Bob"], ["01", ""]]


def test_what_is_refused_leaves_nothing(people: Path, vault: Vault) -> None:
    sealed, before = people.with_name("sealed.csv"), sorted(people.parent.iterdir())
    with pytest.raises(DataError, match="no column 'nobody'"):
        seal_table_for(people, sealed, ["name"], "nobody", vault)
    with pytest.raises(DataError, match="has no column that was sealed for persons"):
        open_table_for(people, sealed, "who", vault)
    vault.add(["01"])
    vault.erase("01")
    with pytest.raises(Erased) as raised:
        seal_table_for(people, sealed, ["name"], "who", vault)
    assert raised.value.where == f"{people}:2"
    assert sorted(people.parent.iterdir()) == before
