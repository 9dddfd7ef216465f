"""From a raw table to a frame whose columns have roles."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from troth.data.consented import check_consent
from troth.data.groups import settle_groups
from troth.data.interface import Finding, Roles, Step
from troth.data.labels import as_text, bare, refuse_missing, settle
from troth.data.names import DOCUMENT, LABEL, TAGS, TEXT, TOKENS, first_of
from troth.data.places import Places
from troth.data.readers import Table
from troth.errors import DataError
from troth.plural import counted
from troth.standard import Columns, Source, TaskKind

EMPTY_MOST = 0.1
"""Share of rows without a text up to which they are dropped; more means that another column holds the texts."""


@dataclass(frozen=True, slots=True)
class Part:
    """A split in the making: rows with roles, before labels are checked against each other."""

    name: str
    frame: pl.DataFrame
    roles: Roles
    places: Places
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()

    def take(self, rows: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.int64]], name: str) -> Part:
        """Some of the rows, under another name; what was done and found stays with the whole."""
        chosen = np.asarray(rows, dtype=np.int64)
        return replace(
            self, name=name, frame=self.frame[chosen], places=self.places.take(chosen), steps=(), findings=()
        )


def assign(table: Table, source: Source, kind: TaskKind, name: str) -> Part:
    """Give the columns of a raw table the roles that the charter says, or that their names tell."""
    table, source, roles = settle_roles(table, source, kind)
    frame = table.frame.select(roles.columns)
    step = Step(
        "read",
        {
            "split": name,
            "file": source.written,
            "digest": table.digest,
            "reader": table.reader,
            "rows": frame.height,
            "roles": {key: value for key, value in _said(roles).items() if value},
        },
    )
    check_consent(table, source.columns.consent, name)
    part = Part(name, frame, roles, table.places, (step,))
    part = _with_tags(part) if kind == "token-classification" else _with_labels(part, source.format.label_suffix)
    if kind == "text-classification":
        part = _with_text(part)
    return _with_groups(part)


def assign_unlabelled(table: Table, roles: Roles, name: str) -> Part:
    """The columns of a raw table that a model reads, by the roles of a split that has labels; ids and documents too,
    where they are there.
    """
    named = _Named(table, Columns())
    for role, columns in (("text", [roles.text]), ("tokens", [roles.tokens]), ("features", roles.features)):
        for column in columns:
            if column is not None:
                named(column, (), role)
    here = [column if column in table.frame.columns else None for column in (roles.id, roles.document)]
    kept = Roles(text=roles.text, tokens=roles.tokens, features=roles.features, id=here[0], document=here[1])
    _refuse_repeated(table, kept)
    frame = table.frame.select(kept.columns)
    return Part(name, frame.with_columns(_texts(frame[kept.text])) if kept.text else frame, kept, table.places)


def settle_roles(table: Table, source: Source, kind: TaskKind) -> tuple[Table, Source, Roles]:
    """Which column plays which role; DataError for one that is not there. No row is looked at."""
    if source.columns.annotators and not source.columns.label:
        table, source = _with_annotators(table, source)
    roles = _roles(table, source.columns, kind)
    _refuse_repeated(table, roles)
    return table, source, roles


def _with_annotators(table: Table, source: Source) -> tuple[Table, Source]:
    """One list column of the annotators' columns, in the place of the first of them."""
    named, columns = _Named(table, source.columns), source.columns.annotators
    for column in columns:
        named(column, (), "annotators")
    lists = pl.concat_list([as_text(table.frame[column]) for column in columns]).alias(columns[0])
    frame = table.frame.with_columns(lists).drop(columns[1:])
    return replace(table, frame=frame), replace(source, columns=replace(source.columns, label=columns[0]))


