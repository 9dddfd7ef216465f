"""The values of the data room: a split is a table with roles, a dataset is three splits and what was found in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.groups import settle_groups
from troth.data.places import Places
from troth.data.rows import canonical_rows
from troth.errors import DataError
from troth.standard import TaskKind

if TYPE_CHECKING:
    from troth.measures import Groups

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

    what: one sentence. count: of rows (or labels) concerned. examples: a few places, `file:line`, never contents: a
    finding goes where personal data may not.
    """

    severity: Literal["note", "warning"]
    what: str
    count: int
    examples: tuple[str, ...] = ()


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
    """

    name: str
    kind: TaskKind
    frame: pl.DataFrame
    roles: Roles
    places: Places
    digest: str

    def __len__(self) -> int:
        return self.frame.height

    def inputs(self) -> list[str] | list[list[str]] | dict[str, NDArray[Any]]:
        """What `Model.predict` takes: texts, sentences as word lists, or named feature columns."""
        if self.kind == "text-classification":
            return _strings(self.frame, self.roles.text)
        if self.kind == "token-classification":
            sentences: list[list[str]] = self.frame[self.roles.tokens or ""].to_list()
            return sentences
        return {name: _feature(self.frame[name]) for name in self.roles.features}

    def labels(self) -> list[str]:
        """The true label of every row; of token tasks the tag of every word, sentences in order."""
        if self.kind == "token-classification":
            return self.frame[self.roles.tags or ""].explode(empty_as_null=False).to_list()
        return _strings(self.frame, self.roles.label)

    def lengths(self) -> NDArray[np.int64] | None:
        """Words per sentence, int64 [rows]; None where the task has no words."""
        if self.kind != "token-classification":
            return None
        return self.frame[self.roles.tokens or ""].list.len().to_numpy().astype(np.int64)

    def documents(self) -> NDArray[np.int64] | None:
        """The document number of each sentence, from 0 in order of appearance; None where the task has no words."""
        if self.kind != "token-classification":
            return None
        if self.roles.document is None:
            return np.arange(len(self), dtype=np.int64)
        return numbered(self.frame[self.roles.document])

    def has_groups(self, name: str) -> bool:
        """Whether a group column of this name is here with at least one value."""
        if name not in self.roles.groups:
            return False
        column = self.frame[name]
        filled = column.list.len().fill_null(0) > 0 if column.dtype == pl.List else column.is_not_null()
        return bool(filled.any())

    def groups(self, *names: str) -> Groups:
        """Which rows (of token tasks: words) belong to which group; several names mean their intersections.

        Raises DataError for a name that is not a group column of this split.
        """
        from troth.measures import Groups  # and with it scipy, which reading data needs not pay for

        lengths = self.lengths()
        parts = [Groups.of(_membership(self._group(name), lengths)) for name in names]
        return parts[0] if len(parts) == 1 else Groups.cross(*parts)

    def rows(self) -> Iterator[bytes]:
        """Each row's canonical bytes: a JSON array of the committed columns, as the record's commitment takes them."""
        return (row.encode() for row in canonical_rows(self.frame, self.roles.committed))

    def _group(self, name: str) -> pl.Series:
        if name in self.roles.groups:
            column = self.frame[name]
            return settle_groups(column) if column.dtype.is_numeric() else column
        known = ", ".join(self.roles.groups) or "none"
        raise DataError(
            f"{name!r} is not a group column of the {self.name} split (its group columns: {known})",
            remedy=f"Add {name!r} to data.columns.groups, or take it out of the clause.",
        )


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything a charter says about its data, loaded.

    labels: in the charter's order, else sorted. digest: `sha256:<hex>` over the digests of the splits. lineage: what
    was done, in order. findings: what a reader should know, warnings first.
    """

    kind: TaskKind
    labels: tuple[str, ...]
    train: Split
    validation: Split
    test: Split
    digest: str
    lineage: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    @property
    def splits(self) -> tuple[Split, Split, Split]:
        """Train, validation, test."""
        return self.train, self.validation, self.test

    def describe(self) -> dict[str, JSON]:
        """The dataset in figures, as plain JSON for the report: rows, digests, labels, groups, lengths, findings."""
        from troth.data.describe import describe  # which needs these values

        return describe(self)


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


def _membership(column: pl.Series, lengths: NDArray[np.int64] | None) -> list[str | list[str] | None]:
    values: list[str | list[str] | None] = column.to_list()
    if lengths is None:
        return values
    return [value for value, count in zip(values, lengths.tolist(), strict=True) for _ in range(count)]
