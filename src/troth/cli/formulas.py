"""Says where a table that was written has cells that a spreadsheet would run."""

from __future__ import annotations

from pathlib import Path

from troth.cli.terminal import say
from troth.plural import counted

SEPARATED = (".csv", ".tsv")


def tell_formulas(target: Path, cells: int) -> None:
    """A line where there are such cells in separated values, which spreadsheets open (CSV injection, OWASP)."""
    if cells and target.suffix.lower() in SEPARATED:
        say(
            f"caution: {counted(cells, 'cell')} of {target} would be run by a spreadsheet, as formulas are; "
            "`troth data clean --steps defuse-formulas` puts a quote before each"
        )
