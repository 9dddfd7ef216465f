"""What is found personal in a file, by columns, kinds and places; what stands there is not kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

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
class Found:
    """Findings of one kind in one column. column: None of what stands beside the cells. count: how many, a cell
    counted as often as it is there. cells: in how many, 0 beside them. places: the first few, as `file:line`, or what
    of the file it is.
    """

    column: str | None
    kind: str
    count: int
    cells: int
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked through, and found, column by column. cells: different ones. codes: columns of short codes, in
    which names are not looked for.
    """

    cells: int
    parts: tuple[Found, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def found(self) -> Mapping[str, int]:
        """How often each kind was found."""
        return dict(sorted(sum((Counter({one.kind: one.count}) for one in self.parts), Counter[str]()).items()))


def looked(file: DataFile, find: Find, *, progress: Progress = silent) -> Looked:
    """Look through every column of a file that holds text, labels too, and through what is in it beside its cells.

    Each different cell is looked at once, with what its column says of it.
    """
    frames = _frames(file)
    total, done, found = sum(len(frame) for _, frame in frames), 0, list[Found]()
    hints = {name: hint_of(file.table.frame[name]) for name, _ in frames}
    for name, frame in frames:
        counts, cells, rows = Counter[str](), Counter[str](), dict[str, list[int]]()
        for text, first, count in frame.iter_rows():
            for kind, times in Counter(find(text, hints[name])).items():
                counts[kind] += times * count
                cells[kind] += count
                rows.setdefault(kind, []).append(first)
            done += 1
            if done % _TOLD == 0:
                progress(f"looking for personal data in {file.split}", done, total)
        found += [
            Found(name, kind, counts[kind], cells[kind], places(file, sorted(set(rows[kind]))[:NAMED]))
            for kind in sorted(counts)
        ]
    codes = tuple(name for name, hint in hints.items() if hint.codes)
    return Looked(total, (*found, *_beside(file, find)), codes)


def together(looks: Iterable[Looked]) -> tuple[Found, ...]:
    """What was found in several files, a column of one name being one, those of the first file first."""
    made: dict[tuple[str | None, str], Found] = {}
    for one in (part for look in looks for part in look.parts):
        was = made.get((one.column, one.kind), Found(one.column, one.kind, 0, 0))
        count, cells = was.count + one.count, was.cells + one.cells
        made[one.column, one.kind] = Found(one.column, one.kind, count, cells, (*was.places, *one.places)[:NAMED])
    columns = list(dict.fromkeys(column for column, _ in made))
    return tuple(sorted(made.values(), key=lambda one: (one.column is None, columns.index(one.column))))


def _beside(file: DataFile, find: Find) -> Iterator[Found]:
    """What is found beside the cells, by kind."""
    there: dict[str, list[str]] = {}
    for where, text in asides(file):
        for kind in find(text, Hint()):
            there.setdefault(kind, []).append(where)
    for kind, where_it_is in sorted(there.items()):
        yield Found(None, kind, len(where_it_is), 0, tuple(dict.fromkeys(where_it_is))[:NAMED])


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
