"""Columns about persons open until the person is erased, each for itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from troth.data.sealing import SecretKey
from troth.data.vault import Vault, open_columns_for, open_vault, seal_columns_for
from troth.data.vault.columns import sealed_for
from troth.errors import DataError, Erased

TABLE = pl.DataFrame(
    {
        "who": [1, 2, 1, 3],
        "name": ["Ada", "Bob", "Ada L.", None],
        "mail": ["a@x", "", "a@y", "c@x"],
        "sum": [1, 2, 3, 4],
    }
)
NAMES = ["name", "mail"]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with open_vault(tmp_path, SecretKey.generate(), create=True) as vault:
        yield vault


def test_columns_come_back_but_for_who_was_erased(vault: Vault) -> None:
    sealed = seal_columns_for(TABLE, NAMES, "who", vault)
    assert sealed_for(sealed) == NAMES
    assert sealed.select("who", "sum").equals(TABLE.select("who", "sum"))
    assert sealed["mail"].str.len_chars().n_unique() == 1
    opened, erased = open_columns_for(sealed, NAMES, "who", vault)
    assert opened.equals(TABLE)
    assert erased == 0
    assert len(vault) == 3
    vault.erase("1")
    opened, erased = open_columns_for(sealed, NAMES, "who", vault)
    assert erased == 2
    assert opened.select(NAMES).rows() == [(None, None), ("Bob", ""), (None, None), (None, "c@x")]


def test_rows_may_be_sorted_left_out_and_added(vault: Vault) -> None:
    sealed = seal_columns_for(TABLE, NAMES, "who", vault)
    more = pl.concat([sealed.reverse()[:3], seal_columns_for(TABLE[:1], NAMES, "who", vault)])
    assert open_columns_for(more, NAMES, "who", vault)[0].equals(pl.concat([TABLE.reverse()[:3], TABLE[:1]]))


def test_a_cell_opens_for_its_person_and_column_alone(vault: Vault) -> None:
    sealed = seal_columns_for(TABLE, NAMES, "who", vault)
    for changed in (
        sealed.with_columns(who=pl.Series([2, 2, 1, 3])),
        sealed.with_columns(name="mail"),
        sealed.with_columns(name=pl.lit("Ada")),
        sealed.with_columns(name=pl.lit(None, pl.String)),
        sealed.with_columns(name=pl.lit("sealed-for:1:AAAA")),
        sealed.with_columns(who=pl.Series([9, 2, 1, 3])),
    ):
        with pytest.raises(DataError, match="the cell of column 'name'") as raised:
            open_columns_for(changed, NAMES, "who", vault)
        assert raised.value.where == "row 1"


def test_what_cannot_be_sealed_is_refused(vault: Vault) -> None:
    sealed = seal_columns_for(TABLE[3:], NAMES, "who", vault)
    for frame, columns, subject, words in (
        (TABLE, ["nobody"], "who", "there is no column 'nobody'"),
        (TABLE, NAMES, "nobody", "there is no column 'nobody'"),
        (TABLE, ["sum"], "who", "holds Int64"),
        (TABLE, ["name"], "name", "tells the persons"),
        (TABLE, ["mail"], "name", "the row is about nobody"),
        (sealed, NAMES, "who", "is sealed already"),
    ):
        with pytest.raises(DataError, match=words):
            seal_columns_for(frame, columns, subject, vault)
    assert len(vault) == 1
    vault.erase("3")
    with pytest.raises(Erased, match="this person was erased") as raised:
        seal_columns_for(TABLE, NAMES, "who", vault)
    assert raised.value.where == "row 4"
