"""Rows that came after a charter's own data: what an update of a model learns beside what it knows.

The charter's rows stay in the splits they were in. New rows are split by a seed of their own file: those splits that
are split off the training file get their share of them too, and validation where it has no row of one of their labels.
Rows of a document that a split has go where that is. The rows of a file therefore stay where they were when another
file comes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.check import flat_labels
from troth.data.content import contents
from troth.data.interface import Addition, Finding, Step
from troth.data.places import Places
from troth.data.roles import Part
from troth.data.rows import rows_digest
from troth.data.split import TEST_SHARE, VALIDATION_MOST, split_off, validation_share
from troth.errors import DataError

NEW = "new"
"""What a part of new rows is called until they have joined the splits."""

SINGLE = ("id", "document", "text", "tokens", "label", "tags")


def add(
    parts: Sequence[Part], files: Sequence[Path], read: Callable[[Path], Part], *, off: Sequence[str], seed: str
) -> tuple[list[Part], list[Step], Addition]:
    """Train, validation and test with the rows of every file at their ends, in the order of the files.

    read: a file as a part. off: names of the splits that were split off. seed: of the charter's own splits. Raises
    DataError for a file whose columns are others, or that has no row which is not there already.
    """
    whole, steps, digests = list(parts), list[Step](), list[str]()
    before: dict[str, str] = {}
    rows: dict[str, int] = {}
    for file in files:
        part = read(file)
        digests.append(str(part.steps[0].details["digest"]))
        part = _unknown(part, whole, file)
        before = {each.name: rows_digest(each.frame, each.roles.committed) for each in whole}
        part, followed = _followed(part, whole, off)
        joining = _splits(part, whole[1], off, f"{seed}\0{digests[-1]}") if part.frame.height else {"train": part}
        joining |= {
            name: _appended(joining[name], rest) if name in joining else rest for name, rest in followed.items()
        }
        _check_taught(joining["train"], file)
        rows = {name: each.frame.height for name, each in joining.items()}
        whole = [_appended(each, joining[each.name]) if each.name in joining else each for each in whole]
        steps += [*part.steps, Step("add new rows", {"file": file.name, "rows": rows})]
    digest = hashlib.sha256("".join(f"{one}\n" for one in digests).encode()).hexdigest()
    return whole, steps, Addition(f"sha256:{digest}", rows, before)


def _unknown(part: Part, whole: Sequence[Part], file: Path) -> Part:
    """The rows whose content no split has yet, each content once; findings tell of the others."""
    keys = contents(part.frame, part.roles)
    there = pl.concat([contents(each.frame, each.roles) for each in whole])
    known = keys.is_in(there.implode())
    kept = (~known & keys.is_first_distinct()).arg_true().to_numpy().astype(np.int64)
    if not len(kept):
        raise DataError(
            "has no row that is not in the charter's data already",
            where=str(file),
            remedy="Name a file of rows that came since.",
        )
    findings = list(part.findings)
    left = part.frame.height - len(kept)
    if left:
        what = "new rows left out because their content is there already"
        findings.append(Finding("note", what, left, split="train"))
    otherwise = _otherwise(part, keys, whole[0])
    if len(otherwise):
        what = "new rows left out because their content stands in the training rows with another label"
        places = tuple(part.places.of(int(row)) for row in otherwise[:3])
        findings.append(Finding("warning", what, len(otherwise), places, "train"))
    return replace(part.take(kept, part.name), steps=part.steps, findings=tuple(findings))


def _otherwise(part: Part, keys: pl.Series, train: Part) -> NDArray[np.int64]:
    """New rows that a training row has labelled otherwise."""
    if part.roles.label is None or train.roles.label is None:
        return np.zeros(0, np.int64)
    first = pl.DataFrame(
        {"key": contents(train.frame, train.roles), "was": train.frame[train.roles.label].cast(pl.String)}
    ).unique("key", keep="first", maintain_order=True)
    here = pl.DataFrame({"key": keys, "is": part.frame[part.roles.label].cast(pl.String)}).with_row_index("row")
    found = here.join(first, on="key").filter(pl.col("is") != pl.col("was"))["row"].sort()
    return found.to_numpy().astype(np.int64)


def _followed(part: Part, whole: Sequence[Part], off: Sequence[str]) -> tuple[Part, dict[str, Part]]:
    """Rows of documents that no split has, and the others by the split that has theirs.

    A split that is a file of the user's own stays as it is: rows of its documents are left out, which findings tell.
    Documents of a CoNLL file are numbers within it, which say nothing of another file's.
    """
    if part.roles.document is None or part.steps[0].details["reader"] == "conll":
        return part, {}
    documents = part.frame[part.roles.document].cast(pl.String)
    rest, followed, findings = np.ones(len(documents), np.bool_), {}, list(part.findings)
    for each in (whole[2], whole[1], whole[0]):
        theirs = each.roles.document
        if theirs is None:
            continue
        there = documents.is_in(each.frame[theirs].cast(pl.String).implode()).to_numpy() & rest
        rest &= ~there
        if there.any() and (each.name == "train" or each.name in off):
            followed[each.name] = part.take(np.flatnonzero(there), each.name)
        elif there.any():
            what = f"new rows left out because the {each.name} split has others of their document"
            findings.append(Finding("warning", what, int(there.sum()), split="train"))
    return replace(part.take(np.flatnonzero(rest), part.name), steps=part.steps, findings=tuple(findings)), followed


def _check_taught(part: Part, file: Path) -> None:
    if not part.frame.height:
        raise DataError(
            "has no row to learn from: all are of documents that are validated or judged on",
            where=str(file),
            remedy="Name a file with rows of other documents.",
        )


def _splits(part: Part, validation: Part, off: Sequence[str], seed: str) -> dict[str, Part]:
    """New rows by the split they join; too few to hold any out all teach."""
    joining = {}
    untold = set(flat_labels(part)) - set(flat_labels(validation))
    for name, most in (("test", None), ("validation", VALIDATION_MOST)):
        if name in off or (name == "validation" and untold):
            share = TEST_SHARE if name == "test" else validation_share(part.frame.height)
            try:
                part, joining[name] = split_off(part, name, seed, share, most)
            except DataError:
                continue
    return joining | {"train": part}


def _appended(part: Part, new: Part) -> Part:
    """A split with new rows at its end, in its own columns."""
    theirs = {getattr(new.roles, role): getattr(part.roles, role) for role in SINGLE}
    names = {old: name for old, name in theirs.items() if old is not None and name is not None}
    frame = new.frame.rename(names)
    absent = [name for name in part.frame.columns if name not in frame.columns]
    if absent:
        raise DataError(
            f"has no column {', '.join(map(repr, absent))}, which the {part.name} split has",
            where=new.places.of(0),
            remedy="New rows have the columns of the training rows.",
        )
    try:
        whole = pl.concat([part.frame, frame.select(part.frame.columns)], how="vertical_relaxed", rechunk=True)
    except pl.exceptions.PolarsError:
        raise DataError(
            f"its columns hold other kinds of values than the {part.name} split's",
            where=new.places.of(0),
            remedy="New rows have the columns of the training rows.",
        ) from None
    rows = part.frame.height
    files = (*part.places.files, *((start + rows, name) for start, name in new.places.files))
    places = Places(files, np.concatenate([part.places.lines, new.places.lines]))
    findings = new.findings if part.name == "train" else ()
    return replace(part, frame=whole, places=places, findings=(*part.findings, *findings))
