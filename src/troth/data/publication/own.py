"""The charter's own files, read where they are needed: what replaces one of them is held against all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from troth.data.publication.pieces import pieces
from troth.data.readers import Reading, Table, read
from troth.standard import Source, TaskKind


@dataclass(frozen=True)
class Own:
    """Files by their splits, each with how the charter says that it is read. Nothing is read twice."""

    kind: TaskKind
    files: Mapping[str, tuple[Source, Path]]
    _tables: dict[str, Table] = field(default_factory=dict, repr=False, compare=False)
    _values: dict[str, pl.Series] = field(default_factory=dict, repr=False, compare=False)

    def read(self, split: str, path: Path) -> Table:
        """A file as the charter says that this split is read. Raises DataError where it cannot be."""
        source, _ = self.files[split]
        return read(str(path), Path(), Reading(source.format, source.columns, self.kind, split))

    def table(self, split: str) -> Table:
        """The charter's own file of a split. Raises DataError where it cannot be read."""
        if split not in self._tables:
            self._tables[split] = self.read(split, self.files[split][1])
        return self._tables[split]

    def tables(self) -> Iterator[Table]:
        """Every file that is there: of one that is not, nothing can be published."""
        return (self.table(split) for split, (_, path) in self.files.items() if path.is_file())

    def values(self, column: str) -> pl.Series:
        """What stands in a column of any of the files, as `pieces` tells it, each once; never an empty string."""
        if column not in self._values:
            there = [table.frame[column] for table in self.tables() if column in table.frame.columns]
            told = [pieces(one)["piece"].unique() for one in there]
            whole = pl.concat([pl.Series("piece", [], dtype=pl.String), *told]).unique()
            self._values[column] = whole.filter(whole != "")
        return self._values[column]
