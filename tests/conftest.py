"""What every test may ask for: the folder of real data sets, skipped with a reason where it is not there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a machine that does other things too is not a fault
settings.load_profile("untimed")

SHARED = Path(os.environ.get("TROTH_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """A function from a data set's name to its folder; skips the test where the folder is missing."""

    def folder(name: str) -> Path:
        path = SHARED / name
        if not path.is_dir():
            pytest.skip(f"no data set {name} in {SHARED}; set TROTH_DATA to the folder that holds it")
        return path

    return folder
