"""Whether the groups of a data set are as a reference population is: a census, the customers, the people served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from troth.data.quality.sheet import Sheet
from troth.data.readers import Reading, read
from troth.errors import DataError
from troth.measures import likeness
from troth.standard import Format, Part

COLUMNS = ("group", "value", "share")
WHOLE = 0.001
"""By how much shares may miss 1 and still be all of a population."""
OTHERS = "(others)"


@dataclass(frozen=True, slots=True)
class Reference:
    """Shares of a population by group column and value, each column's summing to at most 1."""

    path: str
    shares: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Represented:
    """One group column beside the reference.

    rows: compared. p: of the test that they were drawn from the reference. method: how that was tested. parts: each
    value's share, with intervals that hold for all at once. expected: the reference's shares, in the same order.
    differ: values whose interval does not hold the reference's share. unknown: rows of values that it does not name.
    """

    group: str
    sheet: str
    rows: int
    p: float
    method: str
    parts: tuple[Part, ...]
    expected: tuple[float, ...]
    differ: tuple[str, ...]
    unknown: int


def read_reference(path: Path) -> Reference:
    """A file of columns group, value and share: the group column's name, a value of it, its share from 0 to 1.

    Where shares of a column sum to less than 1, the rest are all other values. Raises DataError for what does not hold.
    """
    table = read(str(path), Path(), Reading(Format(header=True)))
    missing = [name for name in COLUMNS if name not in table.frame.columns]
    if missing:
        raise DataError(
            f"has no column {missing[0]!r}",
            where=f"{path}:1",
            remedy="A reference has the columns group, value and share, such as `sex,female,0.51`.",
        )
    shares: dict[str, dict[str, float]] = {}
    frame = table.frame.with_columns(pl.col("share").cast(pl.Float64, strict=False))
    for row, (group, value, share) in enumerate(frame.select(COLUMNS).iter_rows()):
        if group is None or value is None or share is None or not 0 <= share <= 1:
            raise DataError(
                "is not a group, a value and a share from 0 to 1", where=table.places.of(row), remedy="Correct the row."
            )
        if _same(str(value)) in {_same(other) for other in shares.setdefault(str(group), {})}:
            raise DataError("names a value again", where=table.places.of(row), remedy="Keep one of the two rows.")
        shares[str(group)][str(value)] = share
    for group, values in shares.items():
        if sum(values.values()) > 1 + WHOLE:
            raise DataError(
                f"the shares of {group!r} sum to {sum(values.values()):.3f}, more than 1",
                where=str(path),
                remedy="Give shares of the whole population.",
            )
    return Reference(str(path), shares)


def represented(sheet: Sheet, reference: Reference, confidence: float) -> list[Represented]:
    """Each group column of the sheet that the reference names; DataError where it has none of them."""
    named = [name for name in reference.shares if name in sheet.frame.columns]
    if not named:
        raise DataError(
            f"names no column of the data (it names {', '.join(list(reference.shares)[:8])})",
            where=reference.path,
            remedy=f"The data has {', '.join(sheet.frame.columns[:12])}.",
        )
    found = (_beside(sheet, name, reference.shares[name], confidence) for name in named)
    return [one for one in found if one is not None]


def _beside(sheet: Sheet, name: str, shares: Mapping[str, float], confidence: float) -> Represented | None:
    column = sheet.group(name)
    several = isinstance(column.dtype, pl.List)
    plain = _plain(column)  # before rows are counted: one that names a group in two ways is in it once
    flat = plain.list.unique().explode(empty_as_null=False) if several else plain
    seen = _seen(flat.drop_nulls(), list(shares))
    names, expected = list(shares), list(shares.values())
    counts, unknown = [seen[value] for value in names], seen[OTHERS]
    rest = 1 - sum(expected)
    if several:
        rows = int((column.list.len().fill_null(0) > 0).sum())
        found = likeness(names, counts, expected, confidence=confidence, rows=rows)
    else:
        if rest > WHOLE:
            names, expected, counts = [*names, OTHERS], [*expected, rest], [*counts, unknown]
        whole = sum(expected)
        expected, rows = [share / whole for share in expected], sum(counts)
        found = likeness(names, counts, expected, confidence=confidence)
    if found is None:
        return None
    differ = tuple(value for value, apart in zip(names, found.differ, strict=True) if apart)
    left = 0 if rest > WHOLE and not several else unknown
    return Represented(name, sheet.name, rows, found.p, found.method, found.parts, tuple(expected), differ, left)


def _seen(values: pl.Series, named: Sequence[str]) -> dict[str, int]:
    """Rows of each named value, of values up to case and blanks, and of all others together."""
    plain = {_same(value): value for value in named}
    counts = dict.fromkeys((*named, OTHERS), 0)
    for value, count in values.value_counts().iter_rows():
        counts[plain.get(value, OTHERS)] += count
    return counts


def _plain(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.List):
        return column.list.eval(pl.element().str.strip_chars().str.to_lowercase())
    return column.str.strip_chars().str.to_lowercase()


def _same(value: str) -> str:
    """What values are told apart by."""
    return value.strip().lower()
