"""The task a table is for and the roles of its columns, guessed from names first and contents second."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from troth.data.groups import settle_groups
from troth.data.labels import as_text
from troth.data.names import (
    DATE,
    GROUP_VALUES,
    GROUPS,
    IDENTIFIER,
    LABEL,
    NUMBER,
    PERSONAL,
    TAGS,
    TEXT,
    TOKENS,
    VALUES,
    first_of,
    kind_of,
)
from troth.data.readers import Table
from troth.data.redacted import left_over, made_alike
from troth.errors import DataError
from troth.standard import Columns, TaskKind

PROSE = 20
"""Characters: a column whose cells are longer on average, and mostly different, holds texts."""

MOST_LABELS = 200
MOST_GROUPS = 20
SAMPLE = 300
"""Cells looked at for personal data and dates."""

LOOKS = 0.6
"""Share of cells that must look alike before a column is said to hold such values."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Roles by column. groups: column to (why, whether its name says so). notes: what the reader should decide."""

    kind: TaskKind
    columns: Columns
    groups: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def guess(table: Table) -> Guess:
    """Guess the roles; DataError when no column can be the label."""
    if table.reader == "conll":
        return Guess("token-classification", Columns(tokens="tokens", tags="tags"))
    frame = table.frame
    tokens = _lists_of(frame, TOKENS)
    tags = first_of([name for name in frame.columns if frame[name].dtype == pl.List(pl.String)], TAGS)
    if tokens and tags and (frame[tokens].list.len() == frame[tags].list.len()).all():
        return Guess("token-classification", Columns(tokens=tokens, tags=tags), notes=_unsure(frame, "tags", tags))
    text = _text(frame) or tokens
    label = _label(table, text)
    _refuse_quantity(table, label)
    number = _id(frame, {text, label})
    personal = _personal(frame, {text, label, number})
    taken = {text, label, number, *personal}
    if text:
        columns = Columns(text=text, label=label, id=number, personal=personal)
        return Guess("text-classification", columns, _groups(frame, taken), _taken(frame, label))
    ignore = _ignored(frame, taken)
    columns = Columns(label=label, id=number, personal=personal, ignore=ignore)
    return Guess("tabular-classification", columns, _groups(frame, {*taken, *ignore}), _taken(frame, label))


def _id(frame: pl.DataFrame, taken: set[str | None]) -> str | None:
    """The column that numbers the rows: called so, and different in each."""
    free = [name for name in frame.columns if name not in taken and name.strip().lower() in NUMBER]
    plain = [name for name in free if not frame[name].dtype.is_nested() and not frame[name].dtype.is_float()]
    return next((name for name in plain if frame[name].is_unique().all() and not frame[name].null_count()), None)


def _lists_of(frame: pl.DataFrame, names: Sequence[str]) -> str | None:
    return first_of([name for name in frame.columns if frame[name].dtype == pl.List(pl.String)], names)


def _unsure(frame: pl.DataFrame, role: str, column: str) -> tuple[str, ...]:
    others = [name for name in frame.columns if name != column and frame[name].dtype == frame[column].dtype]
    return (f"Taken for {role}: {column}.",) if others else ()


def _text(frame: pl.DataFrame) -> str | None:
    """The column of texts: by its name, or the longest of those that read like prose."""
    strings = [name for name in frame.columns if frame[name].dtype == pl.String]
    prose = {name: length for name in strings if (length := _prose(frame[name]))}
    named = first_of(list(prose), TEXT)
    if named:
        return named
    by_name = first_of(strings, TEXT)
    # A short column called `text` is one, unless it repeats a few values (a category called `content`).
    if by_name and (frame[by_name].n_unique() > frame.height / 2 or made_alike(frame[by_name])):
        return by_name
    return max(prose, key=lambda name: prose[name], default=None)


def _prose(column: pl.Series) -> float:
    """Mean characters of a column that reads like prose, else 0."""
    filled = column.drop_nulls().head(5000)
    if not len(filled) or (filled.n_unique() < len(filled) / 2 and not made_alike(filled)):
        return 0.0
    length = filled.str.len_chars().mean()
    blanks = left_over(filled).str.contains(r"\s|\p{Han}").mean()
    dated = _share(column, DATE.pattern)
    long = isinstance(length, float) and length >= PROSE
    return float(length) if long and isinstance(blanks, float) and blanks > LOOKS > dated else 0.0  # type: ignore[arg-type]