def _roles(table: Table, columns: Columns, kind: TaskKind) -> Roles:
    present, file = table.frame.columns, table.places.files[0][1]
    named = _Named(table, columns)
    named(columns.consent, (), "consent")
    roles = Roles(
        id=named(columns.id, (), "id"),
        document=named(columns.document, DOCUMENT if kind == "token-classification" else (), "document"),
        groups=tuple(named(group, (), "groups") or "" for group in columns.groups),
        personal=tuple(named(column, (), "personal") or "" for column in columns.personal),
    )
    if kind == "token-classification":
        conll = table.reader == "conll"
        tokens = "tokens" if conll else _needed(named(columns.tokens, TOKENS, "tokens"), "tokens", present, file)
        tags = "tags" if conll else _needed(named(columns.tags or columns.label, TAGS, "tags"), "tags", present, file)
        return replace(roles, tokens=tokens, tags=tags)
    label = _needed(named(columns.label, LABEL, "label"), "label", present, file)
    if kind == "text-classification":
        candidates = [*TEXT, *TOKENS]
        text = _needed(named(columns.text or columns.tokens, candidates, "text"), "text", present, file)
        return replace(roles, text=text, label=label)
    taken = {label, roles.id, roles.document, columns.consent, *roles.groups, *roles.personal, *columns.ignore}
    features = columns.features or tuple(column for column in present if column not in taken)
    for feature in features:
        named(feature, (), "features")
    if not features or label in features:
        what = "no column is left to be a feature" if not features else f"the label {label!r} is among the features"
        raise DataError(what, where=file, remedy="Say in data.columns.features what the model may see.")
    return replace(roles, label=label, features=features)


class _Named:
    """Finds a column the charter names, or one called as such columns usually are."""

    def __init__(self, table: Table, columns: Columns) -> None:
        self.present = table.frame.columns
        self.file = table.places.files[0][1]
        single = (columns.text, columns.label, columns.id, columns.document, columns.consent)
        self.taken = {*single, *columns.groups, *columns.ignore}
        self.conll = table.reader == "conll"

    def __call__(self, name: str | None, candidates: Iterable[str], role: str) -> str | None:
        if name is None:
            return first_of([column for column in self.present if column not in self.taken], candidates)
        if name in self.present or (self.conll and role in ("tokens", "tags")):
            return name
        near = difflib.get_close_matches(name, self.present, n=1)
        raise DataError(
            f"has no column {name!r}, which data.columns names as {role}" + (f"; {near[0]!r} is near" if near else ""),
            where=f"{self.file}:1",
            remedy=f"Its columns: {_short(self.present)}.",
        )


def _needed(column: str | None, role: str, present: Sequence[str], file: str) -> str:
    if column is not None:
        return column
    raise DataError(
        f"which column is the {role} is not said, and no column's name tells",
        where=f"{file}:1",
        remedy=f"Set data.columns: {{{role}: …}} to one of {_short(present)}.",
    )


def _short(names: Sequence[str]) -> str:
    shown = [name if len(name) <= 40 else name[:37] + "..." for name in names[:12]]
    return ", ".join(shown) + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def _refuse_repeated(table: Table, roles: Roles) -> None:
    """A role given to a name that the file has twice could mean either column."""
    single = {roles.text, roles.label, roles.tokens, roles.tags, roles.id, roles.document, *roles.groups}
    for name in table.repeated:
        if name in single:
            raise DataError(
                f"the column {name!r} is there more than once, and has a role",
                where=f"{table.places.files[0][1]}:1",
                remedy=f"Rename one; without renaming, {name!r} is the first and '{name}_2' the second.",
            )


def _said(roles: Roles) -> dict[str, str | list[str] | None]:
    single = {name: getattr(roles, name) for name in ("id", "document", "text", "tokens", "label", "tags")}
    return {**single, "groups": list(roles.groups), "personal": list(roles.personal), "features": list(roles.features)}


def _with_labels(part: Part, suffix: str | None) -> Part:
    """Settle the label column, and drop the rows on which annotators tied."""
    name = part.roles.label or ""
    settled = settle(part.frame[name], suffix, part.places)
    part = replace(part, frame=part.frame.with_columns(settled.labels.alias(name)))
    if settled.annotators == 1:
        return part
    kept = settled.labels.is_not_null()
    share = settled.ties / len(settled.labels)
    details = {"split": part.name, "annotators": settled.annotators, "ties": settled.ties}
    step, findings = Step("settle labels by majority", details), part.findings
    if settled.ties:
        what = f"rows of the {part.name} split dropped because annotators tied ({share:.1%} of them)"
        examples = tuple(part.places.of(int(row)) for row in (~kept).arg_true()[:3])
        findings = (*findings, Finding("note", what, settled.ties, examples, part.name))
    if not kept.any():
        raise DataError("annotators tied on every row", where=part.places.of(0), remedy="Name another label column.")
    left = part.take(kept.arg_true().to_numpy().astype(np.int64), part.name)
    return replace(left, steps=(*part.steps, step), findings=findings)


