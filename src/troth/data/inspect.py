"""Looking at a data file nobody has described: what task it is for, and which column plays which role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import polars as pl

from troth.data.check import check_labels, flat_labels, group_counts
from troth.data.guess import Guess, guess
from troth.data.readers import Reading, Table, read, reader_of
from troth.data.readers.stream import Lines
from troth.data.roles import Part, assign
from troth.data.telltale import telltales
from troth.errors import DataError
from troth.standard import TABLE, DataFacts, Format, GroupColumn, LabelCount, Source, Telltale

LOOK = 30
"""Lines looked at for comments and blanks after the separator."""

MISSING = ("?", "NA", "N/A", "n/a", "NULL", "null", "nan", "NaN", "-")
"""Cells that mean "no value" in tables, when they are there at all."""

TEXTS = 5_000
"""Texts looked at for the writing they are in."""

EAST_ASIAN = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"

SIBLINGS = {"validation": ("valid", "validation", "val", "dev"), "test": ("test", "testing")}
"""What stands in a file's name where the training file has `train`."""


def inspect(path: Path, *, encoding: str | None = None) -> DataFacts:
    """What looking at a file shows, for the draft of a charter; DataError when it cannot be used as it is."""
    form = format_of(path, encoding)
    table = read(str(path), Path(), Reading(form))
    form = _with_missing(form, table)
    table = read(str(path), Path(), Reading(form)) if form.missing else table
    found = guess(table)
    form = _with_suffix(form, table, found)
    source = Source(str(path), str(path), form, found.columns)
    part = assign(table, replace(source, columns=replace(found.columns, groups=())), found.kind, "train")
    check_labels([part], tuple(flat_labels(part).unique().to_list()), None)
    groups = _groups(table, source, found)
    test = _sibling(path, "test")
    telltale, told = _telltales(table, found, {group.column for group in groups if group.certain})
    return DataFacts(
        path=str(path),
        name=_name(path),
        kind=found.kind,
        rows=part.frame.height,
        labels=_counts(flat_labels(part)),
        text=part.roles.text,
        label=part.roles.label,
        tokens=part.roles.tokens,
        tags=part.roles.tags,
        id=found.columns.id,
        document=None if table.reader == "conll" else part.roles.document,
        groups=groups,
        personal=found.columns.personal,
        ignore=found.columns.ignore,
        format={**table.read_as, **_written(form)},
        test=test,
        test_rows=_rows(test, form),
        validation=_sibling(path, "validation"),
        documents=_documents(part),
        longest=_longest(part),
        telltales=telltale,
        foreign=_foreign(part),
        notes=(*found.notes, *_notes(part, table), *told),
    )


def format_of(path: Path, encoding: str | None) -> Format:
    """Blanks after separators, and comment lines at the head, which a plain reading would stumble over."""
    plain = Format(encoding=encoding)
    if not path.is_file() or reader_of(path, Reading(plain)) != "csv":
        return plain
    lines = [line for line in islice(Lines(path, encoding), LOOK) if line.strip()]
    first = lines[0][0] if lines else ""
    commented = first in "|#%" and sum(line.startswith(first) for line in lines) < len(lines) / 2
    body = [line for line in lines if not (commented and line.startswith(first))]
    spaced = bool(body) and all(", " in line and not re.search(r",\S", line) for line in body)
    return replace(plain, comment=first if commented else None, strip=spaced)


def _with_missing(form: Format, table: Table) -> Format:
    """The marks of missing values that stand in columns which otherwise repeat few values or hold numbers."""
    strings = [column for column in table.frame.get_columns() if column.dtype == pl.String]
    short = [column for column in strings if (column.str.len_chars().mean() or 0) < 20]  # type: ignore[operator]
    marks = {mark for mark in MISSING for column in short if (column == mark).any()}
    return replace(form, missing=tuple(mark for mark in MISSING if mark in marks))


def _with_suffix(form: Format, table: Table, found: Guess) -> Format:
    """A dot after every label, as in the test file of Adult, is not part of the label."""
    label = table.frame[found.columns.label] if found.columns.label else None
    if label is None or label.dtype != pl.String or not label.drop_nulls().str.ends_with(".").all():
        return form
    return replace(form, label_suffix=".")


