"""What is found personal in the texts of a file, by kinds and places; what stands there is not kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from troth.data.publication.exposed import NAMED, places
from troth.data.publication.files import DataFile
from troth.progress import Progress, silent

_TOLD = 200  # cells between two notices

Find = Callable[[str], Iterable[str]]
"""From a text to the kinds of personal data in it, one for each finding."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked through, and found. cells: different ones. found: how often each kind, a cell counted as often as
    it is there. places: the first few rows of each kind, as `file:line`.
    """

    cells: int
    found: Mapping[str, int]
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def looked(file: DataFile, find: Find, *, progress: Progress = silent) -> Looked:
    """Look through every column of a file that holds text, but for labels; each different cell once."""
    found: Counter[str] = Counter()
    rows: dict[str, list[int]] = {}
    columns = _columns(file)
    frames = [_different(column) for column in columns]
    total, done = sum(map(len, frames)), 0
    for frame in frames:
        for text, first, count in frame.iter_rows():
            for kind, times in Counter(find(text)).items():
                found[kind] += times * count
                rows.setdefault(kind, []).append(first)
            done += 1
            if done % _TOLD == 0:
                progress(f"looking for personal data in {file.split}", done, total)
    first = {kind: places(file, sorted(set(at))[:NAMED]) for kind, at in sorted(rows.items())}
    return Looked(total, dict(sorted(found.items())), first)


def _columns(file: DataFile) -> list[pl.Series]:
    """Columns that hold text, however deep."""
    frame, roles = file.table.frame, file.source.columns
    labels = {roles.label, roles.tags, *roles.annotators}
    texts = [frame[name] for name in frame.columns if name not in labels]
    return [column if column.dtype == pl.String else _told_as_text(column) for column in texts if _has_text(column)]


def _has_text(column: pl.Series) -> bool:
    return column.dtype == pl.String or column.dtype.is_nested()


def _told_as_text(column: pl.Series) -> pl.Series:
    """Words of a sentence with blanks between them, anything deeper as JSON."""
    if isinstance(column.dtype, pl.List) and not column.dtype.inner.is_nested():
        return column.cast(pl.List(pl.String)).list.join(" ", ignore_nulls=True)
    cells = [None if cell is None else json.dumps(cell, ensure_ascii=False, default=str) for cell in column.to_list()]
    return pl.Series(column.name, cells, dtype=pl.String)


def _different(column: pl.Series) -> pl.DataFrame:
    """Each different cell that is not empty, its first row, and how often it is there."""
    frame = pl.DataFrame({"cell": column, "row": pl.int_range(len(column), eager=True)})
    filled = frame.filter(pl.col("cell").is_not_null() & (pl.col("cell").str.strip_chars() != ""))
    grouped = filled.group_by("cell", maintain_order=True)
    return grouped.agg(pl.col("row").first(), pl.len().alias("count"))
