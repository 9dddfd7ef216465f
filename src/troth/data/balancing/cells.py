"""Rows counted by group and label together: how many there are, what they weigh, and how far apart labels lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from troth.data.balancing.weights import Codes, Floats
from troth.data.quality import Sheet
from troth.errors import DataError


@dataclass(frozen=True, slots=True)
class Cell:
    """Rows of one group and one label; either is None where the other alone is asked about.

    group: the values of all group columns, with ` & ` between them. weight: of these rows together.
    """

    group: str | None
    label: str | None
    rows: int
    weight: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How rows are spread, once. rows: in a cell. outside: in none, without a label or a group. cells: largest first.

    gap: the largest difference of a label's share between two groups, by weight, 0 to 1; None without two of both.
    label: that one. effective: rows of equal weight that tell as much (Kish 1965, Survey Sampling, 11.7).
    """

    rows: int
    outside: int
    cells: tuple[Cell, ...]
    gap: float | None
    label: str | None
    effective: float


@dataclass(frozen=True, slots=True)
class Cells:
    """Which cell each row is in. groups, labels: [n], codes into the names, -1 for none; all 0 where none is asked
    about, and its names are empty.
    """

    groups: Codes
    labels: Codes
    group_names: tuple[str, ...]
    label_names: tuple[str, ...]

    @property
    def codes(self) -> Codes:
        """[n], one code for each pair, -1 for a row that is in none."""
        known = (self.groups >= 0) & (self.labels >= 0)
        return np.where(known, self.groups * max(len(self.label_names), 1) + self.labels, -1)

    def take(self, rows: Codes) -> Cells:
        """Of some rows."""
        return Cells(self.groups[rows], self.labels[rows], self.group_names, self.label_names)


def cells_of(sheet: Sheet, groups: Sequence[str], *, labelled: bool = True) -> Cells:
    """The cells of a sheet's rows, by its labels and some of its group columns together.

    Raises DataError where a row may be of several groups of a column, a column is named twice, or there is nothing to
    count by.
    """
    if twice := [name for at, name in enumerate(groups) if name in groups[:at]]:
        raise DataError(f"the column {twice[0]!r} is named twice", where=sheet.name, remedy="Name it once.")
    labels = sheet.labels if labelled and not sheet.roles.tags else None
    if labels is None and not groups:
        raise DataError(
            "has no column of labels that can be told, and no group column was named",
            where=sheet.name,
            remedy="Name one: --group NAME, or of a data file --label NAME.",
        )
    told, group_names = _together(sheet, groups)
    codes, label_names = _coded(labels) if labels is not None else (np.zeros(len(sheet), np.int64), ())
    return Cells(told, codes, group_names, label_names)


def standing(cells: Cells, weights: Floats | None = None) -> Standing:
    """How rows are spread over their cells. weights: [n], 1 each when left out."""
    mass = np.ones(len(cells.groups)) if weights is None else weights
    known = cells.codes >= 0
    shape = (max(len(cells.group_names), 1), max(len(cells.label_names), 1))
    counts, weighed = np.zeros(shape, np.int64), np.zeros(shape)
    where = (cells.groups[known], cells.labels[known])
    np.add.at(counts, where, 1)
    np.add.at(weighed, where, mass[known])
    found = [
        Cell(
            cells.group_names[group] if cells.group_names else None,
            cells.label_names[label] if cells.label_names else None,
            int(counts[group, label]),
            round(float(weighed[group, label]), 6),
        )
        for group, label in np.argwhere((counts > 0) | (len(cells.group_names) < 2)).tolist()
    ]
    gap, label = _gap(weighed)
    total, squares = float(mass[known].sum()), float((mass[known] ** 2).sum())
    return Standing(
        int(known.sum()),
        int((~known).sum()),
        tuple(sorted(found, key=lambda cell: (-cell.weight, -cell.rows, cell.group or "", cell.label or ""))),
        gap,
        None if label is None else cells.label_names[label],
        round(total**2 / squares, 2) if squares else 0.0,
    )


def _gap(weighed: Floats) -> tuple[float | None, int | None]:
    there = weighed[weighed.sum(1) > 0]
    if len(there) < 2 or weighed.shape[1] < 2:
        return None, None
    apart = np.ptp(there / there.sum(1, keepdims=True), axis=0)
    label = int(apart.argmax())
    return round(float(apart[label]), 6), label


def _together(sheet: Sheet, groups: Sequence[str]) -> tuple[Codes, tuple[str, ...]]:
    if not groups:
        return np.zeros(len(sheet), np.int64), ()
    columns = [_group(sheet, name) for name in groups]
    frame = pl.DataFrame({str(at): column for at, column in enumerate(columns)})
    whole = frame.select(
        pl.when(pl.all_horizontal(pl.all().is_not_null())).then(pl.concat_str(pl.all(), separator=" & ")).alias("group")
    )
    return _coded(whole["group"])


def _group(sheet: Sheet, name: str) -> pl.Series:
    if name not in sheet.frame.columns:
        raise DataError(
            f"has no column {name!r}", where=sheet.name, remedy=f"Its columns: {', '.join(sheet.frame.columns[:12])}."
        )
    column = sheet.group(name)
    if isinstance(column.dtype, pl.List):
        raise DataError(
            f"a row may be of several groups of {name!r}, and rows are balanced by groups that are apart",
            where=sheet.name,
            remedy="Name a column with one group a row.",
        )
    return column.replace({"": None})


def _coded(column: pl.Series) -> tuple[Codes, tuple[str, ...]]:
    names = column.drop_nulls().unique().sort().to_list()
    codes = column.cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    return codes, tuple(names)
