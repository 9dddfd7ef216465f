"""Columns that stand beside the quasi-identifiers and undo what is made of them: nearly unique, personal, or bound.

A class of k rows hides nobody whose row has a number of its own in another column, or a name; and what is generalised
is read again from a column that determines it, or that it determines. Both are decided here, by these figures.

*Nearly unique*: more than a tenth (ONCE) of the filled cells hold a value that no other row has, or more than half
(FEW) one that fewer rows have than k, or than ten where k is greater. Where persons are counted, a value is theirs who
have it. In Adult `fnlwgt` is (0.47, 0.99); of the others `capital-gain` comes nearest (0.00, 0.01).

*Bound*: of two rows with the same value in one column, how much likelier than chance it is that they have the same in
the other (Goodman and Kruskal's tau, JASA 49, 1954, with each row left out of its own guess; of numbers also how much
of the variance the mean of the other rows explains), from BOUND on. `education-num` and `education` of Adult: 1;
`relationship` and `marital-status`: 0.58. A value that stands once says nothing of this, and is counted above.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from troth.data.anonymity.classes import Codes, codes_of, joined
from troth.data.anonymity.heads import sizes_of
from troth.data.anonymity.spread import Numbers
from troth.data.anonymity.typed import with_numbers
from troth.data.guess import looks_personal
from troth.data.names import DOCUMENT, NUMBER, personal_kind

ONCE = 0.1
"""Share of filled cells whose value no other row has, above which a column is nearly unique."""

FEW, LEAST = 0.5, 10
"""Share of filled cells whose value fewer than k rows have (or LEAST, if k is more), above which it is so too."""

BOUND = 0.75
"""Share of what chance leaves open that one column says of the other, from which they are bound."""

ROWS = 50_000
"""Rows looked at for what is bound, evenly over the table."""

UNIQUE, PERSONAL, PERSON = "nearly unique", "personal", "the persons that are counted"


@dataclass(frozen=True, slots=True)
class Beside:
    """A column that gives away what is hidden. reasons: why, in words, without a value of it."""

    column: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cells:
    """A column in codes, 0 where it is empty, and in numbers where it holds any."""

    codes: Codes
    numbers: Numbers | None


def beside(
    frame: pl.DataFrame,
    quasi: Sequence[str],
    k: int,
    persons: Codes | None = None,
    *,
    personal: Collection[str] = (),
    person: str | None = None,
) -> tuple[Beside, ...]:
    """The columns beside the quasi-identifiers that undo k-anonymity, with why.

    persons: the person of each row, where these are counted. personal: columns that others, as a charter, call so.
    person: the column that tells the persons.
    """
    sample = frame.gather_every(-(-frame.height // ROWS) or 1)
    known = {name: _cells(sample[name]) for name in quasi}
    found = []
    for name in frame.columns:
        if name in known:
            continue
        reasons = [PERSON] if name == person else []
        reasons += _told(frame[name], name in personal) + _unique(frame[name], k, persons)
        reasons += _bound(_cells(sample[name]), known)
        if reasons:
            found.append(Beside(name, tuple(reasons)))
    return tuple(found)


def _told(column: pl.Series, called: bool) -> list[str]:
    """Why a column is personal, where it is: the charter, its name, or the look of its cells."""
    said = personal_kind(column.name)
    if said is not None:
        return [f"{PERSONAL} by its name: {said[0]}"]
    if called:
        return [f"{PERSONAL}, or read by few, as the charter says"]
    if looks_personal(column):
        return [f"{PERSONAL} by the look of its cells"]
    name = column.name.strip().lower()
    number = name in NUMBER or (name in DOCUMENT and re.search(r"id$", name))
    return [f"{PERSONAL} by its name: a number of its own"] if number else []


def _unique(column: pl.Series, k: int, persons: Codes | None) -> list[str]:
    codes = codes_of(_bare(column))
    filled = codes > 0
    if not filled.any():
        return []
    values = np.unique(codes[filled], return_inverse=True)[1].astype(np.int64)
    held = sizes_of(values, None if persons is None else persons[filled])[values]
    whose = "row" if persons is None else "person"
    if (once := float((held == 1).mean())) > ONCE:
        return [f"{UNIQUE}: {once:.0%} of its cells hold what no other {whose} has"]
    least = min(k, LEAST)
    if (few := float((held < least).mean())) > FEW:
        return [f"{UNIQUE}: {few:.0%} of its cells hold what fewer than {least} {whose}s have"]
    return []


def _bound(column: _Cells, known: dict[str, _Cells]) -> list[str]:
    found = []
    for name, other in known.items():
        tells, told = _says(column, other), _says(other, column)
        if tells >= BOUND:
            found.append(f"tells {name} in {tells:.0%} of what chance leaves open")
        elif told >= BOUND:
            found.append(f"is told by {name} in {told:.0%} of what chance leaves open")
    return found


def _says(one: _Cells, other: _Cells) -> float:
    """How much one column says of the other, from 0 (or less: nothing) to 1."""
    there = (one.codes > 0) & (other.codes > 0)
    several = there & (np.bincount(one.codes[there], minlength=int(one.codes.max()) + 1)[one.codes] > 1)
    if not several.any():
        return 0.0
    said, of = one.codes[several], other.codes[several]
    return max(_alike(said, of), 0.0 if other.numbers is None else _explained(said, other.numbers[several]))


def _alike(said: Codes, of: Codes) -> float:
    """How much likelier than chance two rows that are alike in one column are alike in the other."""
    both = joined([said, of], len(said))
    same = float(((np.bincount(both)[both] - 1) / (np.bincount(said)[said] - 1)).mean())
    chance = float(((np.bincount(of)[of] - 1) / (len(of) - 1)).mean())
    return (same - chance) / (1 - chance) if chance < 1 else 0.0


def _explained(said: Codes, numbers: Numbers) -> float:
    """The share of the numbers' variance that the mean of the other rows with the same value explains."""
    rows = np.bincount(said)[said]
    mean = (np.bincount(said, weights=numbers)[said] - numbers) / (rows - 1)
    left = (numbers.sum() - numbers) / (len(numbers) - 1)
    spread = float(((numbers - left) ** 2).sum())
    return 1 - float(((numbers - mean) ** 2).sum()) / spread if spread else 0.0


def _bare(column: pl.Series) -> pl.Series:
    """The column with nothing where a cell has blanks alone."""
    if column.dtype != pl.String:
        return column
    cells = column.str.strip_chars()
    return cells.set(cells == "", None)


def _cells(column: pl.Series) -> _Cells:
    bare = _bare(column)
    typed = with_numbers(bare.to_frame(), [bare.name])[bare.name]
    if not typed.dtype.is_numeric():
        return _Cells(codes_of(bare), None)
    numbers = np.nan_to_num(typed.cast(pl.Float64).to_numpy(), nan=0.0, posinf=0.0, neginf=0.0)
    return _Cells(codes_of(typed), numbers / (np.abs(numbers).max() or 1.0))  # so that no square of them is too great
