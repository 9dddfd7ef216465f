"""A file as it stands, with the roles of its columns: what is described and cleaned, before anything is settled.

Loading a dataset settles labels, drops rows and refuses what cannot be learned from; a sheet keeps all of it.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from troth.data.groups import settle_groups
from troth.data.guess import guess
from troth.data.inspect import format_of
from troth.data.interface import Roles
from troth.data.labels import as_text, bare
from troth.data.names import TEXT, first_of
from troth.data.places import Places
from troth.data.quality.encoding import UTF8, Encoded, look
from troth.data.readers import Reading, Table, has_part, read, reader_of
from troth.data.readers.mixed import EITHER
from troth.data.roles import settle_roles
from troth.errors import DataError
from troth.standard import TABLE, Charter, Columns, Format, Source, TaskKind
from troth.standard import TEXT as TEXTS


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file or split as it was read.

    name: of the split, or the file's own. frame: strings, numbers or lists, null where there is nothing. roles: label
    is None where no column is one. encoded: what the bytes of each file are; none of Parquet. described: whether all of
    it is described; else it is only held against others, for copies. suffix: taken off the end of labels. separator: of
    separated values; blanks: whether blanks round their cells are no part of them. repeated: columns it has twice.
    written: names of the file's columns, in its order; headed: whether it begins with them. encoding: it was read in.
    """

    name: str
    kind: TaskKind
    frame: pl.DataFrame
    roles: Roles
    places: Places
    digest: str
    reader: str
    encoded: tuple[Encoded, ...] = ()
    described: bool = True
    suffix: str | None = None
    repeated: tuple[str, ...] = ()
    separator: str = ","
    blanks: bool = False
    written: tuple[str, ...] = ()
    headed: bool = True
    encoding: str = UTF8

    def __len__(self) -> int:
        return self.frame.height

    @property
    def texts(self) -> pl.Series | None:
        """The texts, or the sentences as texts; null where there is none. None of a table."""
        name = self.roles.tokens or self.roles.text
        if name is None:
            return None
        column = self.frame[name]
        if isinstance(column.dtype, pl.List):
            column = column.cast(pl.List(pl.String)).list.join(" ", ignore_nulls=True)
        return column.cast(pl.String)

    @property
    def votes(self) -> pl.Series | None:
        """Where several annotators labelled each row, their labels as lists of strings."""
        column = self.frame[self.roles.label] if self.roles.label else None
        if column is None or not isinstance(column.dtype, pl.List) or isinstance(column.dtype.inner, pl.List):
            return None
        flat = pl.DataFrame({"row": pl.int_range(len(column), eager=True), "label": column}).explode("label")
        flat = flat.with_columns(bare(as_text(flat["label"]), self.suffix)).drop_nulls("label")
        lists = flat.group_by("row", maintain_order=True).agg("label")
        rows = pl.DataFrame({"row": pl.int_range(len(column), eager=True)})
        return rows.join(lists, on="row", how="left", maintain_order="left")["label"]

    @property
    def labels(self) -> pl.Series | None:
        """One label a row, null where it has none or annotators tie; of sentences all tags as one. None without."""
        if self.roles.tags:
            return self.frame[self.roles.tags].cast(pl.List(pl.String)).list.join(" ", ignore_nulls=True)
        votes = self.votes
        if votes is not None:
            best = votes.list.eval(pl.element().mode()).to_frame("best")
            return best.select(pl.when(pl.col("best").list.len() == 1).then(pl.col("best").list.first()))["best"]
        if self.roles.label is None:
            return None
        return bare(as_text(self.frame[self.roles.label]), self.suffix)

    def group(self, name: str) -> pl.Series:
        """A group column, settled: strings, or lists of strings."""
        return settle_groups(self.frame[name])


def sheets_of(charter: Charter, *, test: bool = False) -> list[Sheet]:
    """The splits that a charter names files for, train first; the test split is described only if asked for.

    Raises DataError for a file that cannot be read, or lacks a column that the charter names.
    """
    data, found = charter.data, []
    for name, source in (("train", data.train), ("validation", data.validation), ("test", data.test)):
        if source is None and has_part(data.train.path, charter.folder, name):
            source = data.train
        if source is not None:
            found.append(_of_charter(charter, source, name, described=name != "test" or test))
    return found


