"""Labels of a sheet that are there in several spellings, as they are written, and the rows that have a rarer one."""

from __future__ import annotations

import numpy as np
import polars as pl

from troth.data.labels import bare
from troth.data.quality.interface import Listing
from troth.data.quality.sheet import Sheet
from troth.data.spellings import Spelled, otherwise, spellings

ROW, LABEL = "row", "label"


def spelled_labels(sheet: Sheet) -> tuple[Spelled, ...]:
    """The labels in several spellings; of several annotators every label of a row, of sentences every tag."""
    return tuple(spellings(_written(sheet)[LABEL]))


def spelled_otherwise(sheet: Sheet) -> list[Listing]:
    """The rows with a label in another spelling than most rows have it in."""
    written = _written(sheet)
    rows = np.unique(written.filter(otherwise(written[LABEL]))[ROW].to_numpy().astype(np.int64))
    of = sheet.roles.tags or sheet.roles.label or ""
    return [Listing("spellings", sheet.name, of, rows, sheet.places)] if len(rows) else []


def are_told_apart(spelled: tuple[Spelled, ...], suffix: str | None) -> bool:
    """Whether a model would learn any of them as several labels: blanks round a label make no other one."""
    return any(bare(pl.Series([name for name, _ in one]), suffix).n_unique() > 1 for one in spelled)


def _written(sheet: Sheet) -> pl.DataFrame:
    """Every label with its row, as it is written; none where labels are no strings."""
    name = sheet.roles.tags or sheet.roles.label
    column = pl.Series(LABEL, [], dtype=pl.String) if name is None else sheet.frame[name]
    table = pl.DataFrame({LABEL: column, ROW: pl.int_range(len(column), eager=True)})
    if isinstance(column.dtype, pl.List):
        table = table.explode(LABEL)
    table = table.drop_nulls(LABEL)
    return table if table[LABEL].dtype == pl.String else table.clear().cast({LABEL: pl.String})
