"""Texts that nobody has labelled, which a charter has a model learn from by labels of its own.

What stands in the validation or the test split, as it is or nearly, is left out: a model that labelled it and learned
from it would be judged on rows it has seen. So is what is of a document there, as documents are kept together, and what
the training split has with a label already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.content import contents
from troth.data.interface import Dataset, Finding, Severity, Split, Step
from troth.data.labels import as_text
from troth.data.leakage import copies_in
from troth.data.places import Places
from troth.data.readers import Table
from troth.data.roles import Part, assign_unlabelled
from troth.data.rows import rows_digest
from troth.errors import DataError
from troth.standard import Source

UNLABELLED = "unlabelled"

Mask = NDArray[np.bool_]


def unlabelled_part(table: Table, source: Source, parts: Sequence[Part]) -> Part:
    """The rows of a file that are learned from. parts: train, validation and test, whose text column it has too.

    Raises DataError where it lacks that column, or where no row is left.
    """
    whole = assign_unlabelled(table, parts[0].roles, UNLABELLED)
    about = {"split": UNLABELLED, "file": source.written, "digest": table.digest, "reader": table.reader}
    step = Step("read", {**about, "rows": whole.frame.height})
    left, findings = np.zeros(whole.frame.height, np.bool_), list[Finding]()
    for what, severity, split, rows in _unfit(whole, parts):
        rows = rows & ~left
        left |= rows
        if rows.any():
            places = tuple(whole.places.of(int(row)) for row in np.flatnonzero(rows)[:3])
            findings.append(Finding(severity, what, int(rows.sum()), places, split))
    if left.all():
        raise DataError(
            "has no text that is not in the charter's data already, or of a document that is judged on",
            where=table.places.files[0][1],
            remedy="Name a file of texts that nobody has labelled, or leave data.unlabelled out.",
        )
    return replace(whole.take(np.flatnonzero(~left), UNLABELLED), steps=(step,), findings=tuple(findings))


def _unfit(whole: Part, parts: Sequence[Part]) -> Iterator[tuple[str, Severity, str, Mask]]:
    """Why rows are left out, how grave that is, of which split it tells, and which they are."""
    keys = contents(whole.frame, whole.roles)
    yield "unlabelled rows left out because they have no text", "note", "train", _mask(keys.is_null() | (keys == ""))
    again = ~_mask(keys.is_first_distinct())
    yield "unlabelled rows left out because an earlier one has their text", "note", "train", again
    train, *judged = parts
    known = _mask(keys.is_in(contents(train.frame, train.roles).implode()))
    yield "unlabelled rows left out because the train split has their text with a label", "note", "train", known
    for part in judged:
        copies = np.zeros(len(keys), np.bool_)
        copies[copies_in(contents(part.frame, part.roles), keys.fill_null(""))] = True
        what = f"unlabelled rows left out because they stand, or nearly stand, in the {part.name} split"
        yield what, "warning", part.name, copies
        what = f"unlabelled rows left out because the {part.name} split has others of their document"
        yield what, "warning", part.name, _of_its_documents(whole, part)


def _of_its_documents(whole: Part, part: Part) -> Mask:
    if whole.roles.document is None or part.roles.document is None:
        return np.zeros(whole.frame.height, np.bool_)
    here, there = (as_text(each.frame[each.roles.document or ""]) for each in (whole, part))
    return here.is_in(there.drop_nulls().implode()).fill_null(value=False).to_numpy().astype(np.bool_)


def _mask(column: pl.Series) -> Mask:
    return column.fill_null(value=True).to_numpy().astype(np.bool_)


def with_labels(dataset: Dataset, rows: NDArray[np.int64], labels: Sequence[str]) -> Dataset:
    """The dataset with some of its unlabelled texts, under these labels, at the end of its training split.

    What else the training split knows of a row, as its groups, is not known of them.
    """
    train, texts = dataset.train, dataset.unlabelled
    assert texts is not None
    here = texts.frame[rows].with_columns(pl.Series(train.roles.label or "", list(labels), dtype=pl.String))
    columns = [
        (here[name] if name in here.columns else pl.Series(name, [None] * len(rows))).cast(kind).alias(name)
        for name, kind in train.frame.schema.items()
    ]
    frame = pl.concat([train.frame, pl.DataFrame(columns)], rechunk=True)
    places = joined(train.places, texts.places.take(rows))
    digest = rows_digest(frame, train.roles.committed)
    whole = replace(train, frame=frame, places=places, digest=digest, _made={})
    both = hashlib.sha256(f"{dataset.digest}\n{digest}\n".encode()).hexdigest()
    return replace(dataset, train=whole, digest=f"sha256:{both}", self_labelled=len(rows))


def told_rows(dataset: Dataset) -> Split:
    """The training rows whose labels were given, not made by a model."""
    return dataset.train.take(np.arange(len(dataset.train) - dataset.self_labelled))


def joined(first: Places, second: Places) -> Places:
    """The places of two tables, one below the other."""
    rows = len(first.lines)
    files = (*first.files, *((start + rows, name) for start, name in second.files))
    return Places(files, np.concatenate([first.lines, second.lines]))
