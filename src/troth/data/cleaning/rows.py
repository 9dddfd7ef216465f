"""Which rows of a sheet a step takes out, and which columns; each answers by numbers of rows, and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from troth.data.quality import Sheet
from troth.data.quality.contents import Contents
from troth.data.quality.copies import nearly_repeated, repeated, shared
from troth.data.quality.interface import Rows
from troth.data.quality.lengths import sizes
from troth.data.quality.outliers import outliers
from troth.errors import DataError


def empty(contents: Contents) -> Rows:
    """Rows without content, and of a labelled sheet those without a label."""
    found, labels, votes = contents.empty, contents.sheet.labels, contents.sheet.votes
    if votes is not None:
        found = found | (votes.list.len().fill_null(0) == 0)
    elif labels is not None:
        found = found | labels.is_null() | (labels.str.strip_chars() == "").fill_null(True)
    return _where(found)


def copies(contents: Contents) -> Rows:
    """Rows whose content and label an earlier row has; of a table, rows that are an earlier one in every column."""
    sheet = contents.sheet
    if contents.texts is None:
        keys = sheet.frame.select(
            pl.col(name).list.join("\0", ignore_nulls=True) if isinstance(kind, pl.List) else pl.col(name)
            for name, kind in sheet.frame.schema.items()
            if not isinstance(kind, pl.List) or kind.inner == pl.String
        )
        return _where(keys.select(pl.struct(pl.all()).is_first_distinct().not_()).to_series())
    rows, _ = repeated(contents)
    if sheet.labels is None:
        return rows
    keys = pl.DataFrame({"first": contents.firsts, "label": sheet.labels})
    return np.intersect1d(rows, _where(keys.select(pl.struct(pl.all()).is_first_distinct().not_()).to_series()))


def near_copies(contents: Contents) -> Rows:
    """Rows that are nearly the same as an earlier one, and bear its label where there are labels."""
    rows, others = nearly_repeated(contents)
    labels = contents.sheet.labels
    return rows if labels is None else rows[_where(labels.gather(rows).eq_missing(labels.gather(others)))]


def leaked(contents: Contents, against: Sequence[Sheet]) -> Rows:
    """Rows that stand in another sheet, or nearly do."""
    if not against:
        raise DataError(
            "drop-leaked was not told from what", remedy="Name the other split: --against FILE, or in the charter."
        )
    found = [np.zeros(0, np.int64)]
    for other in against:
        if (other.texts is None) != (contents.texts is None):
            raise DataError(
                "one of the files is of texts, the other is a table",
                where=other.places.files[0][1],
                remedy="Name a file like the one that is cleaned.",
            )
        exact, near = shared(Contents(other), contents)
        found += [exact[0], near[0]]
    return np.unique(np.concatenate(found))


def conflicting(contents: Contents) -> Rows:
    """All rows of a content that has several labels."""
    table = _torn(contents)
    return np.sort(table["row"].to_numpy().astype(np.int64))


def outvoted(contents: Contents) -> Rows:
    """Rows whose label is not the commonest of their content; where two are, all rows of the content."""
    counts = _torn(contents).with_columns(pl.len().over("first", "label").alias("votes"))
    counts = counts.with_columns((pl.col("votes") == pl.col("votes").max().over("first")).alias("most"))
    won = pl.col("most") & (pl.col("label").filter(pl.col("most")).n_unique().over("first") == 1)
    return np.sort(counts.filter(~won)["row"].to_numpy().astype(np.int64))


def far_out(contents: Contents) -> Rows:
    """Rows with a text of odd length, or a number far from the others of its column."""
    found = [listing.rows for listing in outliers(contents.sheet, sizes(contents.sheet))]
    return np.unique(np.concatenate([np.zeros(0, np.int64), *found]))


def constant_columns(sheet: Sheet) -> tuple[str, ...]:
    """Columns that say the same of every row, or nothing; never one of text, words, labels, groups or identity."""
    roles = sheet.roles
    needed = {roles.text, roles.tokens, roles.tags, roles.label, roles.id, roles.document, *roles.groups}
    there = [name for name in sheet.written if name in sheet.frame.columns and name not in needed]
    return tuple(name for name in there if sheet.frame[name].n_unique() < 2)


def _torn(contents: Contents) -> pl.DataFrame:
    """Rows of contents that have several labels: `row`, `first`, `label`."""
    labels = contents.sheet.labels
    if labels is None:
        raise DataError(
            "contradictions are between labels, and no column is one",
            where=contents.sheet.places.files[0][1],
            remedy="Name the column: --label COLUMN.",
        )
    table = pl.DataFrame({"first": contents.firsts, "label": labels}).with_row_index("row").drop_nulls("label")
    return table.filter(pl.col("first") >= 0).filter(pl.col("label").n_unique().over("first") > 1)


def _where(mask: pl.Series) -> Rows:
    rows: Rows = mask.fill_null(False).arg_true().to_numpy().astype(np.int64)
    return rows