def _of_charter(charter: Charter, source: Source, name: str, *, described: bool) -> Sheet:
    kind = charter.task.kind
    source, encoded = _readable(source, charter.folder)
    raw = read(source.path, charter.folder, Reading(source.format, source.columns, kind, name))
    table, source, roles = settle_roles(raw, source, kind)
    found = _sheet(
        name, kind, table, roles, encoded, described=described, written=raw.frame.columns, form=source.format
    )
    # Told from the charter's folder: a page goes to people who have another.
    files = tuple((start, file.removeprefix(f"{charter.folder}{os.sep}")) for start, file in found.places.files)
    return replace(found, places=Places(files, found.places.lines))


def sheet_of(
    path: Path,
    *,
    columns: Columns | None = None,
    encoding: str | None = None,
    name: str | None = None,
    described: bool = True,
) -> Sheet:
    """A file that no charter describes; roles that `columns` leaves out are guessed from names and contents."""
    source, encoded = _readable(Source(str(path), str(path), Format(encoding=encoding)), Path())
    form = format_of(path, source.format.encoding)
    table = read(str(path), Path(), Reading(form, columns or Columns()))
    kind, found = _guessed(table, columns or Columns())
    written = table.frame.columns
    labelled = found.label is not None or found.annotators
    if kind == TABLE and not labelled:
        features = found.features or tuple(name for name in table.frame.columns if name not in found.groups)
        roles = Roles(groups=found.groups, personal=found.personal, features=features)
    elif not labelled and found.tags is None:
        roles = Roles(text=found.text, groups=found.groups, personal=found.personal)
    else:
        table, _, roles = settle_roles(table, replace(source, columns=found), kind)
    return _sheet(name or path.name, kind, table, roles, encoded, described=described, written=written, form=form)


def _guessed(table: Table, said: Columns) -> tuple[TaskKind, Columns]:
    """What is said of the columns, and the rest as `guess` finds it; without a label where none can be told."""
    _check(table, said)
    try:
        found = guess(table)
    except DataError:
        text = said.text or first_of(table.frame.columns, TEXT)
        return (TEXTS if text else TABLE), replace(said, text=text)
    columns = replace(
        said if found.columns.tokens is None else replace(said, tokens=found.columns.tokens, tags=found.columns.tags),
        text=said.text or found.columns.text,
        label=said.label or (None if said.annotators else found.columns.label),
        id=said.id or found.columns.id,
        groups=said.groups or tuple(name for name, (_, certain) in found.groups.items() if certain),
        personal=said.personal or found.columns.personal,
        ignore=said.ignore or found.columns.ignore,
    )
    return (TEXTS if said.text else found.kind), columns


def _check(table: Table, said: Columns) -> None:
    named = [name for name in (said.text, said.label, *said.groups, *said.annotators) if name]
    for name in named:
        if name not in table.frame.columns:
            raise DataError(
                f"has no column {name!r}",
                where=f"{table.places.files[0][1]}:1",
                remedy=f"Its columns: {', '.join(table.frame.columns[:12])}.",
            )


def _readable(source: Source, base: Path) -> tuple[Source, tuple[Encoded, ...]]:
    """The source with the encoding that its bytes are in, where nothing names one; and what the bytes are."""
    path = base / Path(source.path).expanduser()
    if not path.is_file() or reader_of(path, Reading(Format(kind=source.format.kind, header=True))) == "parquet":
        return source, ()
    encoded = look(path)
    if source.format.encoding is None and encoded.encoding != UTF8:
        source = replace(source, format=replace(source.format, encoding=encoded.encoding))
    return source, (encoded,)


def _sheet(
    name: str,
    kind: TaskKind,
    table: Table,
    roles: Roles,
    encoded: Sequence[Encoded],
    *,
    described: bool,
    written: Sequence[str],
    form: Format,
) -> Sheet:
    tabs = ".tsv" in Path(table.places.files[0][1]).suffixes
    return Sheet(
        name=name,
        kind=kind,
        frame=table.frame,
        roles=roles,
        places=table.places,
        digest=table.digest,
        reader=table.reader,
        encoded=tuple(encoded),
        described=described,
        suffix=form.label_suffix,
        repeated=table.repeated,
        separator=str(table.read_as.get("separator", "\t" if tabs else ",")),
        blanks=form.strip,
        written=tuple(written),
        headed=table.read_as.get("header", True) is not False,
        encoding=_plain(form.encoding),
    )


def _plain(encoding: str | None) -> str:
    """The name of an encoding; every name of UTF-8 is one."""
    if encoding is None or EITHER in encoding:
        return encoding or UTF8
    name = codecs.lookup(encoding).name
    return UTF8 if name == "utf-8-sig" else name
