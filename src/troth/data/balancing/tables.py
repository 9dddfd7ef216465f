"""A file of training rows balanced: written anew, whole or not at all, with a log of what was added and left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.alteration import SYNONYMS, Synonyms, words_alone
from troth.data.balancing.cells import Cells, Standing, cells_of, standing
from troth.data.balancing.copies import COPIES, changed
from troth.data.balancing.drawing import Drawn, Way, drawn
from troth.data.balancing.stored import write_rows
from troth.data.balancing.weights import Codes, Floats, balancing_weights, even_weights
from troth.data.formulas import formula_cells
from troth.data.places import Places
from troth.data.quality import Sheet
from troth.data.sealing.target import OPEN, appearing, digest_of
from troth.data.tables import writer_of
from troth.errors import DataError

WEIGHT = "weight"
"""The column that weights are written to."""
SEPARATED = (".csv", ".tsv")
LOG = ".balanced.json"
"""What is put to the target's name to name its log."""


class Rewording(Protocol):
    """What knows words that mean the same, and whether two texts do."""

    def of(self, words: Iterable[str]) -> Synonyms:
        """Of each of the words that has any, others in its place."""

    def alike(self, texts: Sequence[str], copies: Sequence[str]) -> NDArray[np.bool_]:
        """Of each text, whether its copy says the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done. way: None where copies alone are added. groups: the columns that cells are made by, with the
    label unless not `labelled`. copies: what is done to the text of added rows, one of COPIES, or None.
    """

    way: Way | None
    groups: tuple[str, ...] = ()
    labelled: bool = True
    copies: str | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Balanced:
    """What became of a table.

    digests: before, after. added: places of the rows that are there once more, in the order they follow the others in.
    altered: of how many of these the text was changed. removed: places of the rows that were left out. formulas: cells
    of the new file that begin as a formula does; 0 of other than separated values.
    """

    asked: Asked
    digests: tuple[str, str]
    before: Standing
    after: Standing
    added: tuple[str, ...]
    altered: int
    removed: tuple[str, ...]
    formulas: int = 0

    def to_json(self) -> str:
        """As the log beside the target: format 1."""
        return json.dumps({"balanced": 1, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"


def log_beside(table: Path) -> Path:
    """The file that says how a table was balanced."""
    return table.with_name(table.name + LOG)


def balance_sheet(
    sheet: Sheet,
    target: Path,
    asked: Asked,
    *,
    rewording: Rewording | None = None,
    source: Path | None = None,
    mode: int = OPEN,
) -> Balanced:
    """Write a sheet's rows again, balanced, with a log beside it; rows that are added follow the others.

    rewording: for copies by synonyms. source: the file that the sheet was read from, whose values keep their types in
    Parquet and JSON lines; without it they are as the sheet has them. mode: of the file. Raises DataError for what
    cannot be balanced so, a sheet without texts where copies are asked for, a name that is taken, and a format that
    cannot hold the table; then nothing is written.
    """
    writer_of(target)
    _check(sheet, asked, target)
    cells = cells_of(sheet, asked.groups, labelled=asked.labelled)
    weights = _weights(cells)
    chosen, new, altered = _chosen(sheet, cells, weights, asked, rewording)
    frame, rows = pl.concat([sheet.frame[chosen.kept], new]), np.concatenate([chosen.kept, chosen.again])
    if asked.way == "reweigh":
        frame = frame.with_columns(pl.Series(WEIGHT, weights.round(6)))
    with appearing(log_beside(target), mode=mode) as log, appearing(target, mode=mode) as out:
        write_rows(frame, rows, sheet, source, target, out)
        made = Balanced(
            asked,
            (sheet.digest, digest_of(out)),
            standing(cells),
            standing(cells.take(rows), weights[rows] if asked.way == "reweigh" else None),
            _named(sheet.places, chosen.again),
            altered,
            _named(sheet.places, np.setdiff1d(np.arange(len(sheet)), chosen.kept)),
            formula_cells(frame) if target.suffix.lower() in SEPARATED else 0,
        )
        log.write(made.to_json().encode())
    return made


def _chosen(
    sheet: Sheet, cells: Cells, weights: Floats, asked: Asked, rewording: Rewording | None
) -> tuple[Drawn, pl.DataFrame, int]:
    """The rows that stay and those that are added, the latter as they are written, and how many of them are altered."""
    if asked.way is not None:
        chosen = drawn(asked.way, cells.codes, weights, asked.seed)
        new, differ = _added(sheet, chosen.again, asked, rewording)
        return chosen, new, int(differ.sum())
    rows = np.arange(len(sheet))
    new, differ = _added(sheet, rows, asked, rewording)
    return Drawn(rows, rows[differ]), new.filter(pl.Series(differ)), int(differ.sum())


def _weights(cells: Cells) -> Floats:
    """By groups and labels where there are both, else so that every cell has the same mass."""
    codes = cells.codes
    if not (cells.group_names and cells.label_names):
        return even_weights(codes)
    return balancing_weights(np.where(codes >= 0, cells.groups, -1), np.maximum(cells.labels, 0))


def _added(
    sheet: Sheet, rows: Codes, asked: Asked, rewording: Rewording | None
) -> tuple[pl.DataFrame, NDArray[np.bool_]]:
    """Some rows with their texts altered as asked, and which of them are."""
    frame, name = sheet.frame[rows], sheet.roles.text
    if asked.copies is None or name is None:
        return frame, np.zeros(len(rows), dtype=bool)
    texts = frame[name].fill_null("").to_list()
    if asked.copies != SYNONYMS:
        found = changed(texts, asked.copies, asked.seed)
    else:
        assert rewording is not None
        known = rewording.of(word for text in texts for word in words_alone(text))
        found = changed(texts, asked.copies, asked.seed, synonyms=known, alike=rewording.alike)
    new = pl.Series(name, found.texts, dtype=pl.String)
    return frame.with_columns(pl.when(frame[name].is_null()).then(None).otherwise(new).alias(name)), found.differ


def _named(places: Places, rows: Codes) -> tuple[str, ...]:
    return tuple(places.of(int(row)) for row in rows)


def _check(sheet: Sheet, asked: Asked, target: Path) -> None:
    for path in (target, log_beside(target)):
        if path.exists() or path.is_symlink():
            raise DataError("is there already, and was left as it is", where=str(path), remedy="Name another file.")
    if sheet.roles.tags:
        raise DataError(
            "holds sentences with a tag for each word, which have no label or group of their own",
            where=sheet.name,
            remedy="Balance tables and texts with labels.",
        )
    if asked.way == "reweigh" and WEIGHT in sheet.frame.columns:
        raise DataError(f"has a column {WEIGHT!r} already", where=sheet.name, remedy="Rename it, or take another way.")
    if asked.copies is None and asked.way is None:
        raise DataError("nothing is asked for", where=sheet.name, remedy="Name a way, or what copies are to be.")
    if asked.copies is None:
        return
    if asked.copies not in COPIES:
        raise DataError(f"knows no copies {asked.copies!r}", where=sheet.name, remedy=f"Known: {', '.join(COPIES)}.")
    if asked.way in ("reweigh", "under"):
        raise DataError(
            f"{asked.way} adds no rows whose text could be altered",
            where=sheet.name,
            remedy="Take `over` or `resample`, or copies alone.",
        )
    if sheet.roles.text is None:
        raise DataError("has no column of texts", where=sheet.name, remedy="Name it: --text NAME, or in the charter.")
