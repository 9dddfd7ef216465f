"""Rows counted once: who is in which group, what was true, what was predicted.

Every fraction a charter may name (accuracy, recall, selection rate, …) and every gap between groups is a function of
one contingency table, group × truth × prediction. A million rows are passed over once; all that follows works on the
table, at a cost that no longer depends on the number of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from troth.measures.denominators import distinct

Integers = npt.NDArray[np.int64]

ALL = "all rows"


@dataclass(frozen=True, slots=True)
class Groups:
    """Which rows belong to which groups; a row may be in none, one or several.

    names: the groups. rows, codes: equally long; row `rows[i]` (0-based, ascending) is in group `codes[i]`. total: how
    many rows the data has, members or not. optional: whether a row may rightly be in none, as where a list names who
    is spoken of; without it, a row in none is one whose group is not known.
    """

    names: tuple[str, ...]
    rows: Integers
    codes: Integers
    total: int
    optional: bool = False

    @classmethod
    def of(
        cls, values: Sequence[str | Sequence[str] | None], names: Sequence[str] | None = None, prefix: str = ""
    ) -> Groups:
        """Groups from one value a row: a name, a list of names, or None for no group.

        names: the groups that must exist, also where no row is in one; without it, those found, sorted. prefix: put
        before each name, as in `sex=`. Lists make it `optional`.
        """
        optional = any(v is not None and not isinstance(v, str) for v in values)
        lists = [[] if v is None else [v] if isinstance(v, str) else sorted(set(v)) for v in values]
        known = tuple(names) if names is not None else tuple(sorted({name for row in lists for name in row}))
        code = {name: i for i, name in enumerate(known)}
        pairs = [(r, code[name]) for r, row in enumerate(lists) for name in row if name in code]
        both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return cls(tuple(prefix + name for name in known), both[:, 0], both[:, 1], len(lists), optional)

    @classmethod
    def from_codes(cls, codes: npt.ArrayLike, names: Sequence[str]) -> Groups:
        """Groups from one code a row, such as a categorical column's; a negative code is no group."""
        array = np.asarray(codes, dtype=np.int64)
        if len(array) and int(array.min()) >= 0:
            return cls(tuple(names), np.arange(len(array), dtype=np.int64), array, len(array))
        rows = np.flatnonzero(array >= 0)
        return cls(tuple(names), rows, array[rows], len(array))

    @classmethod
    def cross(cls, *groups: Groups) -> Groups:
        """The intersections: every combination of one group from each, named `a & b`, also where nobody is in it."""
        if not groups:
            raise ValueError("nothing to cross; name at least one grouping")
        result = groups[0]
        for other in groups[1:]:
            result = _cross(result, other)
        return result

    def take(self, rows: npt.ArrayLike) -> Groups:
        """The groups of some of the rows, renumbered from 0 in the order given."""
        chosen = np.asarray(rows, dtype=np.int64)
        start = np.searchsorted(self.rows, chosen, side="left")
        length = np.searchsorted(self.rows, chosen, side="right") - start
        index = _ranges(start, length)
        return Groups(
            self.names, np.repeat(np.arange(len(chosen)), length), self.codes[index], len(chosen), self.optional
        )

    def members(self, group: int) -> Integers:
        """The rows of one group, ascending."""
        found: Integers = self.rows[self.codes == group]
        return found

    def alone(self) -> npt.NDArray[np.bool_]:
        """Whether each row is in no group: [total]."""
        alone = np.ones(self.total, bool)
        alone[self.rows] = False
        return alone

    def sizes(self) -> Integers:
        """How many rows each group has."""
        sizes: Integers = np.bincount(self.codes, minlength=len(self.names)).astype(np.int64)
        return sizes


def _cross(a: Groups, b: Groups) -> Groups:
    if a.total != b.total:
        raise ValueError(f"groupings of {a.total} and {b.total} rows cannot be crossed")
    names, optional = distinct([f"{x} & {y}" for x in a.names for y in b.names]), a.optional or b.optional
    if len(a.rows) == len(b.rows) == a.total and np.array_equal(a.rows, b.rows):  # one group each: nothing to join
        return Groups(names, a.rows, a.codes * len(b.names) + b.codes, a.total, optional)
    start = np.searchsorted(b.rows, a.rows, side="left")
    length = np.searchsorted(b.rows, a.rows, side="right") - start
    codes = np.repeat(a.codes, length) * len(b.names) + b.codes[_ranges(start, length)]
    return Groups(names, np.repeat(a.rows, length), codes, a.total, optional)


