"""A file again with what is personal in it replaced: columns of a table, cell by cell, or a text, as it streams by.

What is personal, and what takes its place, comes from outside (`troth.personal`): this room knows tables and files. The
source is never written to; the target appears whole or not at all, with a log of digests and counts beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

from troth.data.formulas import formula_cells
from troth.data.readers.files import opened
from troth.data.sealing.target import appearing, mode_like
from troth.data.tables import read_table, separator_of, writer_of
from troth.errors import DataError
from troth.progress import Progress, silent

TEXTS = (".txt", ".text", ".md", ".log", ".eml")
"""Endings of files that are text and no table."""

LOG = ".anonymised.json"
"""What is put to the target's name to name its log."""

_PIECE = 1 << 20  # characters of a text read at once
_TOLD = 1000  # cells between two notices

Change = Callable[[pl.Series], Callable[[str], tuple[str, Counter[str]]]]
"""From a column to what makes of each of its texts what it becomes, and how many findings of each kind it replaced."""


class TextStream(Protocol):
    """A text that comes in pieces, and leaves changed."""

    def feed(self, piece: str) -> str:
        """What can leave now."""

    def end(self) -> str:
        """The rest."""


@dataclass(frozen=True, slots=True)
class Anonymised:
    """What was done. before, after: digests of the files. columns: that were looked through; none of a text. cells: how
    many were changed. replaced: how many findings of each kind; of a stream, not known. how: the operator's name.
    formulas: cells of the new table that begin as a formula does. changed, filled: of each column how many cells were
    changed, and how many are not empty.
    """

    before: str
    after: str
    columns: tuple[str, ...]
    rows: int
    cells: int
    replaced: dict[str, int]
    how: str
    formulas: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> str:
        """As the log beside the target: format 1."""
        return json.dumps({"format": 1, **asdict(self)}, ensure_ascii=False, indent=2) + "\n"


def is_text(path: Path) -> bool:
    """Whether a file's name says that it is text and no table."""
    return path.suffix.lower() in TEXTS


def anonymise_table(
    source: Path,
    target: Path,
    columns: Sequence[str],
    change: Change,
    *,
    how: str,
    secret: bool = False,
    progress: Progress = silent,
) -> Anonymised:
    """Write a table again with some of its columns changed.

    secret: whether only the owner may read the result. Raises DataError where a column is missing or holds no text,
    something is at the target already, or either file cannot be read or written; then nothing is written.
    """
    table, write = read_table(source), writer_of(target)
    _check(table.frame, columns, source)
    counts: Counter[str] = Counter()
    frame, done = table.frame, 0
    changed, filled = dict.fromkeys(columns, 0), dict.fromkeys(columns, 0)
    for column in columns:
        cells: list[str | None] = []
        change_cell = change(frame[column])
        for value in frame[column].to_list():
            text, found = (None, Counter[str]()) if value is None else change_cell(value)
            cells.append(text)
            counts += found
            changed[column] += text != value
            filled[column] += bool(value and value.strip())
            done += 1
            if done % _TOLD == 0:
                progress("anonymise", done, len(frame) * len(columns))
        frame = frame.with_columns(pl.Series(column, cells, dtype=pl.String))
    with appearing(target, mode=mode_like(source, private=secret)) as out:
        write(frame, out, separator_of(table))
    replaced = dict(sorted(counts.items()))
    digests, many = (digest(source), digest(target)), sum(changed.values())
    formulas = formula_cells(frame)
    told = Anonymised(*digests, tuple(columns), len(frame), many, replaced, how, formulas, changed, filled)
    _log(target, told, mode_like(source))
    return told


def anonymise_text(
    source: Path, target: Path, stream: TextStream, *, how: str, secret: bool = False, progress: Progress = silent
) -> Anonymised:
    """Write a text again as a stream changes it, in bounded memory. Raises DataError where it is no UTF-8, too."""
    with opened(source) as file, appearing(target, mode=mode_like(source, private=secret)) as out:
        held, read = b"", 0
        while block := file.read(_PIECE):
            text, held = _decoded(held + block, source, read - len(held))
            read += len(block)
            out.write(stream.feed(text).encode())
            progress("anonymise", read, None)
        if held:
            raise _no_text(source, read - len(held))
        out.write(stream.end().encode())
    told = Anonymised(digest(source), digest(target), (), 0, 0, {}, how)
    _log(target, told, mode_like(source))
    return told


def digest(path: Path) -> str:
    """`sha256:` and the digest of a file's bytes."""
    with opened(path) as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"  # type: ignore[arg-type]


def _check(frame: pl.DataFrame, columns: Sequence[str], source: Path) -> None:
    for column in columns:
        if column not in frame.columns:
            raise DataError(
                f"has no column {column!r}",
                where=str(source),
                remedy=f"Its columns: {', '.join(frame.columns[:12])}{' …' if len(frame.columns) > 12 else ''}.",
            )
        if frame[column].dtype != pl.String:
            raise DataError(
                f"the column {column!r} holds no text", where=str(source), remedy="Name columns that hold text."
            )


def _decoded(content: bytes, source: Path, first: int) -> tuple[str, bytes]:
    """The text of some bytes, and those at the end that are part of a character."""
    try:
        return content.decode(), b""
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            raise _no_text(source, first + error.start) from None
        return content[: error.start].decode(), content[error.start :]


def _no_text(source: Path, place: int) -> DataError:
    return DataError(
        f"is no text in UTF-8 from byte {place:,} on", where=str(source), remedy="Write it in UTF-8, or name a table."
    )


def _log(target: Path, told: Anonymised, mode: int) -> None:
    with appearing(target.with_name(target.name + LOG), mode=mode, replace=True) as out:
        out.write(told.to_json().encode())
