"""Every charter that is shipped is valid."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.standard import read

ROOT = Path(__file__).parents[2]
CHARTERS = sorted([*ROOT.glob("examples/*/charter.yaml"), *ROOT.glob("benches/*/charter.yaml")])


@pytest.mark.parametrize("path", CHARTERS, ids=lambda path: str(path.parent.name))
def test_it_reads(path: Path) -> None:
    charter = read(path)
    assert charter.clauses
    assert charter.purpose
