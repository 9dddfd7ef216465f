"""Where a table has cells that a spreadsheet would run, it is said; of other files nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.cli.formulas import tell_formulas
from troth.plural import counted


@pytest.mark.parametrize(
    ("name", "cells", "told"), [("x.csv", 3, True), ("x.TSV", 1, True), ("x.csv", 0, False), ("x.jsonl", 3, False)]
)
def test_separated_values_alone(name: str, cells: int, told: bool, capsys: pytest.CaptureFixture[str]) -> None:
    tell_formulas(Path(name), cells)
    assert (f"{counted(cells, 'cell')} of {name} would be run by a spreadsheet" in capsys.readouterr().out) == told
