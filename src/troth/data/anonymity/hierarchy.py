"""A hierarchy of categories: for each value what it is part of, and that in turn, up to all.

>>> towns = Hierarchy.of([["Berne", "Switzerland", "Europe"], ["Basle", "Switzerland", "Europe"], ["Oslo", "Norway", "Europe"]])
>>> towns.paths(["Oslo"], "town")
[('*', 'Europe', 'Norway', 'Oslo')]
"""  # noqa: E501

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from troth.data.readers.files import check
from troth.errors import DataError
from troth.plural import are, counted

ALL = "*"
"""What is written where nothing is left of a cell."""

_LONGEST = 64 * 1024 * 1024  # bytes of a file


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Paths from the top to each value; all of one length. leaves: how many values lie below each node."""

    by_value: dict[str, tuple[str, ...]]
    leaves: Counter[tuple[int, str]] = field(repr=False)

    @classmethod
    def of(cls, lines: Sequence[Sequence[str]], where: str | None = None) -> Hierarchy:
        """A hierarchy of lines `value, what it is part of, …`; raises DataError for lines that make no tree."""
        by_value: dict[str, tuple[str, ...]] = {}
        above: dict[tuple[int, str], tuple[str, ...]] = {}
        for number, line in enumerate(lines, 1):
            path = (ALL, *reversed([cell.strip() for cell in line if cell.strip() != ALL]))
            place = f"{where or 'hierarchy'}:{number}"
            if len(path) != len(next(iter(by_value.values()), path)) or path[-1] in by_value or "" in path:
                raise DataError(
                    "is no line of a hierarchy: it is longer or shorter than others, or its value was there before",
                    where=place,
                    remedy="Give each value one line: the value, what it is part of, and so on, as many as the others.",
                )
            for depth in range(1, len(path)):
                if above.setdefault((depth, path[depth]), path[:depth]) != path[:depth]:
                    raise DataError(
                        f"{path[depth]!r} is part of two things", where=place, remedy="Give each its own name."
                    )
            by_value[path[-1]] = path
        if not by_value:
            raise DataError("holds no hierarchy", where=where, remedy="Give each value a line.")
        return cls(by_value, Counter(node for path in by_value.values() for node in enumerate(path)))

    def paths(self, values: Sequence[str], column: str) -> list[tuple[str, ...]]:
        """The path of each value; raises DataError where one has none. It tells how many, and no value."""
        unknown = sum(value not in self.by_value for value in values)
        if unknown:
            raise DataError(
                f"{counted(unknown, 'value')} of the column {column!r} {are(unknown)} not in its hierarchy",
                remedy="Add a line for each; missing cells are called (missing).",
            )
        return [self.by_value[value] for value in values]

    def penalty(self, depth: int, name: str) -> float:
        """What is lost where a value becomes this node: 0 for a value itself, 1 for all."""
        return (self.leaves[depth, name] - 1) / max(len(self.by_value) - 1, 1)


def read_hierarchy(path: Path) -> Hierarchy:
    """Read a CSV file without a header, a line for each value, with commas or semicolons between levels."""
    check(path)
    try:
        if path.stat().st_size > _LONGEST:
            raise DataError("is too long for a hierarchy", where=str(path), remedy="Name another file.")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise DataError(f"cannot be read: {why}", where=str(path), remedy="Name a CSV file.") from error
    separator = ";" if ";" in text.partition("\n")[0] else ","
    try:
        lines = [line for line in csv.reader(text.splitlines(), delimiter=separator) if line]
    except csv.Error as error:
        raise DataError(f"is not separated values: {error}", where=str(path), remedy="Name a CSV file.") from error
    return Hierarchy.of(lines, str(path))