def _label(table: Table, text: str | None) -> str:
    frame = table.frame
    others = [name for name in frame.columns if name != text]
    # A quantity is no label: at the end it is to be refused by its name, and before that it is a feature.
    likely = [name for name in others if name == others[-1] or not _quantity(frame[name])]
    named = first_of([name for name in likely if _distinct(frame[name]) <= MOST_LABELS], LABEL)
    if named:
        return named
    named = first_of(likely, LABEL)
    if named and _quantity(frame[named]):
        return named
    few = [name for name in others if 2 <= _distinct(frame[name]) <= min(MOST_LABELS, max(2, frame.height // 5))]
    free = [name for name in few if not kind_of(name, GROUPS) and not kind_of(name, PERSONAL)]
    if free:
        return free[-1]  # by custom the label stands last
    if named:
        return named
    raise DataError(
        "no column could be the label: none is called like one, and none repeats a few values",
        where=f"{table.places.files[0][1]}:1",
        remedy=f"Its columns are {', '.join(frame.columns[:12])}; call the label's column `label`.",
    )


def _taken(frame: pl.DataFrame, label: str) -> tuple[str, ...]:
    """A note where only its place and its values made a column the label."""
    if first_of([label], LABEL):
        return ()
    last = frame.columns[-1]
    ranges = f" To learn {last}, make ranges of it: Troth trains classifiers." if _quantity(frame[last]) else ""
    return (f"No column is called like a label: {label} was taken for it.{ranges}",)


def _quantity(column: pl.Series) -> bool:
    """Whether it holds numbers to be estimated, of which no two rows need have the same."""
    filled = column.drop_nulls()
    many = filled.n_unique()
    if column.dtype.is_nested() or many <= MOST_GROUPS:
        return False
    numbers = as_text(filled).cast(pl.Float64, strict=False)
    return not numbers.null_count() and (many > MOST_LABELS or bool((numbers != numbers.round()).any()))


def _refuse_quantity(table: Table, label: str) -> None:
    if not _quantity(table.frame[label]):
        return
    many = table.frame[label].drop_nulls().n_unique()
    raise DataError(
        f"the likeliest label, {label!r}, holds {many:,} different numbers: a quantity to estimate, and Troth trains "
        "classifiers",
        where=f"{table.places.files[0][1]}:1",
        remedy="Make ranges of it in a column of its own, such as low, middle and high, and call that one `label`; or, "
        "if another column is the label, call that one so.",
    )


def _distinct(column: pl.Series) -> int:
    return column.explode().n_unique() if column.dtype == pl.List(pl.String) else column.n_unique()


def _personal(frame: pl.DataFrame, taken: set[str | None]) -> tuple[str, ...]:
    """Columns that identify people, by name or by the look of their cells."""
    free = [name for name in frame.columns if name not in taken and not kind_of(name, GROUPS)]
    return tuple(name for name in free if kind_of(name, PERSONAL) or looks_personal(frame[name]))


def looks_personal(column: pl.Series) -> bool:
    """Whether most cells look like an address of mail, a phone number, or a number of a person's papers."""
    if column.dtype != pl.String or _share(column, DATE.pattern) > LOOKS:
        return False
    return any(_share(column, pattern.pattern) > LOOKS for pattern in VALUES.values())


def _share(column: pl.Series, pattern: str) -> float:
    """Share of the first cells that match as a whole."""
    cells = column.drop_nulls().head(SAMPLE).to_list()
    return sum(bool(re.fullmatch(pattern, cell.strip())) for cell in cells) / max(1, len(cells))


def _ignored(frame: pl.DataFrame, taken: set[str | None]) -> tuple[str, ...]:
    """Columns from which nothing can be learnt: identifiers, and texts that differ in nearly every row."""
    free = [name for name in frame.columns if name not in taken]
    return tuple(name for name in free if name.strip().lower() in IDENTIFIER or _identifies(frame[name]))


def _identifies(column: pl.Series) -> bool:
    if column.dtype != pl.String or column.cast(pl.Float64, strict=False).null_count() < len(column) * LOOKS:
        return False
    filled = column.drop_nulls()
    return len(filled) > MOST_GROUPS and filled.n_unique() > 0.9 * len(filled)


def _groups(frame: pl.DataFrame, taken: set[str | None]) -> dict[str, tuple[str, bool]]:
    """Columns fairness may be measured over: called like a protected attribute, or holding such values."""
    found = {}
    for name in frame.columns:
        named = kind_of(name, GROUPS)
        if name in taken or (frame[name].dtype.is_nested() and not named):
            continue
        column = settle_groups(frame[name])
        flat = column.explode() if column.dtype == pl.List else column
        if not 2 <= flat.drop_nulls().n_unique() <= MOST_GROUPS * (2 if named else 1):
            continue
        hinted = not named and any(kind_of(word, GROUPS) for word in re.split(r"[\W_]+", name))
        if named and _numeric(flat):
            found[name] = ("named like a protected attribute, but numbers: make ranges of them", False)
        elif named:
            found[name] = ("named like a protected attribute", True)
        elif hinted and not _numeric(flat):
            found[name] = ("its name has a protected attribute in it", False)
        elif _values_of(flat) & GROUP_VALUES:
            found[name] = ("has values like a protected attribute", False)
    return found


def _values_of(column: pl.Series) -> set[str]:
    return {value.lower() for value in as_text(column).drop_nulls().unique().to_list()}


def _numeric(column: pl.Series) -> bool:
    return as_text(column).cast(pl.Float64, strict=False).null_count() < len(column) / 2
