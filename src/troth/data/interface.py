"""The values of the data room: a split is a table with roles, a dataset is three splits and what was found in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.groups import group_names, memberships, settle_groups
from troth.data.places import Places
from troth.data.rows import canonical_rows
from troth.errors import DataError
from troth.standard import TEXT, TOKENS, TaskKind

if TYPE_CHECKING:
    from troth.measures import Groups

Severity = Literal["note", "warning"]

JSON = Any
"""Anything `json.dumps` takes."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column of a split's frame plays which role; a column may be a group and a feature at once."""

    text: str | None = None
    label: str | None = None
    tokens: str | None = None
    tags: str | None = None
    id: str | None = None
    document: str | None = None
    groups: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    features: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that has a role, once, in the order of the roles."""
        single = (self.id, self.document, self.text, self.tokens, *self.features, *self.groups, self.label, self.tags)
        return tuple(dict.fromkeys(column for column in (*single, *self.personal) if column))

    @property
    def committed(self) -> tuple[str, ...]:
        """The columns that digests and commitments cover.

        What is only personal is left out, so that a person's data can be erased without the proof of the rest failing
        (GDPR art. 17).
        """
        kept = {self.id, self.document, self.text, self.tokens, self.label, self.tags, *self.features, *self.groups}
        return tuple(column for column in self.columns if column in kept)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the data that a reader of the report should know; never a reason to stop.

    what: one sentence. count: of rows concerned, None where the sentence names all it is about. examples: a few places,
    `file:line`, never contents: a finding goes where personal data may not. split: the split it is about, the later one
    where it compares two; what is about `test` is not to be told before the test split is opened.
    """

    severity: Severity
    what: str
    count: int | None
    examples: tuple[str, ...] = ()
    split: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to the data, in order: `read`, `settle labels`, `split`; details are plain JSON."""

    what: str
    details: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Split:
    """One part of a dataset.

    frame: one row per text, record or sentence, in the columns that `roles` names. Text and labels are strings, tokens
    and tags lists of strings, features floats (NaN where missing) or strings (null where missing), groups strings or
    lists of strings (null or empty where a row belongs to none). digest: `sha256:<hex>` over `rows()`, one to a line.
    group_names: of each group column, the groups that any split of the dataset has; left out, those of this one.
    """

    name: str
    kind: TaskKind
    frame: pl.DataFrame
    roles: Roles
    places: Places
    digest: str
    group_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _made: dict[tuple[str, tuple[str, ...]], Groups] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return self.frame.height

    def inputs(self) -> list[str] | list[list[str]] | dict[str, NDArray[Any]]:
        """What `Model.predict` takes: texts, sentences as word lists, or named feature columns."""
        if self.kind == TEXT:
            return _strings(self.frame, self.roles.text)
        if self.kind == TOKENS:
            sentences: list[list[str]] = self.frame[self.roles.tokens or ""].to_list()
            return sentences
        return {name: _feature(self.frame[name]) for name in self.roles.features}

    def labels(self) -> list[str]:
        """The true label of every row; of token tasks the tag of every word, sentences in order."""
        values: list[str] = self._labels().to_list()
        return values

    def label_codes(self, labels: Sequence[str]) -> NDArray[np.int32]:
        """The true labels as indices into `labels`, as `labels()` has them; -1 for one that is not among them."""
        codes = self._labels().cast(pl.Enum(labels), strict=False).to_physical()
        return codes.cast(pl.Int32).fill_null(-1).to_numpy()

    def lengths(self) -> NDArray[np.int64] | None:
        """Words per sentence, int64 [rows]; None where the task has no words."""
        if self.kind != TOKENS:
            return None
        return self.frame[self.roles.tokens or ""].list.len().to_numpy().astype(np.int64)

    def documents(self) -> NDArray[np.int64] | None:
        """The document number of each sentence, from 0 in order of appearance; None where the task has no words."""
        if self.kind != TOKENS:
            return None
        if self.roles.document is None:
            return np.arange(len(self), dtype=np.int64)
        return numbered(self.frame[self.roles.document])

    def ids(self) -> list[str | None] | None:
        """The id of each row, as text; None where no column of ids is named."""
        return None if self.roles.id is None else self.frame[self.roles.id].cast(pl.String).to_list()

    def has_groups(self, name: str) -> bool:
        """Whether a group column of this name is here with at least one value."""
        return name in self.roles.groups and len(self.row_groups(name).rows) > 0

    def groups(self, *names: str) -> Groups:
        """Which rows (of token tasks: words) belong to which group; several names mean their intersections.

        Every group that any split has is named, also where no row of this one is in it. Raises DataError for a name
        that is not a group column of this split.
        """
        lengths = self.lengths()
        if lengths is None:
            return self.row_groups(*names)
        return self._once(("words", names), lambda: self.row_groups(*names).take(_spread(lengths)))

    def row_groups(self, *names: str) -> Groups:
        """As `groups`, but of token tasks the groups of sentences."""
        from troth.measures import Groups  # and with it scipy, which reading data needs not pay for

        parts = [self._once(("rows", (name,)), partial(self._row_groups, name)) for name in names]
        return parts[0] if len(parts) == 1 else self._once(("rows", names), lambda: Groups.cross(*parts))

    def contents(self) -> list[str]:
        """What each row asks of a model, and nothing else: the normalised text, or all features."""
        from troth.data.content import asked  # which needs these values

        found: list[str] = asked(self.frame, self.roles).to_list()
        return found

    @property
    def contents_of(self) -> str:
        """What `contents` are made of: the text, or features of these names."""
        from troth.data.content import asked_by

        return asked_by(self.roles)

    def take(self, rows: NDArray[np.int64]) -> Split:
        """Some of the rows, by their numbers; the digest stays that of the whole."""
        return replace(self, frame=self.frame[rows], places=self.places.take(rows), _made={})

    def rows(self) -> Iterator[bytes]:
        """Each row's canonical bytes: a JSON array of the committed columns, as the record's commitment takes them."""
        return (row.encode() for row in canonical_rows(self.frame, self.roles.committed))

    def _labels(self) -> pl.Series:
        if self.kind == TOKENS:
            return self.frame[self.roles.tags or ""].explode(empty_as_null=False)
        return self.frame[self.roles.label or ""]

    def _row_groups(self, name: str) -> Groups:
        from troth.measures import Groups

        column = self._group(name)
        names = self.group_names.get(name) or group_names([column])
        rows, codes = memberships(column, names)
        return Groups(names, rows, codes, len(self), optional=isinstance(column.dtype, pl.List))

    def _group(self, name: str) -> pl.Series:
        if name in self.roles.groups:
            return as_groups(self.frame[name])
        known = ", ".join(self.roles.groups) or "none"
        raise DataError(
            f"{name!r} is not a group column of the {self.name} split (its group columns: {known})",
            remedy=f"Add {name!r} to data.columns.groups, or take it out of the clause.",
        )

    def _once(self, key: tuple[str, tuple[str, ...]], make: Callable[[], Groups]) -> Groups:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]


@dataclass(frozen=True, slots=True)
class Addition:
    """Rows that came after a charter's own, of several files those of the last: the last rows of each split.

    digest: `sha256:<hex>` over the digests of all files, in their order. rows: how many joined each split, by its name.
    before: the digests of the splits without them.
    """

    digest: str
    rows: Mapping[str, int]
    before: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything a charter says about its data, loaded.

    labels: in the charter's order, else sorted. digest: `sha256:<hex>` over the digests of the splits. lineage: what
    was done, in order. findings: what a reader should know, warnings first. added: the rows that came after the
    charter's own, where there are any. unlabelled: texts without labels, where the charter names any. self_labelled:
    how many of the last training rows are such texts, under labels that a model gave them.
    """

    kind: TaskKind
    labels: tuple[str, ...]
    train: Split
    validation: Split
    test: Split
    digest: str
    lineage: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    added: Addition | None = None
    unlabelled: Split | None = None
    self_labelled: int = 0

    @property
    def split_off(self) -> tuple[str, ...]:
        """The splits that no file was given for, and whose rows were therefore taken from the training file."""
        return tuple(step.details["off"] for step in self.lineage if step.what == "split")

    @property
    def splits(self) -> tuple[Split, Split, Split]:
        """Train, validation, test."""
        return self.train, self.validation, self.test

    def describe(self) -> dict[str, JSON]:
        """The dataset in figures, as plain JSON for the report: rows, digests, labels, groups, lengths, findings."""
        from troth.data.figures import describe  # which needs these values

        return describe(self)


def as_groups(column: pl.Series) -> pl.Series:
    """A group column of a frame, settled; one that is a feature as well may still hold numbers."""
    return settle_groups(column) if column.dtype.is_numeric() else column


def numbered(column: pl.Series) -> NDArray[np.int64]:
    """Values as numbers from 0, in order of first appearance."""
    order = column.unique(maintain_order=True)
    codes = pl.DataFrame({"value": order, "code": np.arange(len(order))})
    joined = pl.DataFrame({"value": column}).join(
        codes, on="value", how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["code"].to_numpy().astype(np.int64)


def _strings(frame: pl.DataFrame, column: str | None) -> list[str]:
    values: list[str] = frame[column or ""].to_list()
    return values


def _feature(column: pl.Series) -> NDArray[Any]:
    if column.dtype == pl.String:
        return column.to_numpy()
    return column.fill_null(float("nan")).to_numpy()


def _spread(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sentence of every word."""
    return np.repeat(np.arange(len(lengths)), lengths)
