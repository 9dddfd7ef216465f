"""The named steps of cleaning: each takes a sheet as it stands and gives it with other cells, or fewer rows.

No step looks at anything but the sheet (and, for rows that leaked, at other sheets), so the same file and the same
steps give the same bytes.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from troth.data.quality.contents import Contents
from troth.data.quality.copies import conflicting, nearly_repeated, repeated, shared
from troth.data.quality.formulas import defused
from troth.data.quality.interface import Rows
from troth.data.quality.sheet import Sheet
from troth.errors import DataError

CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
"""Control characters, marks that turn the direction of text, and characters that show nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. what: it does, in words. apply: the sheet's cells anew, or the rows that stay.

    first: whether it must be the first, as it is of the bytes. cells: whether it changes cells; else it drops rows.
    """

    name: str
    what: str
    apply: Callable[[Sheet, Sequence[Sheet]], Sheet]
    first: bool = False


def _cells(change: Callable[[pl.Series], pl.Series]) -> Callable[[Sheet, Sequence[Sheet]], Sheet]:
    """A step that changes every string cell of a column alike."""

    def apply(sheet: Sheet, _: Sequence[Sheet]) -> Sheet:
        strings = [column for column in sheet.frame.get_columns() if column.dtype == pl.String]
        return replace(sheet, frame=sheet.frame.with_columns(change(column).alias(column.name) for column in strings))

    return apply


def _rows(found: Callable[[Contents, Sequence[Sheet]], Rows]) -> Callable[[Sheet, Sequence[Sheet]], Sheet]:
    """A step that drops the rows it finds."""

    def apply(sheet: Sheet, others: Sequence[Sheet]) -> Sheet:
        gone = found(Contents(sheet), others)
        return kept(sheet, np.setdiff1d(np.arange(len(sheet)), gone))

    return apply


def kept(sheet: Sheet, rows: Rows) -> Sheet:
    """Some of a sheet's rows."""
    return replace(sheet, frame=sheet.frame[rows], places=sheet.places.take(rows))


def _empty(contents: Contents, _: Sequence[Sheet]) -> Rows:
    """Rows without content, and of a labelled sheet those without a label."""
    empty, labels, votes = contents.empty, contents.sheet.labels, contents.sheet.votes
    if votes is not None:
        empty = empty | (votes.list.len().fill_null(0) == 0)
    elif labels is not None:
        empty = empty | labels.is_null() | (labels == "").fill_null(True)
    return _where(empty)


def _duplicates(contents: Contents, _: Sequence[Sheet]) -> Rows:
    """Rows whose content and label an earlier row has; of sheets without labels, whose content one has."""
    rows, _firsts = repeated(contents)
    labels = contents.sheet.labels
    if labels is None:
        return rows
    keys = pl.DataFrame({"first": contents.firsts, "label": labels})
    again = keys.select(pl.struct("first", "label").is_first_distinct().not_()).to_series()
    return np.intersect1d(rows, _where(again))


def _near(contents: Contents, _: Sequence[Sheet]) -> Rows:
    """Rows that are nearly the same as an earlier one, and bear its label where there are labels."""
    rows, others = nearly_repeated(contents)
    labels = contents.sheet.labels
    if labels is None:
        return rows
    return rows[_where(labels.gather(rows).eq_missing(labels.gather(others)))]


def _leaked(contents: Contents, others: Sequence[Sheet]) -> Rows:
    """Rows that stand in another sheet, exactly or nearly."""
    if not others:
        raise DataError("drop-leaked was not told from what", remedy="Name the other split: --against FILE.")
    found = [np.zeros(0, np.int64)]
    for other in others:
        if (other.texts is None) != (contents.texts is None):
            raise DataError(
                "one of the files is of texts, the other is a table",
                where=other.places.files[0][1],
                remedy="Name a file like the one that is cleaned.",
            )
        exact, near = shared(Contents(other), contents)
        found += [exact[0], near[0]]
    return np.unique(np.concatenate(found))


def _conflicting(contents: Contents, _: Sequence[Sheet]) -> Rows:
    """All rows of a content that has several labels."""
    labels = contents.sheet.labels
    if labels is None:
        raise DataError(
            "drop-conflicting needs labels, and no column is one",
            where=contents.sheet.places.files[0][1],
            remedy="Name the column: --label COLUMN.",
        )
    _, firsts, _ = conflicting(contents, labels)
    return np.flatnonzero(np.isin(contents.firsts, contents.firsts[firsts]) & (contents.firsts >= 0))


def _where(mask: pl.Series) -> Rows:
    rows: Rows = mask.fill_null(False).arg_true().to_numpy().astype(np.int64)
    return rows


def _unchanged(sheet: Sheet, _: Sequence[Sheet]) -> Sheet:
    return sheet


STEPS: Mapping[str, Step] = {
    step.name: step
    for step in (
        Step("fix-encoding", "write UTF-8, without byte order mark and NUL", _unchanged, first=True),
        Step("trim", "take blanks off both ends of cells", _cells(lambda column: column.str.strip_chars())),
        Step(
            "normalise-unicode",
            "write characters in their composed form (NFC)",
            _cells(lambda column: column.str.normalize("NFC")),
        ),
        Step(
            "strip-controls",
            "take out control characters and such as do not show",
            _cells(lambda column: column.str.replace_all(CONTROLS, "")),
        ),
        Step("defuse-formulas", "put a quote before cells that a spreadsheet would run", _cells(defused)),
        Step("drop-empty", "drop rows without content or label", _rows(_empty)),
        Step("drop-duplicates", "drop copies of earlier rows with the same label", _rows(_duplicates)),
        Step("drop-near-duplicates", "drop near copies of earlier rows with the same label", _rows(_near)),
        Step("drop-leaked", "drop rows that stand, or nearly stand, in --against", _rows(_leaked)),
        Step("drop-conflicting", "drop all rows of a content that has several labels", _rows(_conflicting)),
    )
}
"""Every step, by its name."""


def steps_named(names: Sequence[str], path: str) -> tuple[Step, ...]:
    """The steps of these names, in their order; DataError for one that is unknown, there twice or out of turn."""
    for at, name in enumerate(names):
        if name not in STEPS:
            near = difflib.get_close_matches(name, STEPS, n=1)
            raise DataError(
                f"there is no step {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""),
                where=path,
                remedy=f"Steps are {', '.join(STEPS)}.",
            )
        if name in names[:at]:
            raise DataError(f"the step {name} is named twice", where=path, remedy="Name it once.")
        if STEPS[name].first and at:
            raise DataError(f"the step {name} must be the first", where=path, remedy="Put it before all others.")
    return tuple(STEPS[name] for name in names)
