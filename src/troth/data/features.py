"""Which features are numbers and which are categories: decided on the training rows, demanded of all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from troth.data.interface import Finding
from troth.data.places import Places
from troth.errors import DataError

FEW, SEVERAL, SHOWN = 0.05, 10, 5
"""Share of the cells that may be no numbers, different numbers from which on a column seems to be one of numbers, and
places that are named."""


def numeric(frame: pl.DataFrame, features: Sequence[str]) -> frozenset[str]:
    """The features in which every value that is there reads as a finite number."""
    return frozenset(name for name in features if _is_numeric(frame[name]))


def typed(frame: pl.DataFrame, features: Sequence[str], numbers: frozenset[str], places: Places) -> pl.DataFrame:
    """Features as floats (NaN missing) or strings (null missing); DataError at a text among the numbers."""
    columns = [_floats(frame[name], places) if name in numbers else _category(frame[name], places) for name in features]
    return frame.with_columns(columns)


def seen(frame: pl.DataFrame, features: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """The values of every category."""
    strings = [name for name in features if frame[name].dtype == pl.String]
    return {name: frozenset(frame[name].drop_nulls().unique().to_list()) for name in strings}


def nearly_numeric(frame: pl.DataFrame, features: Sequence[str], places: Places) -> list[Finding]:
    """A warning for each feature that a few cells keep from being numbers: as words, its order is lost."""
    found = []
    for name in features:
        column = frame[name]
        if column.dtype != pl.String:
            continue
        numbers = column.str.strip_chars().cast(pl.Float64, strict=False)
        words = (numbers.is_null() & column.is_not_null()) | numbers.is_infinite().fill_null(False)
        count, filled = int(words.sum()), len(column) - column.null_count()
        if 0 < count <= FEW * filled and numbers.n_unique() > SEVERAL:
            what = (
                f"{filled - count:,} of {filled:,} cells of {name} are numbers and {count:,} are not, so that all of "
                "them count as words, without an order"
            )
            examples = tuple(places.of(int(row)) for row in words.arg_true()[:SHOWN])
            found.append(Finding("warning", what, count, examples, "train"))
    return found


def _is_numeric(column: pl.Series) -> bool:
    if column.dtype.is_numeric():
        return True
    if column.dtype != pl.String:
        return False
    filled = column.drop_nulls()
    numbers = filled.str.strip_chars().cast(pl.Float64, strict=False)
    return len(filled) > 0 and numbers.null_count() == 0 and not numbers.is_infinite().any()


def _floats(column: pl.Series, places: Places) -> pl.Series:
    source = column.str.strip_chars() if column.dtype == pl.String else column
    numbers = source.cast(pl.Float64, strict=False)
    wrong = (numbers.is_null() & column.is_not_null()) | numbers.is_infinite().fill_null(False)
    if wrong.any():
        row = int(wrong.arg_true()[0])
        raise DataError(
            f"column {column.name!r} holds {str(column[row])[:60]!r}, where training rows hold finite numbers",
            where=places.of(row),
            remedy='Correct it, or say that it means "missing": data.format: {missing: ["…"]}.',
        )
    # Adding zero makes -0.0 plain 0.0: the two are equal and must not have two digests.
    return pl.Series(column.name, numbers.fill_null(float("nan")).to_numpy() + 0.0)


def _category(column: pl.Series, places: Places) -> pl.Series:
    if column.dtype.is_nested():
        raise DataError(
            f"column {column.name!r} holds lists, which a table's feature cannot be",
            where=places.of(0),
            remedy="Leave it out (data.columns.ignore), or make a column of each element.",
        )
    return column.cast(pl.String)
