"""The named steps of cleaning: of bytes, of cells, of rows, of columns.

A step looks at nothing but the sheet (and what is named beside it), so the same file and steps give the same bytes.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from troth.data.cleaning import cells, rows
from troth.data.cleaning.mojibake import repaired
from troth.data.formulas import defused
from troth.data.near import NEAR
from troth.data.quality import Sheet
from troth.data.quality.contents import Contents
from troth.data.quality.interface import Rows
from troth.data.quality.outliers import LIMIT
from troth.data.spellings import unified
from troth.errors import DataError
from troth.standard import TEXT, TaskKind


@dataclass(frozen=True, slots=True)
class Beside:
    """What steps are told besides the sheet. against: sheets that rows may have leaked into. listed: lines of rows that
    a list names, None where there is no list. labels: spellings that are kept, where labels are made one. sources: of
    these, by the step's name, as the log tells them."""

    against: tuple[Sheet, ...] = ()
    listed: frozenset[int] | None = None
    labels: tuple[str, ...] = ()
    sources: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


Cells = Callable[[pl.Series], pl.Series]


@dataclass(frozen=True, slots=True)
class Step:
    """One step. what: it does, in words. One of `cells`, `labels`, `rows` and `columns` does it; none where it is of
    the bytes.

    cells: a column of strings made anew. labels: the column of labels made anew. rows: the numbers of those that go.
    columns: the names of those that go. separated: whether it is of separated values alone. settings: what the log
    tells besides the name.
    """

    name: str
    what: str
    cells: Cells | None = None
    labels: Callable[[pl.Series, Beside], pl.Series] | None = None
    rows: Callable[[Contents, Beside], Rows] | None = None
    columns: Callable[[Sheet], tuple[str, ...]] | None = None
    separated: bool = False
    settings: Mapping[str, float] = field(default_factory=dict)

    def changed(self, column: pl.Series, beside: Beside) -> pl.Series:
        """A column of strings as this step on cells, or on labels, writes it."""
        if self.labels is not None:
            return self.labels(column, beside)
        return column if self.cells is None else self.cells(column)

    @property
    def of_bytes(self) -> bool:
        """Whether it is of the file's bytes, and must be the first."""
        return self.cells is None and self.labels is None and self.rows is None and self.columns is None


def _suspected(contents: Contents, beside: Beside) -> Rows:
    if beside.listed is None:
        raise DataError(
            "drop-suspects was not told which",
            remedy="Name what `troth data describe --list FILE` wrote, without the rows that are right: --list FILE.",
        )
    found: Rows = np.flatnonzero(np.isin(contents.sheet.places.lines, np.array(sorted(beside.listed), np.int64)))
    return found


def _alone(find: Callable[[Contents], Rows]) -> Callable[[Contents, Beside], Rows]:
    return lambda contents, _: find(contents)


STEPS: Mapping[str, Step] = {
    step.name: step
    for step in (
        Step("fix-encoding", "write UTF-8 without a byte order mark"),
        Step("repair-mojibake", "repair cells that were encoded as UTF-8 twice", repaired),
        Step("normalise-unicode", "write characters in their composed form (NFC)", cells.composed),
        Step("strip-controls", "take out control characters and such as do not show", cells.without_controls),
        Step("trim", "take blanks off both ends of cells", cells.trimmed),
        Step("single-blanks", "make runs of blanks inside cells one blank", cells.single_blanks),
        Step("defuse-formulas", "put a quote before cells that a spreadsheet would run", defused, separated=True),
        Step(
            "unify-labels",
            "write labels that differ only in case or blanks as their commonest spelling",
            labels=lambda column, beside: unified(column, beside.labels),
        ),
        Step("drop-empty", "drop rows without content or label", rows=_alone(rows.empty)),
        Step("drop-duplicates", "drop copies of earlier rows with the same label", rows=_alone(rows.copies)),
        Step(
            "drop-near-duplicates",
            "drop near copies of earlier rows with the same label",
            rows=_alone(rows.near_copies),
            settings={"jaccard": NEAR},
        ),
        Step(
            "drop-leaked",
            "drop rows that stand, or nearly stand, in another split",
            rows=lambda contents, beside: rows.leaked(contents, beside.against),
            settings={"jaccard": NEAR},
        ),
        Step("drop-conflicting", "drop all rows of a content that has several labels", rows=_alone(rows.conflicting)),
        Step("keep-majority", "of such a content keep the rows of its commonest label", rows=_alone(rows.outvoted)),
        Step(
            "drop-outliers",
            "drop texts of odd length, or rows with a number far from the others",
            rows=_alone(rows.far_out),
            settings={"modified_z": LIMIT},
        ),
        Step("drop-suspects", "drop rows that a list of `describe` suspects of a wrong label", rows=_suspected),
        Step("drop-constant-columns", "drop columns that say nothing", columns=rows.constant_columns),
    )
}
"""Every step, by its name, in the order in which they do best."""

HARMLESS = ("fix-encoding", "repair-mojibake", "normalise-unicode", "strip-controls", "trim", "drop-empty")


def defaults(kind: TaskKind) -> tuple[str, ...]:
    """The steps where none is named: such as change no meaning, and of texts with labels copies dropped.

    Rows of a table may be alike and each a case of its own; sentences of a newspaper repeat: both keep their copies.
    """
    return (*HARMLESS, "drop-duplicates") if kind == TEXT else HARMLESS


def steps_named(names: Sequence[str]) -> tuple[Step, ...]:
    """The steps of these names, in their order; DataError for one that is unknown, there twice or out of turn."""
    for at, name in enumerate(names):
        if name not in STEPS:
            near = difflib.get_close_matches(name, STEPS, n=1)
            raise DataError(
                f"there is no step {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""),
                remedy=f"Steps are {', '.join(STEPS)}.",
            )
        if name in names[:at]:
            raise DataError(f"the step {name} is named twice", remedy="Name it once.")
        if STEPS[name].of_bytes and at:
            raise DataError(f"the step {name} must be the first", remedy="Name it before all others.")
    if not names:
        raise DataError("no step is named", remedy=f"Steps are {', '.join(STEPS)}.")
    return tuple(STEPS[name] for name in names)
