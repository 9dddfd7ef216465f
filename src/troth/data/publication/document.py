"""All that papers of a release are made of, as plain JSON of format 1: measured, said by the charter, or recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from troth.data.publication.acknowledged import Acknowledged
from troth.data.publication.files import DataFile
from troth.data.publication.looked import Looked, together
from troth.data.quality import Sheet
from troth.data.quality.columns import Column, columns_of
from troth.standard import Charter

FORMAT = 1
JSON = dict[str, Any]
PLAIN = {"text/csv": ",", "text/tab-separated-values": "\t"}
"""What separates the cells of media types that loaders read by themselves."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the publisher says.

    creator: `kind` (Person or Organization) and `name`. answers: of a datasheet's questions, by their keys.
    acknowledged: how many findings of personal data are known of.
    """

    creator: Mapping[str, str] | None = None
    contact: str | None = None
    url: str | None = None
    cite: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    acknowledged: Acknowledged = field(default_factory=Acknowledged)


def document(
    charter: Charter,
    files: Sequence[Mapping[str, Any]],
    *,
    description: JSON,
    release: Mapping[str, Any],
    said: Said,
    looked: Sequence[Looked] | None,
    left_out: Sequence[str],
    history: Mapping[str, Any],
    comments: Sequence[Mapping[str, Any]],
    retention_ends: str | None,
) -> JSON:
    """The document. looked: through each file for personal data, None where nothing was. left_out: kinds not looked
    for. release: version, access and dates, when it was made and by which Troth.
    """
    data, columns = charter.data, charter.data.train.columns
    publisher = {"creator": said.creator, "contact": said.contact, "url": said.url, "cite": said.cite}
    return {
        "format": FORMAT,
        "name": charter.name,
        **release,
        "publisher": publisher,
        "answers": dict(said.answers),
        "charter": {
            "name": charter.name,
            "version": charter.version,
            "digest": charter.digest,
            "purpose": charter.purpose,
            "task": charter.task.kind,
            "regulations": list(charter.regulations),
        },
        "data": {
            "source": data.source,
            "licence": data.licence,
            "lawful_basis": data.lawful_basis,
            "retention_days": data.retention_days,
            "retention_ends": retention_ends,
            "personal": list(columns.personal),
            "groups": list(columns.groups),
        },
        "files": list(files),
        "looked_for": None if looked is None else _looked(looked, said, left_out),
        "history": history,
        "comments": list(comments),
        "description": description,
    }


def told(file: DataFile, sheet: Sheet | None, *, published: str, name: str, sha256: str, size: int, how: str) -> JSON:
    """One file as the document has it.

    sheet: as it is described; None of texts without labels. published: as_is, replaced, sealed or withheld. name,
    sha256, size: of the file as it lies in the release. how: it was made, where a log tells.
    """
    columns = [] if sheet is None else [_column(file, column) for column in columns_of(_raw(file, sheet))]
    return {
        "name": name,
        "split": file.split,
        "sha256": sha256,
        "bytes": size,
        "media_type": file.media_type,
        "published": published,
        "replaced": file.replaced,
        "clear_sha256": file.sha256,
        "clear_bytes": file.size,
        "how": how,
        "rows": file.table.frame.height,
        "plain": is_plain(file),
        "columns": columns,
        "votes": None if sheet is None else _votes(sheet),
    }


def _votes(sheet: Sheet) -> list[int] | None:
    """How many labels a row has at least and at most where several people gave them."""
    votes = sheet.votes
    if votes is None or not len(votes):
        return None
    counts = votes.list.len().fill_null(0).to_numpy()
    return [int(counts.min()), int(counts.max())]


def is_plain(file: DataFile) -> bool:
    """Whether loaders read the file by its media type alone: a header, UTF-8, one separator, no marks of its own."""
    form, read_as = file.source.format, file.table.read_as
    if form.comment or form.missing or form.encoding not in (None, "utf-8") or file.table.repeated:
        return False
    if file.media_type in PLAIN:
        separator = str(read_as.get("separator", PLAIN[file.media_type]))
        return file.table.reader == "csv" and separator == PLAIN[file.media_type] and not _headless(file)
    return file.media_type != "text/plain"


def _headless(file: DataFile) -> bool:
    form, read_as = file.source.format, file.table.read_as
    return form.header is False or bool(form.names) or read_as.get("header") is False


def _raw(file: DataFile, sheet: Sheet) -> Sheet:
    """The sheet with the columns that the file has: those of several annotators were made one."""
    return replace(sheet, frame=file.table.frame)


def _column(file: DataFile, column: Column) -> JSON:
    return {
        "name": column.name,
        "role": "label" if column.name in file.source.columns.annotators else column.role,
        "type": column.type,
        "missing": column.missing,
        "marks": column.marks,
        "odd": len(column.odd),
        "ordered": column.type == "dates" and _is_iso(file.table.frame[column.name]),
    }


def _is_iso(column: pl.Series) -> bool:
    """Whether every filled cell begins with year, month, day in this order (ISO 8601): others are read in many ways."""
    cells = column.cast(pl.String).drop_nulls().str.strip_chars()
    days = cells.filter(cells != "").str.extract(r"^(\d{4}-\d{2}-\d{2})(?:$|\D)").str.to_date("%Y-%m-%d", strict=False)
    return days.null_count() == 0


def _looked(looked: Sequence[Looked], said: Said, left_out: Sequence[str]) -> JSON:
    return {
        "cells": sum(one.cells for one in looked),
        "found": dict(sorted(sum((Counter(one.found) for one in looked), Counter[str]()).items())),
        "columns": found_by_column(looked),
        "codes": list(dict.fromkeys(name for one in looked for name in one.codes)),
        "left_out": list(left_out),
        "acknowledged": dict(said.acknowledged.kinds),
    }


def found_by_column(looked: Sequence[Looked]) -> list[JSON]:
    """What was found of each kind in each column, None of what stands beside the cells: all of it was acknowledged."""
    return [{"column": one.column, "kind": one.kind, "count": one.count} for one in together(looked)]