def _with_text(part: Part) -> Part:
    """Texts as strings, lists of words joined by blanks; rows without a text are dropped and counted."""
    name = part.roles.text or ""
    text = _texts(part.frame[name])
    part = replace(part, frame=part.frame.with_columns(text.alias(name)))
    empty = text.is_null() | (text.str.strip_chars() == "")
    if not empty.any():
        return part
    count, rows = int(empty.sum()), empty.arg_true()
    if count > len(text) * EMPTY_MOST:
        raise DataError(
            f"column {name!r} has no text here, and in {count} of {counted(len(text), 'row')} in all",
            where=part.places.of(int(rows[0])),
            remedy="Name another column as data.columns.text, or take these rows out.",
        )
    left = part.take((~empty).arg_true().to_numpy().astype(np.int64), part.name)
    examples = tuple(part.places.of(int(row)) for row in rows[:3])
    what = f"rows of the {part.name} split dropped because they have no text"
    finding = Finding("warning", what, count, examples, part.name)
    step = Step("drop rows without text", {"split": part.name, "rows": count})
    return replace(left, steps=(*part.steps, step), findings=(*part.findings, finding))


def _texts(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.List):
        column = column.cast(pl.List(pl.String)).list.join(" ", ignore_nulls=True)
    return column.cast(pl.String)


def _with_tags(part: Part) -> Part:
    """Words and tags as lists of strings of one length, with no tag missing; document numbers as they are."""
    words, tags = part.roles.tokens or "", part.roles.tags or ""
    for name in (words, tags):
        if not isinstance(part.frame[name].dtype, pl.List):
            raise DataError(
                f"column {name!r} does not hold lists of words",
                where=part.places.of(0),
                remedy="A token task wants a list of tokens and a list of tags a row, or a file of CoNLL columns.",
            )
    frame = part.frame.with_columns(pl.col(words).cast(pl.List(pl.String)), pl.col(tags).cast(pl.List(pl.String)))
    counts = frame.select(
        pl.col(words).list.len().fill_null(0).alias("w"), pl.col(tags).list.len().fill_null(0).alias("t")
    )
    wrong = (counts["w"] != counts["t"]) | (counts["w"] == 0)
    if wrong.any():
        row = int(wrong.arg_true()[0])
        raise DataError(
            f"has {counted(counts['w'][row], 'word')} and {counted(counts['t'][row], 'tag')}",
            where=part.places.of(row),
            remedy="Give every word exactly one tag, and every sentence a word.",
        )
    flat = bare(frame[tags].explode(empty_as_null=False), None)
    if flat.null_count():
        ends = np.cumsum(counts["t"].to_numpy())
        place = int(flat.is_null().arg_true()[0])
        row = int(np.searchsorted(ends, place, side="right"))
        within = place - (int(ends[row - 1]) if row else 0)
        file, _, line = part.places.of(row).rpartition(":")
        raise DataError(
            f"word {within + 1} of the sentence has no tag",
            where=f"{file}:{int(line) + within}" if part.steps[0].details["reader"] == "conll" else part.places.of(row),
            remedy="Tag it; words outside any entity have the tag O.",
        )
    return replace(part, frame=frame)


def _with_groups(part: Part) -> Part:
    """Group columns settled; one that is a feature as well keeps the feature's own values under its name."""
    columns = [settle_groups(part.frame[name]) for name in part.roles.groups if name not in part.roles.features]
    frame = part.frame.with_columns(columns)
    identifiers = [name for name in (part.roles.id, part.roles.document) if name]
    for name in identifiers:
        frame = frame.with_columns(as_text(frame[name]) if frame[name].dtype.is_float() else frame[name])
    if part.roles.document:
        refuse_missing(frame[part.roles.document].cast(pl.String), part.roles.document, part.places)
    return replace(part, frame=frame)
