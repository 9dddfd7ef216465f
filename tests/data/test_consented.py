"""Only a clear yes is consent, and no row without one is learnt from."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from data.publication.papers import CHARTER, make
from troth.data import load
from troth.data.consented import consented
from troth.data.roles import settle_roles
from troth.data.tables import read_table
from troth.errors import DataError
from troth.standard import Charter, Columns, Source, read


@pytest.mark.parametrize(
    ("cells", "given"),
    [
        (["yes", " YES ", "y", "True", "1", "given", "同意"], 7),
        (["no", "", None, "withdrawn", "not given", "2026-01-01", "0", "maybe"], 0),
        ([True, False, None], 1),
        ([1, 0, None], 1),
        ([1.0, 0.0, 2.0], 1),
        ([["yes"], []], 0),
    ],
)
def test_a_clear_yes_is_consent(cells: list[object], given: int) -> None:
    found = consented(pl.Series("c", cells))
    assert (int(found.sum()), found.null_count()) == (given, 0)


def asking(folder: Path, *, every: bool) -> Charter:
    make(folder, rows=40)
    for name in ("train.csv", "test.csv"):
        first, *rows = (folder / name).read_text().splitlines()
        told = [
            f"{row},{'no' if name == 'train.csv' and not every and at == 5 else 'yes'}" for at, row in enumerate(rows)
        ]
        (folder / name).write_text("\n".join([f"{first},agreed", *told, ""]))
    text = CHARTER.replace("personal: [mail]", "personal: [mail], consent: agreed")
    (folder / "charter.yaml").write_text(text)
    return read(folder / "charter.yaml")


def test_rows_without_consent_are_not_learnt_from(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"train.csv:7: .* did not consent, by the column 'agreed': 1 row of train"):
        load(asking(tmp_path, every=False))
    assert load(asking(tmp_path, every=True)).train.frame.height


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    charter = asking(tmp_path, every=True)
    charter.path.write_text(charter.path.read_text().replace("consent: agreed", "consent: agree"))
    with pytest.raises(DataError, match=r"no column 'agree', which data\.columns names as consent; 'agreed' is near"):
        load(read(charter.path))


def test_it_is_no_feature(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("age,agreed,label\n30,yes,a\n40,yes,b\n")
    source = Source("loans.csv", "loans.csv", columns=Columns(label="label", consent="agreed"))
    roles = settle_roles(read_table(tmp_path / "loans.csv"), source, "tabular-classification")[2]
    assert roles.features == ("age",)
