"""Rows that nobody has labelled yet: what a model may be asked about, to choose which of them to label next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from troth.data.features import typed
from troth.data.interface import Dataset, Split
from troth.data.readers import Reading, Table, read
from troth.data.roles import assign_unlabelled
from troth.errors import DataError
from troth.standard import Charter


@dataclass(frozen=True, slots=True)
class Pool:
    """A file's rows without those that the data set has already, each content once.

    split: what a model reads of them, without labels. frame: the same rows in the file's own columns. known: rows left
    out because a row of the data set has their content; repeated: because an earlier row of the file has it; empty:
    because they have none.
    """

    split: Split
    frame: pl.DataFrame
    known: int
    repeated: int
    empty: int


def load_pool(charter: Charter, dataset: Dataset, path: Path) -> Pool:
    """Read a file in the format, and with the columns, of a charter's training data; a label is not needed.

    Raises DataError where it cannot be read, lacks a column, or has no row that the data set does not have.
    """
    table, whole = _read(charter, dataset, path, "pool")
    frame, train = whole.frame, dataset.train
    content = pl.Series(whole.contents(), dtype=pl.String)
    empty = content.is_null() | (content == "")
    there = [text for split in (train, dataset.validation, dataset.test) for text in split.contents()]
    known = content.is_in(pl.Series(there, dtype=pl.String).implode()) & ~empty
    repeated = ~content.is_first_distinct() & ~known & ~empty
    rows = (~(empty | known | repeated)).arg_true().to_numpy().astype(np.int64)
    if not len(rows):
        raise DataError(
            "has no row that is not in the charter's data already",
            where=str(path),
            remedy="Name a file with rows that nobody has labelled yet.",
        )
    split = Split(whole.name, dataset.kind, frame[rows], whole.roles, whole.places.take(rows), table.digest)
    return Pool(split, table.frame[rows], int(known.sum()), int(repeated.sum()), int(empty.sum()))


def load_rows(charter: Charter, dataset: Dataset, path: Path | None = None) -> Split:
    """Every row of a file, by default of the charter's training data as it stands, whichever split a row is put into;
    read as `load_pool` reads one. DataError where it cannot be read or lacks a column."""
    return _read(charter, dataset, path, "rows")[1]


def _read(charter: Charter, dataset: Dataset, path: Path | None, name: str) -> tuple[Table, Split]:
    source, train = charter.data.train, dataset.train
    named, base = (source.path, charter.folder) if path is None else (str(path), Path())
    table = read(named, base, Reading(source.format, source.columns, dataset.kind))
    part = assign_unlabelled(table, train.roles, name)
    numbers = frozenset(name for name in part.roles.features if train.frame[name].dtype.is_float())
    frame = typed(part.frame, part.roles.features, numbers, part.places)
    return table, Split(part.name, dataset.kind, frame, part.roles, part.places, table.digest)
