"""What each column of a sheet holds: its type, what is missing, how many different values, and cells of another type.

Quantiles are told of numbers only, and of none that identify a person or a row: a description tells no cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from troth.data.inspect import MISSING
from troth.data.names import DATE
from troth.data.quality.interface import Rows
from troth.data.quality.sheet import Sheet

MOSTLY = 0.95
"""Share of the filled cells from which a column is of a type, and the others are odd."""
FEW = 200
"""Different values up to which a column of strings is of categories."""
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
SAMPLE = 1000
"""Cells that are looked at for dates."""
YES_NO = frozenset(("true", "false", "yes", "no", "t", "f", "y", "n"))
NOTHING = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    role: text, label, group, feature and so on, or nothing. type: numbers, whole numbers, dates, yes or no, categories,
    texts, lists, nothing. missing: rows without a value. marks: rows with a mark of a missing value, such as `?`.
    different: values. quantiles: by their shares, of numbers. odd: rows whose cell is not of the type.
    """

    name: str
    role: str
    type: str
    missing: int
    marks: int
    different: int
    quantiles: Mapping[str, float] | None
    odd: Rows


def columns_of(sheet: Sheet) -> tuple[Column, ...]:
    """Every column of a sheet, in its order."""
    return tuple(_column(sheet, name) for name in sheet.frame.columns)


def _column(sheet: Sheet, name: str) -> Column:
    column, role = sheet.frame[name], role_of(sheet, name)
    if column.dtype.is_nested():
        missing = int((column.list.len().fill_null(0) == 0).sum())
        different = int(column.list.explode().n_unique()) if isinstance(column.dtype, pl.List) else 0
        return Column(name, role, "lists", missing, 0, different, None, NOTHING)
    cells = column.cast(pl.String).str.strip_chars()
    marks = cells.is_in(pl.Series(MISSING).implode()).fill_null(False)
    filled = cells.is_not_null() & ~marks & (cells != "")
    numbers = column.cast(pl.Float64) if column.dtype.is_numeric() else cells.cast(pl.Float64, strict=False)
    kind, fits = _type(cells.filter(filled), numbers.filter(filled))
    if kind == "categories" and role == "text":
        kind = "texts"  # that what was replaced in them made alike
    odd = NOTHING
    if fits is not None and not fits.all():
        odd = np.flatnonzero(filled.to_numpy())[~fits.to_numpy()]
    different = cells.filter(filled).n_unique()
    told = kind in ("numbers", "whole numbers") and role not in ("id", "personal", "document")
    quantiles = _quantiles(numbers.filter(filled)) if told else None
    missing = len(cells) - int(filled.sum()) - int(marks.sum())
    return Column(name, role, kind, missing, int(marks.sum()), different, quantiles, odd)


def _type(cells: pl.Series, numbers: pl.Series) -> tuple[str, pl.Series | None]:
    """What most filled cells are, and which of them; None where there is nothing to be odd."""
    if not len(cells):
        return "nothing", None
    are_numbers = numbers.is_not_null() & numbers.is_finite().fill_null(False)
    if float(are_numbers.mean()) >= MOSTLY:  # type: ignore[arg-type]
        whole = (numbers.filter(are_numbers) % 1 == 0).all()
        return ("whole numbers" if whole else "numbers"), are_numbers
    some = cells.gather_every(-(-len(cells) // SAMPLE))
    dated = rf"^(?:{DATE.pattern})$"
    if float(some.str.contains(dated).mean()) >= MOSTLY:  # type: ignore[arg-type]
        return "dates", cells.str.contains(dated)
    different = cells.n_unique()
    if different <= 2 and set(cells.unique().str.to_lowercase().to_list()) <= YES_NO:
        return "yes or no", None
    return ("categories" if different <= min(FEW, max(2, len(cells) // 2)) else "texts"), None


def _quantiles(numbers: pl.Series) -> dict[str, float] | None:
    known = numbers.filter(numbers.is_finite()).to_numpy()
    if not len(known):
        return None
    values = np.quantile(known, SHARES).tolist()
    return {f"{share:g}": float(f"{value:.6g}") for share, value in zip(SHARES, values, strict=True)}


def role_of(sheet: Sheet, name: str) -> str:
    """What a column is for, in one word; empty for one that nothing looks at."""
    roles = sheet.roles
    single = {"text": roles.text, "words": roles.tokens, "label": roles.label, "tags": roles.tags, "id": roles.id}
    for role, column in (*single.items(), ("document", roles.document)):
        if column == name:
            return role
    several = {"personal": roles.personal, "group": roles.groups, "feature": roles.features}
    return next((role for role, columns in several.items() if name in columns), "")
