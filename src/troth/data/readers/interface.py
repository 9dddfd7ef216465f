"""What a reader takes and what it gives: one file in, one raw table out, every row with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from troth.data.places import Places
from troth.standard import Columns, Format, TaskKind


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: what the charter says of the file, and which part of a folder of several is wanted.

    kind: of the task, or None while only looking. split: `train`, `validation` or `test`.
    """

    format: Format = field(default_factory=Format)
    columns: Columns = field(default_factory=Columns)
    kind: TaskKind | None = None
    split: str = "train"


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it stands, before any column has a role.

    frame: strings, numbers, or lists of these, null where there is nothing. digest: `sha256:<hex>` of the file's bytes
    as stored. reader: of the table of readers. repeated: column names that the file has more than once; the second
    became `name_2`. read_as: what was found out about the file, as keys and values of a charter's format block.
    """

    frame: pl.DataFrame
    places: Places
    digest: str
    reader: str
    repeated: tuple[str, ...] = ()
    read_as: dict[str, str | bool | list[str]] = field(default_factory=dict)


Reader = Callable[[Path, Reading], Table]