def _written(form: Format) -> dict[str, str | bool | list[str]]:
    found: dict[str, str | bool | list[str]] = {}
    if form.encoding:
        found["encoding"] = form.encoding
    if form.comment:
        found["comment"] = form.comment
    if form.strip:
        found["strip"] = True
    if form.missing:
        found["missing"] = [*form.missing, ""]
    if form.label_suffix:
        found["label_suffix"] = form.label_suffix
    return found


def _groups(table: Table, source: Source, found: Guess) -> tuple[GroupColumn, ...]:
    """Likely group columns with their counts; one that could not be loaded as such is only mentioned."""
    columns = []
    for name, (why, certain) in found.groups.items():
        part = assign(table, replace(source, columns=replace(found.columns, groups=(name,))), found.kind, "train")
        counts = group_counts(part, name)
        usable = len(counts) >= 2 and (min(counts.values()) > 1 or part.frame[name].dtype == pl.List)
        reason = why if usable else f"{why}, but with groups of one row: merge them first"
        listed = tuple(LabelCount(group, count) for group, count in list(counts.items())[:50])
        if counts:
            columns.append(GroupColumn(name, listed, reason, certain and usable))
    return tuple(columns)


def _telltales(table: Table, found: Guess, groups: set[str]) -> tuple[tuple[Telltale, ...], Sequence[str]]:
    """Of a table's likely features, those that nearly say the label; or a note where these are all there are."""
    if found.kind != TABLE or found.columns.label is None:
        return (), ()
    taken = {found.columns.label, found.columns.id, *found.columns.personal, *found.columns.ignore, *groups}
    columns = [name for name in table.frame.columns if name not in taken]
    told = telltales(table.frame, found.columns.label, columns)
    if not told or len(told) < len(columns):
        return told, ()
    return (), ["Every column nearly says the label: ignore (data.columns) what is not known before the decision."]


def _counts(labels: pl.Series) -> tuple[LabelCount, ...]:
    counts = labels.value_counts(sort=True).sort("count", labels.name, descending=[True, False])
    return tuple(LabelCount(label, count) for label, count in counts.iter_rows())


def _name(path: Path) -> str:
    bare = path.name.split(".")[0]
    if bare.lower() in ("train", "training", "data", "dataset") and path.absolute().parent.name:
        bare = path.absolute().parent.name
    return re.sub(r"[^\w]+", "-", bare).strip("-").lower() or "model"


def _sibling(path: Path, split: str) -> str | None:
    """The file beside a training file that is called like it with another split's name."""
    for word in SIBLINGS[split]:
        name = re.sub(r"train(ing)?", word, path.name, count=1, flags=re.IGNORECASE)
        if name != path.name and path.with_name(name).is_file():
            return str(path.with_name(name))
    return None


def _rows(path: str | None, form: Format) -> int | None:
    """Of another split's file; None where there is none, or it cannot be read like the first, which `run` will say."""
    try:
        return None if path is None else read(path, Path(), Reading(form)).frame.height
    except DataError:
        return None


def _documents(part: Part) -> int | None:
    return part.frame[part.roles.document].n_unique() if part.roles.document else None


def _longest(part: Part) -> int | None:
    longest = part.frame[part.roles.text].str.len_chars().max() if part.roles.text else None
    return longest if isinstance(longest, int) else None


def _foreign(part: Part) -> float:
    """The share of the letters that are Chinese, Japanese or Korean, of texts evenly over the file."""
    if part.roles.text is None and part.roles.tokens is None:
        return 0.0
    column = part.frame[part.roles.text or part.roles.tokens or ""]
    some = column.gather_every(-(-len(column) // TEXTS) or 1)
    texts = some.list.join(" ") if some.dtype == pl.List else some
    letters, foreign = (int(texts.str.count_matches(sign).sum()) for sign in (r"\p{L}", EAST_ASIAN))
    return foreign / max(letters, 1)


def _notes(part: Part, table: Table) -> Sequence[str]:
    notes = [f"{finding.count} {finding.what}." for finding in part.findings]
    if table.repeated:
        notes.append(f"Columns that the file has more than once: {', '.join(table.repeated)}.")
    return notes