def _ranges(start: Integers, length: Integers) -> Integers:
    """The concatenation of `start[i] … start[i] + length[i] - 1`."""
    ends = np.cumsum(length)
    offset = np.repeat(start - (ends - length), length)
    result: Integers = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64) + offset
    return result


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of rows by group, truth and prediction.

    labels: K names. groups: G names (none when the data is not grouped). overall: [K, K], truth × prediction, of every
    row. counts: [G, K, K], of the rows of each group. missing: rows left out because truth or prediction was missing.
    ungrouped: rows counted that are in no group though each should be in one (see `Groups.optional`). extra: the last
    so many labels are predictions only, no label of the data: each is an error, and none is averaged over or compared.
    clusters: the same counts by document where rows err together, or None.
    """

    labels: tuple[str, ...]
    groups: tuple[str, ...]
    overall: Integers
    counts: Integers
    missing: int = 0
    ungrouped: int = 0
    extra: int = 0
    clusters: Clusters | None = None

    @classmethod
    def count(
        cls,
        truth: npt.ArrayLike,
        prediction: npt.ArrayLike,
        labels: Sequence[str],
        groups: Groups | None = None,
        *,
        extra: int = 0,
        documents: npt.ArrayLike | None = None,
    ) -> Table:
        """Count codes into `labels`, one pass; a negative code is missing and its row is left out, and counted as such.

        extra: how many of the last labels are no labels of the data. documents: the document of each row, where rows of
        one err together. Raises ValueError where these are not equally long, or a code has no label.
        """
        t, p = np.asarray(truth, dtype=np.int64), np.asarray(prediction, dtype=np.int64)
        k = len(labels)
        if t.shape != p.shape or t.ndim != 1 or (groups is not None and groups.total != len(t)):
            raise ValueError("truth, prediction and groups must describe the same rows")
        if len(t) and max(int(t.max()), int(p.max())) >= k:
            raise ValueError(f"a code is beyond the {k} labels")
        if extra and len(t) and int(t.max()) >= k - extra:
            raise ValueError(f"a row's truth is one of the {extra} labels that are predictions only")
        cells = t * k + p
        gone = (t < 0) | (p < 0)
        missing = int(np.count_nonzero(gone))
        if missing:
            cells[gone] = -1
        overall = np.bincount(cells[~gone] if missing else cells, minlength=k * k)
        names: tuple[str, ...] = ()
        counts = np.zeros((0, k, k), np.int64)
        if groups is not None:
            names, counts = groups.names, _count_groups(cells, groups, k, missing > 0)
        alone = 0 if groups is None or groups.optional else int(np.count_nonzero(groups.alone() & (cells >= 0)))
        clusters = None
        if groups is not None and documents is not None:
            clusters = Clusters.count(cells, np.asarray(documents), groups, k)
        table = overall.reshape(k, k).astype(np.int64)
        return cls(tuple(labels), names, table, counts, missing, alone, extra, clusters)

    @property
    def n(self) -> int:
        """The rows counted."""
        return int(self.overall.sum())

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels of the data."""
        return self.labels[: len(self.labels) - self.extra]

    @property
    def unit(self) -> str:
        """What is counted, in words."""
        return "rows" if self.clusters is None else "tokens"

    def group(self, index: int) -> Table:
        """The table of one group alone."""
        empty = np.zeros((0, *self.overall.shape), np.int64)
        return Table(self.labels, (), self.counts[index], empty, extra=self.extra)


@dataclass(frozen=True, slots=True)
class Clusters:
    """A table's groups counted document by document, of which only cells with rows are kept.

    at: [M], group × documents + document. cells: [M], truth × K + prediction. rows: [M]. documents, groups, labels:
    how many there are of each.
    """

    at: Integers
    cells: Integers
    rows: Integers
    documents: int
    groups: int
    labels: int

    @classmethod
    def count(cls, cells: Integers, documents: npt.NDArray[np.generic], groups: Groups, labels: int) -> Clusters:
        """Count rows, each with its cell (or −1 where it is missing) and its document."""
        if len(documents) != len(cells):
            raise ValueError("each row needs one document")
        names, of_row = np.unique(documents, return_inverse=True)
        cell = cells[groups.rows]
        unit = groups.codes * len(names) + of_row[groups.rows]
        size = labels * labels
        which, rows = np.unique((unit * size + cell)[cell >= 0], return_counts=True)
        return cls(which // size, which % size, rows.astype(np.int64), len(names), len(groups.names), labels)

    def tables(self, group: int, start: int, stop: int) -> Integers:
        """The tables [stop − start, K, K] of some of the documents, of the rows of one group."""
        first = group * self.documents
        here = slice(*np.searchsorted(self.at, [first + start, first + stop]).tolist())
        size = self.labels * self.labels
        flat = (self.at[here] - first - start) * size + self.cells[here]
        counted = np.bincount(flat, weights=self.rows[here], minlength=(stop - start) * size)
        return counted.reshape(stop - start, self.labels, self.labels).astype(np.int64)


def _count_groups(cells: Integers, groups: Groups, k: int, missing: bool) -> Integers:
    whole = len(groups.rows) == groups.total and bool((groups.rows == np.arange(groups.total)).all())
    cell = cells if whole else cells[groups.rows]
    flat = groups.codes * (k * k) + cell
    if missing:
        flat = flat[cell >= 0]
    counts = np.bincount(flat, minlength=len(groups.names) * k * k)
    return counts.reshape(len(groups.names), k, k).astype(np.int64)
