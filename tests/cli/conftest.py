"""What tests of the commands may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories import workshop


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """A folder with charter, data and answers; returns the charter."""
    return workshop.make(tmp_path)
