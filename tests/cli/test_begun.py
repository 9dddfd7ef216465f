"""A home that was made for nothing does not stay; one that was there, or is used, does."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.acting import ran
from data.publication.papers import make
from troth.cli.begun import begun
from troth.cli.home import Home
from troth.cli.session import open_session
from troth.errors import DataError


def test_a_release_that_is_refused_leaves_no_home(tmp_path: Path) -> None:
    charter = make(tmp_path, rows=12)
    assert ran("data", "release", charter.path, "--access", "public", "--output", tmp_path / "out") == 2
    assert not (tmp_path / ".troth").exists()
    assert ran("data", "ledger", charter.path, "--enter") == 0
    assert ran("data", "release", charter.path, "--access", "public", "--output", tmp_path / "out") == 2
    assert (tmp_path / ".troth" / "record.db").is_file()


@pytest.mark.parametrize("other", [None, "keys/vault.pem", "reports"])
def test_what_somebody_else_put_there_stays(tmp_path: Path, other: str | None) -> None:
    charter = make(tmp_path, rows=12)
    home = Home.of(charter.path, None)

    def refused() -> None:
        with begun(home):
            open_session(charter, None).record.close()
            if other:
                (home.folder / other).mkdir()
            raise DataError("no", remedy="None.")

    with pytest.raises(DataError):
        refused()
    assert home.folder.exists() == bool(other)
    assert (home.folder / "keys" / "record.pem").is_file() == bool(other)
