"""Whose rows may be used: what a column says that holds, row by row, whether the person consented.

>>> consented(pl.Series(["Yes", "no", "", None, "是", "1"])).to_list()
[True, False, False, False, True, True]
"""

from __future__ import annotations

import polars as pl

from troth.data.readers import Table
from troth.errors import DataError
from troth.plural import counted

YES = ("yes", "y", "true", "1", "given", "granted", "agreed", "consented", "是", "同意", "已同意")
"""What says so, in any case. All else does not, and neither does an empty cell: consent is a clear affirmative act
(GDPR art. 4(11); PIPL art. 14)."""


def consented(column: pl.Series) -> pl.Series:
    """Which rows are of persons who consented."""
    if column.dtype.is_nested():
        return pl.Series(column.name, [False] * len(column))
    cells = column.cast(pl.String).fill_null("").str.strip_chars().str.to_lowercase().str.replace(r"^1\.0$", "1")
    return cells.is_in(list(YES))


def check_consent(table: Table, column: str | None, split: str) -> None:
    """Raise DataError for a row of somebody who did not consent, by the column that says who did; or without it."""
    if column is None:
        return
    if column not in table.frame.columns:
        raise DataError(
            f"there is no column {column!r} (data.columns.consent), so that nothing says who consented",
            where=table.places.files[0][1],
            remedy="Add it to the file: what it does not say of a row is no consent.",
        )
    rows = (~consented(table.frame[column])).arg_true()
    if len(rows):
        raise DataError(
            f"there are persons who did not consent, by the column {column!r}: {counted(len(rows), 'row')} of {split}",
            where=table.places.of(int(rows[0])),
            remedy=f"Take them out of the file: nothing is learnt from them. Consent is written {', '.join(YES)}.",
        )
