"""What is found personal in a file, by kinds and places; what stands there is not kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from troth.data.hints import Hint, hint_of
from troth.data.publication.asides import asides, untagged
from troth.data.publication.exposed import NAMED, places
from troth.data.publication.files import DataFile
from troth.progress import Progress, silent

_TOLD = 200  # cells between two notices

Find = Callable[[str, Hint], Iterable[str]]
"""From a text, and what its column says of it, to the kinds of personal data in it, one for each finding."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked through, and found. cells: different ones. found: how often each kind, a cell counted as often as
    it is there. places: the first few of each kind, as `file:line`, or what of the file it is.
    """

    cells: int
    found: Mapping[str, int]
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def looked(file: DataFile, find: Find, *, progress: Progress = silent) -> Looked:
    """Look through every column of a file that holds text, labels too, and through what is in it beside its cells.

    Each different cell is looked at once, the name of its column beside it.
    """
    found: Counter[str] = Counter()
    rows: dict[str, list[int]] = {}
    beside: dict[str, list[str]] = {}
    frames, others = _frames(file), list(asides(file))
    total, done = sum(len(frame) for _, frame in frames), 0
    for where, text in others:
        for kind in find(text, Hint()):
            found[kind] += 1
            beside.setdefault(kind, []).append(where)
    for name, frame in frames:
        hint = hint_of(file.table.frame[name])
        for text, first, count in frame.iter_rows():
            for kind, times in Counter(find(text, hint)).items():
                found[kind] += times * count
                rows.setdefault(kind, []).append(first)
            done += 1
            if done % _TOLD == 0:
                progress(f"looking for personal data in {file.split}", done, total)
    first = {
        kind: (*dict.fromkeys(beside.get(kind, [])), *places(file, sorted(set(rows.get(kind, [])))[:NAMED]))[:NAMED]
        for kind in sorted(found)
    }
    return Looked(total, dict(sorted(found.items())), first)


def _frames(file: DataFile) -> list[tuple[str, pl.DataFrame]]:
    """The different cells of every column that holds text, however deep, with its name; of tags what they name."""
    frame = file.table.frame
    tags = {file.source.columns.tags, "tags" if file.table.reader == "conll" else None}
    found = []
    for name in frame.columns:
        column = frame[name]
        if name in tags:
            found.append((name, _different(_flat(column))))
        elif _has_text(column):
            text = column if column.dtype == pl.String else _told_as_text(column)
            cells = pl.DataFrame({"cell": text, "row": pl.int_range(len(text), eager=True)})
            found.append((name, _different(cells)))
    return found


def _flat(tags: pl.Series) -> pl.DataFrame:
    """Every tag with its row, in words."""
    frame = pl.DataFrame({"cell": tags, "row": pl.int_range(len(tags), eager=True)})
    frame = frame.explode("cell") if isinstance(tags.dtype, pl.List) else frame
    words = {tag: untagged(tag) for tag in frame["cell"].cast(pl.String).drop_nulls().unique().to_list()}
    return frame.with_columns(pl.col("cell").cast(pl.String).replace(words))


def _has_text(column: pl.Series) -> bool:
    return column.dtype == pl.String or column.dtype.is_nested()


def _told_as_text(column: pl.Series) -> pl.Series:
    """Words of a sentence with blanks between them, anything deeper as JSON."""
    if isinstance(column.dtype, pl.List) and not column.dtype.inner.is_nested():
        return column.cast(pl.List(pl.String)).list.join(" ", ignore_nulls=True)
    cells = [None if cell is None else json.dumps(cell, ensure_ascii=False, default=str) for cell in column.to_list()]
    return pl.Series(column.name, cells, dtype=pl.String)


def _different(frame: pl.DataFrame) -> pl.DataFrame:
    """Each different cell that is not empty, its first row, and how often it is there. frame: columns cell and row."""
    filled = frame.filter(pl.col("cell").is_not_null() & (pl.col("cell").str.strip_chars() != ""))
    grouped = filled.group_by("cell", maintain_order=True)
    return grouped.agg(pl.col("row").first(), pl.len().alias("count"))
