"""Everything one should know of a data set before a model learns from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from troth.data.interface import Finding
from troth.data.quality.agreement import agreement
from troth.data.quality.balance import Counts, Gap, group_counts, label_counts, widest_gap
from troth.data.quality.columns import Column, columns_of
from troth.data.quality.contents import Contents
from troth.data.quality.copies import between, within
from troth.data.quality.findings import findings_of
from troth.data.quality.formulas import formulas
from troth.data.quality.interface import Kind, Listing
from troth.data.quality.label_errors import LabelErrors, Probabilities, label_errors
from troth.data.quality.lengths import Lengths, lengths, sizes
from troth.data.quality.outliers import outliers
from troth.data.quality.representation import Reference, Represented, represented
from troth.data.quality.sheet import Sheet
from troth.data.quality.spelled import spelled_labels, spelled_otherwise
from troth.data.quality.writing import Writing, writing
from troth.data.spellings import Spelled
from troth.progress import Progress, silent
from troth.standard import DEFAULT_CONFIDENCE, Evidence, NotMeasured

STAGE = "describing"


@dataclass(frozen=True, slots=True)
class Described:
    """One sheet in figures.

    labels: None where no column is one. spelled: those in several spellings. agreement: of several annotators, else
    None.
    """

    sheet: Sheet
    columns: tuple[Column, ...]
    labels: Counts | None
    spelled: tuple[Spelled, ...]
    groups: tuple[Counts, ...]
    gaps: tuple[Gap, ...]
    agreement: Evidence | None
    lengths: Lengths | None
    writing: Writing | None


@dataclass(frozen=True, slots=True)
class Description:
    """A data set in figures.

    sheets: those described, and `others` those that were only held against them. listings: every row that was found, by
    kind and sheet. label_errors: of the first sheet. findings: warnings first. confidence: of every interval.
    """

    sheets: tuple[Described, ...]
    others: tuple[Sheet, ...]
    listings: tuple[Listing, ...]
    representation: tuple[Represented, ...]
    label_errors: LabelErrors | NotMeasured
    findings: tuple[Finding, ...]
    confidence: float


def describe(
    sheets: Sequence[Sheet],
    *,
    reference: Reference | None = None,
    probabilities: Probabilities | None = None,
    confidence: float = DEFAULT_CONFIDENCE,
    progress: Progress = silent,
) -> Description:
    """Describe sheets, the one that is learned from first.

    probabilities: makes what label errors are looked for by; without it they are not. Raises DataError where the
    reference names no column of the first sheet.
    """
    total = 2 * len(sheets) + 1
    contents, described, listings = [], [], []
    for at, sheet in enumerate(sheets):
        progress(STAGE, 2 * at, total, f"copies in {sheet.name}")
        contents.append(Contents(sheet))
        if sheet.described:
            found = within(contents[at], sheet.labels)
            progress(STAGE, 2 * at + 1, total, f"figures of {sheet.name}")
            figures, more = _described(contents[at], confidence)
            described.append(figures)
            listings += found + more
    progress(STAGE, total - 1, total, "copies between files")
    listings += between(contents)
    representation = tuple(represented(sheets[0], reference, confidence)) if reference else ()
    errors: LabelErrors | NotMeasured = NotMeasured("label errors were not looked for")
    if probabilities is not None:
        seed = int(sheets[0].digest.removeprefix("sha256:")[:15], 16)
        errors = label_errors(contents[0], probabilities, seed=seed, confidence=confidence, progress=progress)
    if isinstance(errors, LabelErrors):
        listings.append(errors.listing)
    progress(STAGE, total, total)
    others = tuple(sheet for sheet in sheets if not sheet.described)
    return Description(
        tuple(described),
        others,
        tuple(listings),
        representation,
        errors,
        findings_of(described, sheets, listings, representation),
        confidence,
    )


def _described(contents: Contents, confidence: float) -> tuple[Described, list[Listing]]:
    sheet, labels = contents.sheet, contents.sheet.labels
    long = sizes(sheet)
    columns = columns_of(sheet)
    gaps = () if labels is None else (widest_gap(sheet, name, labels, confidence) for name in sheet.roles.groups)
    figures = Described(
        sheet,
        columns,
        None if labels is None else label_counts(sheet, labels, confidence),
        spelled_labels(sheet),
        tuple(group_counts(sheet, name, confidence) for name in sheet.roles.groups),
        tuple(gap for gap in gaps if gap is not None),
        agreement(sheet, confidence),
        None if long is None else lengths(sheet, long),
        None if contents.texts is None else writing(contents.texts),
    )
    listings = formulas(sheet) + outliers(sheet, long) + _without(contents, labels) + spelled_otherwise(sheet)
    return figures, listings + [_odd(sheet, column) for column in columns if len(column.odd)]


def _without(contents: Contents, labels: pl.Series | None) -> list[Listing]:
    """Rows without content, rows without a label, and rows on whose label annotators tie."""
    sheet, votes = contents.sheet, contents.sheet.votes
    found: list[tuple[Kind, pl.Series]] = [("without_content", contents.empty)]
    if labels is not None and votes is not None:
        voted = votes.list.len().fill_null(0) > 0
        found += [("without_label", ~voted), ("tied", voted & labels.is_null())]
    elif labels is not None:
        found.append(("without_label", labels.is_null() | (labels == "")))
    masks = [(kind, mask.fill_null(False).arg_true().to_numpy().astype("int64")) for kind, mask in found]
    return [Listing(kind, sheet.name, "", rows, sheet.places) for kind, rows in masks if len(rows)]


def _odd(sheet: Sheet, column: Column) -> Listing:
    return Listing("odd", sheet.name, column.name, column.odd, sheet.places)
