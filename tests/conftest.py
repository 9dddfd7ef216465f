"""What every test may ask for: the folder of real data sets, and a database; it is skipped where they are not there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from database import Server, running
from troth.record import Address, parse_address

settings.register_profile("untimed", deadline=None)  # a machine that does other things too is not a fault
settings.load_profile("untimed")

SHARED = Path(os.environ.get("TROTH_DATA", Path(__file__).parents[2] / "shared" / "data"))
NUMBERS = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server that runs."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Path | Address]:
    """A function from the name of a file to the place where it is kept, in each kind of store: a new one a test."""
    if request.param == "sqlite":
        return lambda name: tmp_path / name
    address = parse_address(request.getfixturevalue("postgres").url(f"store{next(NUMBERS)}"))
    return lambda name: address


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """A function from a data set's name to its folder; skips the test where the folder is missing."""

    def folder(name: str) -> Path:
        path = SHARED / name
        if not path.is_dir():
            pytest.skip(f"no data set {name} in {SHARED}; set TROTH_DATA to the folder that holds it")
        return path

    return folder
